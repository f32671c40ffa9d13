//! The calls of the node to a creditor's station, in SOAP 1.1 and both versions: writing the requests and
//! reading the answers strictly. Source: paForNode.wsdl and paForNode.xsd of pagopa-api.

mod answer;
mod demand;
mod model;
mod payment;
mod request;
mod shapes;
mod verify;

pub use answer::{Answer, Fault, read_receipt_answer};
pub use demand::{Demand, Demanded, demand, read_demand};
pub use model::{
    Beneficiary, Metadata, Payment, PspIdentity, Receipt, Subject, Transfer, Verified,
};
pub use payment::read_payment;
pub use request::{Operation, Question, TransferType, Version, get_payment, send_receipt, verify};
pub use verify::read_verify;

#[cfg(test)]
mod tests;
