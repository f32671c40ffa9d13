//! Codes for machines, as squares to be drawn with [`super::Canvas::modules`].

use qrcode::bits::{self, Bits};
use qrcode::canvas::Canvas;
use qrcode::types::{QrError, QrResult};
use qrcode::{Color, EcLevel, Version, ec};

use super::mask;

pub use super::data_matrix::data_matrix;

/// Dark and light squares in rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    width: usize,
    dark: Vec<bool>,
}

/// Size of a QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QrVersion {
    /// The smallest that holds the text.
    Fitting,
    /// 1 (21 modules a side) to 40 (177).
    Fixed(i16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text does not fit this code")]
pub struct TooLong;

/// A QR code (ISO/IEC 18004) with error correction M, which restores 15 %.
pub fn qr(text: &str, version: QrVersion) -> Result<Modules, TooLong> {
    let bits = match version {
        QrVersion::Fitting => bits::encode_auto(text.as_bytes(), EcLevel::M),
        QrVersion::Fixed(number) => fixed(text, Version::Normal(number)),
    };
    let (width, colors) = bits.and_then(drawn).map_err(|_: QrError| TooLong)?;
    let dark = colors
        .into_iter()
        .map(|color| color == Color::Dark)
        .collect();
    Ok(Modules::new(width, dark))
}

fn fixed(text: &str, version: Version) -> QrResult<Bits> {
    let mut bits = Bits::new(version);
    bits.push_optimal_data(text.as_bytes())?;
    bits.push_terminator(EcLevel::M)?;
    Ok(bits)
}

/// The side and the colours, row by row.
fn drawn(bits: Bits) -> QrResult<(usize, Vec<Color>)> {
    let version = bits.version();
    let (data, correction) = ec::construct_codewords(&bits.into_bytes(), version, EcLevel::M)?;
    let mut canvas = Canvas::new(version, EcLevel::M);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    let side = usize::try_from(version.width()).unwrap_or(0);
    let colors = if side <= mask::SIDE_MAX {
        mask::best(&canvas, side)
    } else {
        canvas.apply_best_mask().into_colors()
    };
    Ok((side, colors))
}

impl Modules {
    pub(super) fn new(width: usize, dark: Vec<bool>) -> Self {
        Self { width, dark }
    }

    #[cfg(test)]
    pub(super) fn dark(&self) -> &[bool] {
        &self.dark
    }

    /// Squares in a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Squares in a column.
    pub fn height(&self) -> usize {
        self.dark.len().checked_div(self.width).unwrap_or(0)
    }

    /// Dark runs as (column, row, length).
    pub(super) fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs = Vec::new();
        for (y, row) in self.dark.chunks(self.width.max(1)).enumerate() {
            let mut x = 0;
            while x < row.len() {
                let length = row[x..].iter().take_while(|dark| **dark == row[x]).count();
                if row[x] {
                    runs.push((x, y, length));
                }
                x += length;
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_fits_version_4() {
        let text = "PAGOPA|002|300715700000000032|80047110152|99999999999";
        assert_eq!(qr(text, QrVersion::Fixed(4)).expect("fits").width(), 33);
        assert_eq!(qr(text, QrVersion::Fixed(1)), Err(TooLong));
    }

    #[test]
    fn the_runs_are_the_dark_squares() {
        let code = qr("Sportello", QrVersion::Fitting).expect("fits");
        let squares: usize = code.runs().iter().map(|(_, _, length)| length).sum();
        assert_eq!(squares, code.dark.iter().filter(|dark| **dark).count());
        assert_eq!(code.height(), code.width());
        assert_eq!(code.runs()[0], (0, 0, 7), "the finder pattern's upper edge");
    }
}
