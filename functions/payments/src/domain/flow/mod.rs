//! Reporting flows (FdR): what a payment service provider says it has credited, payment by payment.
//!
//! [`read`] turns the XML of a `FlussoRiversamento` into a [`ReportingFlow`] or into every fault
//! found, [`read_stream`] does so row by row, whatever the size; [`reconcile`] compares rows with known
//! receipts; [`place`] tells what a row means for a position, [`settle`] what the bank says of a flow.

mod bank;
mod fault;
mod fetched;
mod file;
mod leaf;
mod outcome;
mod print;
mod read;
mod reconcile;
mod record;
mod row;
mod schema;
mod share;

#[cfg(test)]
mod official;
#[cfg(test)]
pub(crate) mod samples;

pub use bank::{BankLine, BankState, LineMatch, Settled, settle};
pub(crate) use bank::{Movement, standing};
pub use fault::{FAULTS_MAX, FlowFault, FlowFaultCode};
pub use fetched::{Counted, FetchedFlow, FetchedPage, FetchedPayment, ListedFlow};
pub use file::{FlowFile, FlowFileState};
pub use outcome::{Placement, RowOutcome, Unpaid, credited, expected, place};
pub use print::FlowPrint;
pub use read::{read, read_stream};
pub use reconcile::{
    KnownTransfer, KnownTransfers, Mismatch, MismatchKind, Reconciler, Reconciliation, Verdict,
    reconcile,
};
pub use record::{CHUNK_ROWS, Flow, FlowRead, FlowRefusal, FlowState, Revision, revise};
pub use row::{FlowRow, PaymentOutcome, RowText};
pub use share::{ShareOf, place_share};

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

/// A `FlussoRiversamento`, versions 1.0 and 1.1 (facts "FdR and reconciliation"), sound: its sum and
/// its count are those of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportingFlow {
    pub head: FlowHead,
    pub rows: Vec<FlowRow>,
}

/// What a flow says besides its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowHead {
    pub id: FlowId,
    /// `dataOraFlusso`: a later one of the same flow replaces an earlier one.
    pub made_at: Timestamp,
    /// `identificativoUnivocoRegolamento`: TRN or end-to-end id of the credit transfer.
    pub regulation: String,
    pub settled_on: Date,
    pub sender: Party,
    pub receiver: Party,
    /// Of the bank that sent the credit transfer.
    pub bic: Option<String>,
    pub amount_cents: Cents,
    pub row_count: u32,
}

/// Who sends or receives a flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// `G` legal person, `A` ABI code, `B` BIC.
    pub kind: String,
    pub code: String,
    pub name: Option<String>,
}
