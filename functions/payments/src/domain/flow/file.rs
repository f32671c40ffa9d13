//! A file of a flow that is read later, because of its size.

use jiff::Timestamp;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

/// Faults that are kept; the first ones say enough.
const FAULTS_KEPT: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowFile {
    pub creditor: OrgFiscalCode,
    pub id: StatementId,
    pub by: String,
    pub at: Timestamp,
    pub state: FlowFileState,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowFileState {
    Reading,
    Loaded(FlowId),
    /// Sentences for a person.
    Refused(Vec<String>),
}

impl FlowFile {
    pub fn new(creditor: &OrgFiscalCode, id: &StatementId, by: String, at: Timestamp) -> Self {
        Self {
            creditor: creditor.clone(),
            id: id.clone(),
            by,
            at,
            state: FlowFileState::Reading,
            version: 1,
        }
    }

    pub fn is_reading(&self) -> bool {
        self.state == FlowFileState::Reading
    }

    pub fn loaded(&self, flow: FlowId) -> Self {
        self.to(FlowFileState::Loaded(flow))
    }

    pub fn refused(&self, mut faults: Vec<String>) -> Self {
        faults.truncate(FAULTS_KEPT);
        self.to(FlowFileState::Refused(faults))
    }

    fn to(&self, state: FlowFileState) -> Self {
        Self {
            state,
            version: self.version + 1,
            ..self.clone()
        }
    }
}
