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

impl Totals {
    /// `None` when the sum does not fit, which the bounds of rows and amounts exclude.
    pub fn accept(&mut self, amount: Cents, warnings: usize) -> Option<()> {
        self.amount_cents = self.amount_cents.checked_add(amount)?;
        self.rows += 1;
        self.accepted += 1;
        self.warnings += u64::try_from(warnings).ok()?;
        Some(())
    }

    pub fn refuse(&mut self) {
        self.rows += 1;
        self.refused += 1;
    }
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

    #[test]
    fn every_row_is_either_taken_or_refused() {
        let mut totals = Totals::default();
        totals.accept(Cents::new(3000), 1).expect("fits");
        totals.refuse();
        assert_eq!(
            totals,
            Totals {
                rows: 2,
                accepted: 1,
                refused: 1,
                warnings: 1,
                amount_cents: Cents::new(3000)
            }
        );
    }
}
