//! What the practice node found wrong in an answer.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The rule that an answer breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Status, content type or size of the HTTP answer.
    Http,
    /// Not well-formed, or of an absurd depth.
    NotXml,
    /// A `DOCTYPE` has no place in SOAP 1.1 (section 3).
    Doctype,
    /// An element in the wrong namespace; children of the messages are unqualified.
    Namespace,
    /// Not an envelope with one body and one message of the operation.
    Envelope,
    /// A required element is absent.
    Missing,
    /// An element that the schema does not know there, or text between elements.
    Unexpected,
    /// A known element in the wrong place of the sequence.
    Order,
    /// An attribute that the schema does not know.
    Attribute,
    /// A value outside its type: amount format, length, digits, date.
    Value,
    /// `outcome`, `fault` and payload contradict each other.
    Outcome,
    /// A fault code that the specification does not list for creditors.
    FaultCode,
    /// Transfers that do not add up, repeat or skip their number.
    Transfers,
    /// The answer speaks of another notice, creditor or amount than the question.
    Identity,
    /// An answer other than the one that the rules of receipts ask for.
    Expectation,
}

/// One deviation: where, which rule, and what was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    /// Path of local names from the message, `paGetPaymentV2Response/data/dueDate`.
    pub at: String,
    pub rule: Rule,
    pub detail: String,
}

impl Deviation {
    pub fn new(at: impl Into<String>, rule: Rule, detail: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            rule,
            detail: detail.into(),
        }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({:?})", self.at, self.detail, self.rule)
    }
}

/// All of them in one line, for an error's text.
pub fn list(found: &[Deviation]) -> String {
    found
        .iter()
        .map(Deviation::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}
