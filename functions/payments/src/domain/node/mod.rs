//! `paForNode`: what the pagoPA node asks of a creditor's station, and what it is answered.
//!
//! SOAP 1.1, document/literal (`paForNode.wsdl`). Bytes in, a [`Request`] or a [`Refusal`] out; a
//! decision in, bytes out. Nothing here waits, reads a table or tells the time.
//!
//! | operation | what it does |
//! |---|---|
//! | `paVerifyPaymentNotice` | tells amount and date of a notice |
//! | `paGetPayment`, `paGetPaymentV2` | tells everything that a payment needs |
//! | `paSendRT`, `paSendRTV2` | takes a receipt: the same id by either is the same receipt, and the first one is kept |
//! | `paDemandPaymentNotice` | makes a notice on the spot, for the services of the node's catalogue that are offered |
//!
//! Checks come in this order: SOAPAction, envelope and schema, `idPA`, `idBrokerPA`, `idStation`,
//! then the notice. The first that fails is the answer.
//!
//! | what is wrong | answer | HTTP |
//! |---|---|---|
//! | no, unknown or more than one SOAPAction, envelope of another SOAP version | SOAP fault | 500 |
//! | body too large | SOAP fault | 413 |
//! | not XML in UTF-8, compressed, `DOCTYPE`, not the operation's element, not valid with the schema | KO `PAA_SINTASSI_XSD` | 200 |
//! | anything that the creditor decides | KO with its code, see [`FaultCode`] | 200 |
//! | our own trouble | KO `PAA_SYSTEM_ERROR` | 500 |
//!
//! A receipt with outcome KO says that no money has moved: it is answered OK, so that the node does
//! not send it again, and nothing is written. (The platform sends receipts of paid notices alone:
//! SANP, paSendRT.)

mod answer;
mod demand;
mod envelope;
mod fault;
mod fetched;
mod operation;
mod options;
mod payable;
mod request;
mod schema;
mod stamp;
mod told;
pub(crate) mod xml;

pub use answer::{Payload, Reply, demanded as demand_payload, get_payment, soap_fault, verify};
pub use demand::{Demand, Demanded, demanded};
pub use fault::{Fault, FaultCode, SoapFault};
pub use fetched::{AskedReceipt, NotTheReceipt, fetched_receipt};
pub use operation::Operation;
pub use options::{OptionsFault, PaymentOptions, payment_options};
pub use payable::payable;
pub use request::{Addressee, Asked, Notice, Refusal, Request, Terms, TransferType, Version, read};
pub use stamp::{RevenueStamp, revenue_stamp};
pub use told::ToldReceipt;
