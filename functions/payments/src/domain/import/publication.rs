//! From the confirmation to the positions.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ExcludedRows;

/// Positions written by one transaction; with the chunk's own record and the outbox item it stays
/// under DynamoDB's 100 actions.
pub const CHUNK_ROWS: u64 = 90;
/// Chunks that are worked on at the same time.
pub const LANES: u64 = 8;

/// What the person decides at confirmation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub description: String,
    /// For rows without a due date of their own.
    pub due_date: Option<Date>,
    /// Printed and kept; it never blocks a payment.
    pub valid_until: Option<Date>,
    #[serde(default)]
    pub group_by_debtor: bool,
    /// Physical rows of the file to leave out.
    #[serde(default)]
    pub exclude_rows: ExcludedRows,
}

/// The numbers reserved for an import, stored before the first position is written, so that a
/// repeated run gives every row the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The counter's value of the first row.
    pub first_number: u64,
    pub rows: u64,
}

impl Publication {
    pub fn chunks(&self) -> u64 {
        self.rows.div_ceil(CHUNK_ROWS)
    }

    /// Rows of chunk `n`, as indexes into the staged rows.
    pub fn range(&self, chunk: u64) -> std::ops::Range<u64> {
        let from = (chunk * CHUNK_ROWS).min(self.rows);
        from..(from + CHUNK_ROWS).min(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_row_once() {
        for rows in [0, 1, 89, 90, 91, 500, 20_000] {
            let publication = Publication {
                first_number: 0,
                rows,
            };
            let covered: Vec<u64> = (0..publication.chunks())
                .flat_map(|chunk| publication.range(chunk))
                .collect();
            assert_eq!(covered, (0..rows).collect::<Vec<_>>());
        }
    }
}
