//! An import of dues: a file, what was found in it, and its way to published positions.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::{ImportId, ServiceCode};
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

/// Positions written by one transaction; with the chunk's own record and the outbox item it stays
/// under DynamoDB's 100 actions.
pub const CHUNK_ROWS: u64 = 90;
/// Chunks that are worked on at the same time.
pub const LANES: u64 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    Uploaded,
    Checking,
    Ready,
    Publishing,
    Published,
    Failed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub creditor: OrgFiscalCode,
    pub id: ImportId,
    pub file_name: String,
    pub state: ImportState,
    /// Why it failed, as a sentence for people.
    pub reason: Option<String>,
    pub service: Option<ServiceCode>,
    #[serde(default)]
    pub totals: Totals,
    pub terms: Option<Terms>,
    pub publication: Option<Publication>,
    pub created_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub rows: u64,
    pub accepted: u64,
    pub refused: u64,
    pub amount_cents: Cents,
}

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
    pub exclude_rows: Vec<u64>,
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
