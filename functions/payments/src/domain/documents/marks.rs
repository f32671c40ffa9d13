//! Marks and icons, read from `assets/marks` (its README tells where they come from).

use std::sync::LazyLock;

use platform::pdf::{Color, Drawing, Paint};

const PAGOPA_BLUE: Color = Color::rgb(0x00, 0x66, 0xcc);
const SCISSORS_GRAY: Color = Color::gray(0x80);
const CHECK_GREEN: Color = Color::rgb(0x00, 0x80, 0x55);

macro_rules! mark {
    ($(#[$doc:meta])* $name:ident, $file:literal, $width:literal x $height:literal, $paint:expr) => {
        $(#[$doc])*
        pub static $name: LazyLock<Drawing> = LazyLock::new(|| {
            let svg = include_str!(concat!("../../../assets/marks/", $file));
            read(svg, Drawing::new($width, $height), $paint)
        });
    };
}

mark!(PAGOPA, "pagopa.svg", 40.0 x 27.0, Paint::Fill(PAGOPA_BLUE));
mark!(DEVICES, "devices.svg", 38.0 x 30.0, Paint::Line(Color::BLACK, 1.1));
mark!(PLACES, "places.svg", 38.0 x 38.0, Paint::Line(Color::BLACK, 1.1));
mark!(INFO, "info.svg", 16.0 x 16.0, Paint::Line(Color::BLACK, 1.1));
mark!(SCISSORS, "scissors.svg", 16.0 x 12.0, Paint::Line(SCISSORS_GRAY, 1.1));
mark!(CHECK, "check.svg", 16.0 x 16.0, Paint::Line(CHECK_GREEN, 1.3));

/// Adds every path of one of our own files: each stands in an attribute `d="…"`.
fn read(svg: &str, empty: Drawing, paint: Paint) -> Drawing {
    let paths = svg
        .split(" d=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    paths.fold(empty, |drawing, d| {
        drawing
            .path(d, paint)
            .expect("the files of assets/marks are valid: a test reads them")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_read() {
        for mark in [&PAGOPA, &DEVICES, &PLACES, &INFO, &SCISSORS, &CHECK] {
            assert!(LazyLock::force(mark).width > 0.0);
        }
    }
}
