//! From the confirmation to the positions.

use jiff::civil::Date;
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

use super::ExcludedRows;

/// Rows published by one transaction, an action each; with the chunk's own record and the outbox item
/// it stays under DynamoDB's 100 actions.
pub const CHUNK_ROWS: u64 = 90;
/// Chunks that are worked on at the same time.
pub const LANES: u64 = 8;

/// What the person decides at confirmation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// For rows without words of their own, and for the notice of several rows.
    pub description: String,
    /// For rows without a due date of their own.
    pub due_date: Option<Date>,
    /// Printed and kept; it never blocks a payment.
    pub valid_until: Option<Date>,
    /// The dues of one person become one position.
    #[serde(default)]
    pub group_by_debtor: bool,
    /// Physical rows of the file to leave out.
    #[serde(default)]
    pub exclude_rows: ExcludedRows,
}

/// The end of validity where nobody gives one: the last day of the year, as the office habit is.
pub fn valid_until(today: Date) -> Date {
    today.last_of_year()
}

/// How an import is cut, and the numbers reserved for it: stored before the first position is written,
/// so that a repeated run gives every position the same number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The counter's value of the first position.
    pub first_number: u64,
    /// Rows to publish.
    pub rows: u64,
    #[serde(default)]
    pub positions: u64,
    /// Each is one transaction.
    #[serde(default)]
    pub chunks: u64,
    /// What the rows add up to.
    #[serde(default)]
    pub amount_cents: Cents,
}
