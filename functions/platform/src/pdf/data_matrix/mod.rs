//! Data Matrix codes (ISO/IEC 16022, ECC 200) of ASCII text, in two square sizes.
//!
//! Written here because the crates at hand plan the shortest encoding among six modes and take a
//! millisecond for what these modules do in some hundredths of it.

mod codewords;
mod correction;
mod placement;

use super::code::{Modules, TooLong};
use placement::Layout;

/// The square sizes in use: what the postal slip needs, and the next one.
const SIZES: [Size; 2] = [
    Size {
        regions: 2,
        region_side: 24,
        data: 204,
        correction: 42,
        blocks: 2,
    },
    Size {
        regions: 4,
        region_side: 14,
        data: 280,
        correction: 56,
        blocks: 2,
    },
];

/// A row of the standard's table 7.
#[derive(Debug, Clone, Copy)]
struct Size {
    /// Regions in a row and in a column.
    regions: usize,
    /// Modules of a region's side, without its frame.
    region_side: usize,
    /// Codewords that carry the text.
    data: usize,
    /// Codewords that restore one block.
    correction: usize,
    blocks: usize,
}

impl Size {
    /// Modules of a side, frames included.
    const fn side(self) -> usize {
        self.regions * (self.region_side + 2)
    }

    /// Modules of a side that carry codewords.
    const fn mapping_side(self) -> usize {
        self.regions * self.region_side
    }
}

/// The code of an ASCII text in the smaller of the two sizes that holds it.
pub fn data_matrix(text: &str) -> Result<Modules, TooLong> {
    let mut codewords = codewords::encode(text).ok_or(TooLong)?;
    let index = SIZES.iter().position(|size| codewords.len() <= size.data);
    let index = index.ok_or(TooLong)?;
    let size = SIZES[index];
    codewords::pad(&mut codewords, size.data);
    correction::append(&mut codewords, size.blocks, size.correction);
    Ok(draw(&codewords, size, Layout::of(index)))
}

/// The codewords in their places, inside the frames of the regions.
fn draw(codewords: &[u8], size: Size, layout: &Layout) -> Modules {
    let (side, framed) = (size.side(), size.region_side + 2);
    let mut dark = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            let (in_x, in_y) = (x % framed, y % framed);
            dark.push(match frame(in_x, in_y, framed) {
                Some(is_dark) => is_dark,
                None => {
                    let column = (x / framed) * size.region_side + in_x - 1;
                    let row = (y / framed) * size.region_side + in_y - 1;
                    layout.is_dark(row, column, codewords)
                }
            });
        }
    }
    Modules::new(side, dark)
}

/// A region's frame: solid on the left and below, alternating above and on the right.
fn frame(x: usize, y: usize, framed: usize) -> Option<bool> {
    match (x, y) {
        (0, _) => Some(true),
        (_, y) if y + 1 == framed => Some(true),
        (x, 0) => Some(x % 2 == 0),
        (x, y) if x + 1 == framed => Some(y % 2 == 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_takes_52_modules_and_a_text_of_signs_64() {
        let letters = "codfase=NBPA;".to_owned() + &"1234567890".repeat(6) + &"A B".repeat(61);
        assert_eq!(data_matrix(&letters).expect("fits").width(), 52);
        assert_eq!(data_matrix(&"a,".repeat(128)).expect("fits").width(), 64);
        assert_eq!(data_matrix(&"a,".repeat(200)), Err(TooLong));
        assert_eq!(data_matrix("è"), Err(TooLong));
    }

    #[test]
    fn the_frame_is_solid_below_and_on_the_left() {
        let code = data_matrix("SPORTELLO").expect("fits");
        let (side, dark) = (code.width(), code.dark());
        for step in 0..side {
            assert!(dark[step * side] && dark[(side - 1) * side + step]);
            assert_eq!(dark[step], step % 2 == 0, "above");
            assert_eq!(dark[step * side + side - 1], step % 2 == 1, "on the right");
        }
    }
}
