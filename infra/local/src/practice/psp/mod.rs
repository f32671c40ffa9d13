//! The PSP: takes money at a counter and tells the creditor's station about it, over real HTTP.

mod call;
mod mode;
mod pay;
mod receipt;

pub use mode::{Mode, WORDS};
pub use pay::{Order, Paid, StandIn, Taken};

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;

use super::soap::{Fault, Operation, PspIdentity, Question};
use super::xml::{Deviation, list};

/// A PSP that reaches creditors through one broker's station.
#[derive(Clone)]
pub struct Psp {
    /// Address of the station's SOAP service, `http://127.0.0.1:3000/node`.
    pub node_url: String,
    /// `idBrokerPA`.
    pub broker: String,
    /// `idStation`.
    pub station: String,
    pub http: reqwest::Client,
    pub identity: PspIdentity,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

/// Why a call of the PSP did not end as the rules say.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PspError {
    #[error("{}: no answer: {cause}", operation.name())]
    Unreachable { operation: Operation, cause: String },
    #[error("{}: no answer within {} s", .0.name(), .0.timeout().as_secs())]
    Timeout(Operation),
    /// The answer breaks the specification; every deviation found is listed.
    #[error("{}: {}", operation.name(), list(found))]
    Deviations {
        operation: Operation,
        found: Vec<Deviation>,
    },
    /// A regular refusal by the creditor.
    #[error("{}: refused with {} ({})", operation.name(), fault.code, fault.string)]
    Refused { operation: Operation, fault: Fault },
    /// A receipt without calls before needs an amount and an account.
    #[error("this mode needs an amount")]
    NoAmount,
}

impl PspError {
    /// The fault code of a refusal.
    pub fn fault_code(&self) -> Option<&str> {
        match self {
            PspError::Refused { fault, .. } => Some(&fault.code),
            _ => None,
        }
    }

    /// What the answer did wrong.
    pub fn deviations(&self) -> &[Deviation] {
        match self {
            PspError::Deviations { found, .. } => found,
            _ => &[],
        }
    }
}

impl Psp {
    /// The default practice PSP; other identities by changing the field.
    pub fn new(
        node_url: impl Into<String>,
        broker: impl Into<String>,
        station: impl Into<String>,
        clock: Arc<dyn Clock>,
        dice: Arc<dyn Dice>,
    ) -> Self {
        Self {
            node_url: node_url.into(),
            broker: broker.into(),
            station: station.into(),
            http: reqwest::Client::new(),
            identity: counter_psp(),
            clock,
            dice,
        }
    }

    fn question(&self, creditor: &OrgFiscalCode, notice: &NoticeNumber) -> Question {
        Question {
            creditor: creditor.as_str().to_owned(),
            broker: self.broker.clone(),
            station: self.station.clone(),
            notice_number: notice.as_str().to_owned(),
            iuv: notice.iuv().as_str().to_owned(),
        }
    }
}

/// The PSP of counters and banking apps.
pub fn counter_psp() -> PspIdentity {
    identity(
        "PRATITM1XXX",
        "Banca di Prova",
        "97735020584_01",
        "Sportello di prova",
    )
}

/// The PSP behind Checkout.
pub fn checkout_psp() -> PspIdentity {
    identity(
        "CARTITM1XXX",
        "Carte di Prova",
        "97735020584_02",
        "Checkout di prova",
    )
}

fn identity(id: &str, name: &str, channel: &str, channel_description: &str) -> PspIdentity {
    PspIdentity {
        id: id.to_owned(),
        fiscal_code: "97735020584".to_owned(),
        name: name.to_owned(),
        channel: channel.to_owned(),
        channel_description: channel_description.to_owned(),
    }
}

#[cfg(test)]
mod tests;
