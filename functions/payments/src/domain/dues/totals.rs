//! What an import adds up to.

use kernel::money::Cents;
use serde::{Deserialize, Serialize};

/// Counts of rows, and the sum of those that are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Rows below the header that are not blank.
    pub rows: u64,
    pub accepted: u64,
    pub refused: u64,
    /// Warnings on accepted rows.
    pub warnings: u64,
    pub amount_cents: Cents,
}

#[cfg(test)]
mod tests {
    use super::super::limits::ROWS_MAX;
    use super::*;

    #[test]
    fn the_largest_file_of_the_largest_amounts_still_adds_up() {
        let rows = i64::from(ROWS_MAX);
        assert!(Cents::MAX_PAYABLE.get().checked_mul(rows).is_some());
    }
}
