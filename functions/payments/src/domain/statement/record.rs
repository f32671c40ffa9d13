//! A statement as it is kept.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{StatementChoice, StatementDialect, StatementField, StatementState};
use crate::domain::dues::ColumnRef;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub creditor: OrgFiscalCode,
    pub id: StatementId,
    pub file_name: String,
    pub state: StatementState,
    /// Counts the checks of the file: its rows and bank lines belong to one of them.
    pub check: u32,
    #[serde(default)]
    pub choice: StatementChoice,
    /// The flows that a person named for rows that name none, by row.
    #[serde(default)]
    pub named: BTreeMap<u32, FlowId>,
    /// Whether the columns come from an earlier statement of the same form.
    #[serde(default)]
    pub is_learnt: bool,
    /// Why it failed.
    pub failure: Option<StatementFailure>,
    /// What the last check found.
    pub findings: Option<Findings>,
    pub created_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// Rows of one statement that a person may name: what is more has another cause.
pub const NAMED_MAX: usize = 500;

/// Why a file could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementFailure {
    pub code: String,
    /// An Italian sentence.
    pub reason: String,
}

/// What a check found in the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub dialect: StatementDialect,
    /// Which column was taken for what.
    #[serde(default)]
    pub mapping: BTreeMap<StatementField, ColumnRef>,
    pub rows: u32,
    /// Rows that name a flow.
    pub cumulative: u32,
    /// Rows that name one payment.
    pub single: u32,
    /// Rows that are not counted.
    pub unread: u32,
}

impl Statement {
    /// Made for an upload to come.
    pub fn new(
        creditor: OrgFiscalCode,
        id: StatementId,
        file_name: String,
        created_by: String,
        at: Timestamp,
    ) -> Self {
        Self {
            creditor,
            id,
            file_name,
            state: StatementState::Uploaded,
            check: 0,
            choice: StatementChoice::default(),
            named: BTreeMap::new(),
            is_learnt: false,
            failure: None,
            findings: None,
            created_by,
            created_at: at,
            updated_at: at,
            version: 1,
        }
    }
}
