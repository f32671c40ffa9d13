//! An import of dues: a file, what was found in it, and its way to published positions.

mod difference;
mod epoch;
mod examination;
mod excluded;
mod listing;
mod publication;
mod reach;
mod sought;
mod state;

pub use difference::{
    CSV_HEAD, Change, Comparison, ComparisonState, Counts, Difference, Kind, People, SumError,
    What, csv_line, told,
};
pub use epoch::{ImportEpoch, OPEN_MAX, TooManyOpen};
pub use examination::{Examination, ExaminationError, Report};
pub use excluded::{EXCLUDED_ROWS_MAX, ExcludedRows, ExcludedRowsError};
#[cfg(test)]
pub(crate) use listing::write as write_listed;
pub use listing::{Listed, Looked, RowFilter, amount_sought, look, matching};
pub use publication::{CHUNK_ROWS, LANES, Publication, Terms, valid_until};
pub use sought::{ImportFilter, SOUGHT_CHARS_MAX};
pub use state::{Command, Decision, ImportRefusal, ImportState};

use std::collections::{BTreeMap, BTreeSet};

use access::Extent;
use jiff::Timestamp;
use kernel::idempotency::Fingerprint;
use kernel::ids::{ImportId, ServiceCode};
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

pub use super::dues::Totals;
use super::dues::{
    ColumnRef, Dialect, DialectChoice, Field, MappedBy, MappingChoice, System, Warned,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Import {
    pub creditor: OrgFiscalCode,
    pub id: ImportId,
    pub file_name: String,
    pub state: ImportState,
    /// Counts the checks of the file: what is staged belongs to one of them.
    pub check: u32,
    pub choices: ImportChoices,
    /// Why it failed.
    pub failure: Option<ImportFailure>,
    /// What the last check found.
    pub findings: Option<Findings>,
    #[serde(default)]
    pub totals: Totals,
    /// What a person left out of the accepted rows, until the file is checked again.
    #[serde(default)]
    pub excluded: Exclusion,
    pub terms: Option<Terms>,
    pub publication: Option<Publication>,
    pub created_by: String,
    /// The name of who made it, as it was then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub created_by_name: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// Accepted rows that are not to be published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    pub rows: ExcludedRows,
    /// What they add up to.
    pub amount_cents: Cents,
    /// Positions that the other rows make if persons are grouped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouped: Option<u64>,
}

/// What a person decides before a check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportChoices {
    /// For rows that name none; absent: the first of the catalogue.
    pub service: Option<ServiceCode>,
    #[serde(default)]
    pub dialect: DialectChoice,
    #[serde(default)]
    pub mapping: MappingChoice,
    /// Take dues that are in the archive already.
    #[serde(default)]
    pub load_again: bool,
    /// For which services whoever has the file checked may publish.
    #[serde(default, skip_serializing_if = "Extent::is_all")]
    pub within: Extent<ServiceCode>,
}

/// Why a file could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFailure {
    /// As in `docs/dues-layout.md`.
    pub code: String,
    /// An Italian sentence.
    pub reason: String,
    /// The titles found, where a corrected mapping would help.
    #[serde(default)]
    pub titles: Vec<String>,
}

/// What a check found out about the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub dialect: Dialect,
    /// Physical row of the titles; 0 for a file without.
    pub header_row: u32,
    pub titles: Vec<String>,
    pub mapping: BTreeMap<Field, ColumnRef>,
    /// The other system whose layout the file has.
    #[serde(default)]
    pub system: Option<System>,
    #[serde(default)]
    pub mapped_by: MappedBy,
    /// What is worth a look in the accepted rows.
    #[serde(default)]
    pub warned: Vec<Warned>,
    /// The service of rows that name none.
    pub service: ServiceCode,
    /// Of the identities of the accepted rows, in their order: what the import would publish.
    pub accepted: Fingerprint,
    /// Accepted rows without a due date, and without a description: the confirmation gives them.
    #[serde(default)]
    pub undated: u64,
    #[serde(default)]
    pub undescribed: u64,
    /// Positions that the accepted rows would make, the dues of one person together.
    #[serde(default)]
    pub grouped: u64,
    /// Of the accepted rows; empty where it was not noted.
    #[serde(default)]
    pub services: BTreeSet<ServiceCode>,
    /// The creditor's epoch when the check began: the confirmation is good in no other.
    #[serde(default)]
    pub epoch: u64,
}

impl Import {
    /// Made for an upload to come.
    pub fn new(
        creditor: OrgFiscalCode,
        id: ImportId,
        file_name: String,
        created_by: String,
        at: Timestamp,
    ) -> Self {
        Import {
            creditor,
            id,
            file_name,
            state: ImportState::Uploaded,
            check: 0,
            choices: ImportChoices::default(),
            failure: None,
            findings: None,
            totals: Totals::default(),
            excluded: Exclusion::default(),
            terms: None,
            publication: None,
            created_by,
            created_by_name: String::new(),
            created_at: at,
            updated_at: at,
            version: 1,
        }
    }

    /// Whether a person left the row out, before the confirmation or with it.
    pub fn leaves_out(&self, row: u32) -> bool {
        let with_it = self.terms.as_ref().map(|terms| &terms.exclude_rows);
        self.excluded.rows.contains(row) || with_it.is_some_and(|rows| rows.contains(row))
    }

    /// Rows that are to be published, and what they add up to.
    pub fn kept(&self) -> (u64, Cents) {
        let rows = self
            .totals
            .accepted
            .saturating_sub(self.excluded.rows.len() as u64);
        let amount = self
            .totals
            .amount_cents
            .checked_sub(self.excluded.amount_cents);
        (rows, amount.unwrap_or_default())
    }

    /// Positions if persons are grouped, once the file is checked; unknown for rows that were left out
    /// before this was counted.
    pub fn grouped(&self) -> Option<u64> {
        let findings = self.findings.as_ref()?;
        match self.excluded.rows.is_empty() {
            true => Some(findings.grouped),
            false => self.excluded.grouped,
        }
    }

    /// What would be published: the same again is refused, unless "load again" was chosen.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let accepted = &self.findings.as_ref()?.accepted;
        let excluded = self
            .terms
            .as_ref()
            .map(|terms| terms.exclude_rows.to_string());
        let import = if self.choices.load_again {
            self.id.as_str()
        } else {
            ""
        };
        let excluded = excluded.unwrap_or_default();
        Some(Fingerprint::of(&[
            accepted.as_str().as_bytes(),
            excluded.as_bytes(),
            import.as_bytes(),
        ]))
    }
}
