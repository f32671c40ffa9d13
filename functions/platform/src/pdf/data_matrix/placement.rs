//! Which bit of which codeword stands in which module (annex F of the standard).

use std::sync::LazyLock;

use super::{SIZES, Size};

/// For each module of the mapping matrix: eight times its codeword's index plus its bit, the highest being 0.
pub(super) struct Layout {
    side: usize,
    bits: Vec<Option<usize>>,
}

static LAYOUTS: LazyLock<[Layout; SIZES.len()]> = LazyLock::new(|| SIZES.map(Layout::new));

impl Layout {
    /// Of a size, by its place in the table: computed once in a process.
    pub(super) fn of(index: usize) -> &'static Self {
        &LAYOUTS[index]
    }

    pub(super) fn is_dark(&self, row: usize, column: usize, codewords: &[u8]) -> bool {
        let bit = self.bits.get(row * self.side + column).copied().flatten();
        bit.is_some_and(|bit| codewords[bit / 8] & (0x80 >> (bit % 8)) != 0)
    }

    /// Sweeps the matrix diagonally, up and down, a codeword at each step. Where the side is a multiple of
    /// 8, as in both sizes, the standard's special shapes for the corners never occur.
    fn new(size: Size) -> Self {
        let side = size.mapping_side();
        let mut layout = Self {
            side,
            bits: vec![None; side * side],
        };
        let end = signed(side);
        let (mut row, mut column, mut word) = (4, 0, 0);
        while row < end || column < end {
            while row >= 0 && column < end {
                if row < end && column >= 0 && layout.is_free(row, column) {
                    layout.utah(&mut word, row, column);
                }
                (row, column) = (row - 2, column + 2);
            }
            (row, column) = (row + 1, column + 3);
            while row < end && column >= 0 {
                if row >= 0 && column < end && layout.is_free(row, column) {
                    layout.utah(&mut word, row, column);
                }
                (row, column) = (row + 2, column - 2);
            }
            (row, column) = (row + 3, column + 1);
        }
        layout
    }

    fn is_free(&self, row: isize, column: isize) -> bool {
        self.bits[self.index(row, column)].is_none()
    }

    /// The usual shape of a codeword, its lowest bit at (row, column).
    fn utah(&mut self, word: &mut usize, row: isize, column: isize) {
        self.put(word, &UTAH.map(|(y, x)| (row + y, column + x)));
    }

    fn put(&mut self, word: &mut usize, places: &[(isize, isize); 8]) {
        for (bit, (row, column)) in places.iter().enumerate() {
            let index = self.index(*row, *column);
            self.bits[index] = Some(8 * *word + bit);
        }
        *word += 1;
    }

    /// A place beyond the upper or left edge is continued on the other side, shifted.
    fn index(&self, row: isize, column: isize) -> usize {
        let side = signed(self.side);
        let (mut row, mut column) = (row, column);
        if row < 0 {
            (row, column) = (row + side, column + 4 - (side + 4) % 8);
        }
        if column < 0 {
            (row, column) = (row + 4 - (side + 4) % 8, column + side);
        }
        row.unsigned_abs() * self.side + column.unsigned_abs()
    }
}

const UTAH: [(isize, isize); 8] = [
    (-2, -2),
    (-2, -1),
    (-1, -2),
    (-1, -1),
    (-1, 0),
    (0, -2),
    (0, -1),
    (0, 0),
];

fn signed(side: usize) -> isize {
    isize::try_from(side).unwrap_or(isize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_of_every_codeword_has_one_module() {
        for (index, size) in SIZES.into_iter().enumerate() {
            let layout = Layout::of(index);
            let mut bits: Vec<usize> = layout.bits.iter().flatten().copied().collect();
            bits.sort_unstable();
            let words = size.data + size.blocks * size.correction;
            assert_eq!(bits, (0..8 * words).collect::<Vec<_>>(), "{}", size.side());
        }
    }
}
