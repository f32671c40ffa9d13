//! What is wrong with a flow: told all together, so that it is mended once.

use serde::{Deserialize, Serialize};

/// Faults that are told; a file with more is no flow at all.
pub const FAULTS_MAX: usize = 1_000;

/// One fault, with its place in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowFault {
    /// `datiSingoliPagamenti[3]/singoloImportoPagato`; rows count from 1.
    pub place: String,
    pub code: FlowFaultCode,
    /// An Italian sentence.
    pub message: String,
}

/// The closed list of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowFaultCode {
    /// No XML, or broken XML: nothing behind this place was read.
    Malformed,
    Doctype,
    Encoding,
    /// Not a `FlussoRiversamento`.
    NotAFlow,
    Missing,
    /// Unknown, repeated or out of its place.
    Unexpected,
    Attribute,
    /// Text where only elements may stand.
    Text,
    /// A value that its type does not allow.
    Value,
    /// A negative amount of a payment that was not revoked.
    NegativeAmount,
    /// The name does not start with a date.
    FlowIdDate,
    /// No PSP stands behind the date, or another one than the flow's.
    FlowIdSender,
    /// The name is another one than that under which it was fetched.
    FlowIdDiffers,
    CountDiffers,
    SumDiffers,
    /// The flow is for another body.
    OtherCreditor,
    /// There are more faults than are told.
    TooManyFaults,
}

impl FlowFaultCode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Doctype => "doctype",
            Self::Encoding => "encoding",
            Self::NotAFlow => "not_a_flow",
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Attribute => "attribute",
            Self::Text => "text",
            Self::Value => "value",
            Self::NegativeAmount => "negative_amount",
            Self::FlowIdDate => "flow_id_date",
            Self::FlowIdSender => "flow_id_sender",
            Self::FlowIdDiffers => "flow_id_differs",
            Self::CountDiffers => "count_differs",
            Self::SumDiffers => "sum_differs",
            Self::OtherCreditor => "other_creditor",
            Self::TooManyFaults => "too_many_faults",
        }
    }
}

/// Faults as they are found, up to [`FAULTS_MAX`].
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<FlowFault>);

impl Faults {
    pub fn add(&mut self, place: String, code: FlowFaultCode, message: impl Into<String>) {
        match self.0.len() {
            0..FAULTS_MAX => self.0.push(FlowFault {
                place,
                code,
                message: message.into(),
            }),
            FAULTS_MAX => self.0.push(FlowFault {
                place: String::new(),
                code: FlowFaultCode::TooManyFaults,
                message: format!("Ci sono altri errori oltre ai primi {FAULTS_MAX}."),
            }),
            _ => {}
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_vec(self) -> Vec<FlowFault> {
        self.0
    }
}
