//! What changed since an earlier import of the same service: who is new, who is gone, whose data or
//! amount are others, and who is there twice.
//!
//! People are compared by tax code (by name where they are anonymous), service and category; what one of
//! them owes several times is added up. Only accepted rows count. Both sides are held as one entry
//! a person: about 200 bytes each, 200,000 at most.

mod people;
mod sheet;

use jiff::Timestamp;
use kernel::ids::{ImportId, ServiceCode};
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use crate::domain::dues::PersonCategory;

pub use people::{People, SumError};
pub use sheet::{CSV_HEAD, csv_line, told};

/// A comparison of an import with an earlier one. A later one replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    /// The check of the import whose rows are compared.
    pub check: u32,
    pub with: ImportId,
    /// As people know it.
    pub with_name: String,
    pub state: ComparisonState,
    #[serde(default)]
    pub counts: Counts,
    pub at: Timestamp,
    /// Also the number of the run: its files stand under it.
    pub version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ComparisonState {
    Comparing,
    Done,
}

/// People of each kind; `twice` are counted among the others, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: u64,
    pub gone: u64,
    pub changed: u64,
    pub same: u64,
    pub twice: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    New,
    Gone,
    Changed,
    Twice,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::New, Self::Gone, Self::Changed, Self::Twice];

    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Twice => "twice",
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::New => "Nuovi",
            Self::Gone => "Non più presenti",
            Self::Changed => "Cambiati",
            Self::Twice => "Più volte nel file",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Counts {
    pub fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::New => self.new,
            Kind::Gone => self.gone,
            Kind::Changed => self.changed,
            Kind::Twice => self.twice,
        }
    }
}

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// First physical row: of this file, or of the earlier one for who is gone.
    pub row: u32,
    pub tax_code: String,
    pub name: String,
    pub service: ServiceCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<PersonCategory>,
    /// Dues of this person in the file.
    pub dues: u32,
    pub amount_cents: Cents,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// What is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub what: What,
    pub before: String,
    pub now: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    Amount,
    Name,
    Address,
    Email,
}

impl What {
    pub fn italian(self) -> &'static str {
        match self {
            Self::Amount => "Importo",
            Self::Name => "Nominativo",
            Self::Address => "Indirizzo",
            Self::Email => "E-mail",
        }
    }
}

#[cfg(test)]
mod tests;
