//! History: every change of a record after its creation, in the same transaction as the change.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

/// One change of a position: who, when, from what, to what. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    /// The version that the change made.
    pub version: u64,
    pub at: Timestamp,
    /// `node`, `flow <id>`, or a person's or key's id.
    pub actor: String,
    pub from: String,
    pub to: String,
    /// What happened, as a sentence for people.
    pub note: String,
}
