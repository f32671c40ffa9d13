//! What the practice node is told by the stack that mounts it.

use std::path::PathBuf;
use std::sync::Arc;

use kernel::dice::Dice;
use kernel::iban::Iban;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;

#[derive(Clone)]
pub struct PracticeOptions {
    /// Origin of the stack, without a slash at the end: `http://127.0.0.1:3000`.
    pub url: String,
    /// The station's SOAP service: `http://127.0.0.1:3000/node`.
    pub node_url: String,
    pub creditors: Vec<PracticeCreditor>,
    /// Where the journal is kept; none keeps it in memory.
    pub folder: Option<PathBuf>,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

/// A creditor as the node's registry knows it.
#[derive(Debug, Clone)]
pub struct PracticeCreditor {
    pub fiscal_code: OrgFiscalCode,
    pub name: String,
    /// `idBrokerPA`.
    pub broker: String,
    /// `idStation`.
    pub station: String,
    /// Account of receipts that no call announced.
    pub iban: Iban,
}
