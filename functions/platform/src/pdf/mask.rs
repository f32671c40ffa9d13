//! Which of a QR code's eight masks is the best: ISO/IEC 18004, 7.8.3. The crate that draws the codes does the
//! same a module at a time; on rows as words it takes a thirtieth.

use qrcode::Color;
use qrcode::canvas::{Canvas, MaskPattern};

/// Sides above this do not fit a word with the margins that the rules look at.
pub(super) const SIDE_MAX: usize = 57;

const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];

/// The colours of a code of at most [`SIDE_MAX`] modules a side under its best mask, row by row.
pub(super) fn best(canvas: &Canvas, side: usize) -> Vec<Color> {
    let masked = MASKS.into_iter().map(|mask| {
        let mut masked = canvas.clone();
        masked.apply_mask(mask);
        masked.into_colors()
    });
    masked
        .min_by_key(|colors| penalty(colors, side))
        .unwrap_or_default()
}

fn penalty(colors: &[Color], side: usize) -> u32 {
    let (mut rows, mut columns) = (vec![0_u64; side], vec![0_u64; side]);
    for (at, color) in colors.iter().enumerate() {
        if *color == Color::Dark {
            rows[at / side] |= 1 << (at % side);
            columns[at % side] |= 1 << (at / side);
        }
    }
    let lines = || rows.iter().chain(&columns);
    let runs: u32 = lines().map(|line| runs(*line, side)).sum();
    let finders: u32 = lines().map(|line| finders(*line, side)).sum();
    runs + blocks(&rows, side) + finders + balance(&rows, side)
}

/// Five modules of one colour in a line cost 3, each one more costs 1.
fn runs(line: u64, side: usize) -> u32 {
    let (mut rest, mut left, mut cost) = (line, u32::try_from(side).unwrap_or(0), 0);
    while left > 0 {
        let run = rest.trailing_ones().max(rest.trailing_zeros()).min(left);
        if run >= 5 {
            cost += run - 2;
        }
        rest = rest.checked_shr(run).unwrap_or(0);
        left -= run;
    }
    cost
}

/// Each square of four modules of one colour costs 3.
fn blocks(rows: &[u64], side: usize) -> u32 {
    let inner = (1_u64 << (side - 1)) - 1;
    let pairs = rows.iter().zip(rows.iter().skip(1));
    let squares = pairs.map(|(above, below)| {
        let differ = (above ^ below) | (above ^ (above >> 1)) | (below ^ (below >> 1));
        (!differ & inner).count_ones()
    });
    3 * squares.sum::<u32>()
}

/// Each 1:1:3:1:1 with four light modules on one of its sides costs 40.
fn finders(line: u64, side: usize) -> u32 {
    let dark = |at: u32| line >> at;
    let pattern = line & !dark(1) & dark(2) & dark(3) & dark(4) & !dark(5) & dark(6);
    let before = (line << 1) | (line << 2) | (line << 3) | (line << 4);
    let after = dark(7) | dark(8) | dark(9) | dark(10);
    let starts = (1_u64 << (side - 6)) - 1;
    40 * (pattern & starts & (!before | !after)).count_ones()
}

/// Each two per cent away from half dark cost 2, rounded as the crate rounds.
fn balance(rows: &[u64], side: usize) -> u32 {
    let dark: u32 = rows.iter().map(|row| row.count_ones()).sum();
    let modules = u32::try_from(side * side).unwrap_or(u32::MAX);
    (dark * 200 / modules).abs_diff(100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qrcode::{EcLevel, QrCode, Version};

    use crate::pdf::code::{QrVersion, qr};

    proptest! {
        #[test]
        fn the_code_is_the_one_that_the_crate_draws(text in "[A-Z0-9|:/.a-z]{1,60}", version in 4..9_i16) {
            let theirs = QrCode::with_version(&text, Version::Normal(version), EcLevel::M);
            let theirs: Vec<bool> = theirs
                .expect("it fits")
                .to_colors()
                .into_iter()
                .map(|color| color == qrcode::Color::Dark)
                .collect();
            let ours = qr(&text, QrVersion::Fixed(version)).expect("it fits");
            prop_assert_eq!(ours.dark(), &theirs[..]);
        }
    }
}
