//! The dues inside a position: an office books each of them, whatever was grouped to be paid.

use jiff::civil::Date;
use kernel::ids::{Iud, ServiceCode};
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

use crate::domain::dues::{Origin, PersonCategory};

/// One due, as its row told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueLine {
    /// Physical row of the file it came from.
    pub row: u32,
    /// What makes two dues the same one (see `dues`): hex of a SHA-256.
    pub identity: String,
    pub service: ServiceCode,
    pub description: String,
    pub amount_cents: Cents,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iud: Option<Iud>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<PersonCategory>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The chapter of revenue (*capitolo di entrata*).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// The year that the due is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
}
