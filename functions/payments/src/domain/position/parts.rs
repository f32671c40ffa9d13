//! The parts of a position: ways to pay, instalments, transfers, payments.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::iban::Iban;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{Debtor, InstallmentState, TRANSFERS_MAX, TransferState, Unsound};

/// One way to pay: the whole in one part, or a plan of several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentOption {
    pub description: String,
    /// The end of validity printed on the notice; it never blocks a payment.
    pub valid_until: Option<Date>,
    /// The moment from which it can be paid, where that is not at once (GPD's `validityDate`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity_date: Option<Timestamp>,
    /// Whether the position expires after the last due date.
    pub switch_to_expired: bool,
    /// Who owes it, where that is not the debtor of the position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debtor: Option<Debtor>,
    pub installments: Vec<Installment>,
}

/// A payable part, with its own number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installment {
    pub nav: NoticeNumber,
    pub iuv: Iuv,
    /// What is asked for, the notification fee included.
    pub amount_cents: Cents,
    /// At most 140 characters.
    pub description: String,
    pub due_date: Option<Date>,
    /// The moment that a client of the APIs gave as due date, in UTC: `due_date` is its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_date: Option<Timestamp>,
    /// What notifying the debtor by SEND cost: a share of the amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_fee_cents: Option<Cents>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<MapEntry>,
    pub state: InstallmentState,
    pub transfers: Vec<Transfer>,
    pub payment: Option<Payment>,
    /// When the last of its transfers was reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Timestamp>,
}

/// A share of a part that goes to one body's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// 1…5.
    pub id: u8,
    pub org: OrgFiscalCode,
    pub amount_cents: Cents,
    #[serde(flatten)]
    pub to: Destination,
    /// Taxonomy code, `9/0101108TS/`.
    pub category: String,
    /// At most 140 characters.
    pub remittance_information: String,
    /// The name of `org`, where it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<MapEntry>,
    pub state: TransferState,
}

/// What a transfer pays: an account, or a digital revenue stamp (*marca da bollo digitale*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Destination {
    Account {
        iban: Iban,
        postal_iban: Option<Iban>,
    },
    Stamp {
        stamp: Stamp,
    },
}

/// A digital revenue stamp to be bought for a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The document's SHA-256 digest in base64, as the debtor gave it: at most 72 characters.
    pub hash: String,
    /// `01`.
    pub kind: String,
    /// The province where the debtor lives: two capital letters.
    pub province: String,
}

impl Destination {
    pub fn account(iban: Iban, postal_iban: Option<Iban>) -> Self {
        Self::Account { iban, postal_iban }
    }
}

impl Stamp {
    pub const HASH_MAX: usize = 72;

    pub fn new(hash: &str, kind: &str, province: &str) -> Result<Self, StampError> {
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        if hash.is_empty() || hash.len() > Self::HASH_MAX || !hash.chars().all(is_base64) {
            return Err(StampError::Hash);
        }
        if kind != "01" {
            return Err(StampError::Kind);
        }
        if province.len() != 2 || !province.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Err(StampError::Province);
        }
        Ok(Self {
            hash: hash.to_owned(),
            kind: kind.to_owned(),
            province: province.to_owned(),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    #[error("the document's digest is not base64 of at most 72 characters")]
    Hash,
    #[error("the kind of stamp is not 01")]
    Kind,
    #[error("the province is not two capital letters")]
    Province,
}

/// A key and a value that travel with a part or a transfer (`ctMapEntry`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapEntry {
    pub key: String,
    pub value: String,
}

/// The payment that made a part paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// None where the body itself says that it was paid, beside pagoPA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_id: Option<ReceiptId>,
    pub amount_cents: Cents,
    pub paid_at: Timestamp,
    pub psp_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_cents: Option<Cents>,
    /// The number under which its receipt stands, where that is not the part's: a person linked a payment
    /// that had come for another number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeNumber>,
}

impl Payment {
    /// The number under which its receipt stands; `part` is the number of the part that it paid.
    pub fn receipt_under<'a>(&'a self, part: &'a NoticeNumber) -> &'a NoticeNumber {
        self.notice.as_ref().unwrap_or(part)
    }

    /// Whether it is told by this receipt.
    pub fn is_of(&self, receipt: &ReceiptId) -> bool {
        self.receipt_id.as_ref() == Some(receipt)
    }
}

impl Transfer {
    /// The account to pay to: none for a stamp.
    pub fn iban(&self) -> Option<&Iban> {
        match &self.to {
            Destination::Account { iban, .. } => Some(iban),
            Destination::Stamp { .. } => None,
        }
    }

    /// Whether it goes to an account of this body.
    pub fn is_own(&self, creditor: &OrgFiscalCode) -> bool {
        self.org == *creditor && self.stamp().is_none()
    }

    pub fn postal_iban(&self) -> Option<&Iban> {
        match &self.to {
            Destination::Account { postal_iban, .. } => postal_iban.as_ref(),
            Destination::Stamp { .. } => None,
        }
    }

    pub fn stamp(&self) -> Option<&Stamp> {
        match &self.to {
            Destination::Account { .. } => None,
            Destination::Stamp { stamp } => Some(stamp),
        }
    }
}

impl Installment {
    /// The state that follows from its payment and from what of it was reported; none where something of an
    /// unpaid part was.
    ///
    /// A paid part is REPORTED once all its transfers to accounts of `creditor` are. Stamps are in no flow
    /// of the body, and the shares of other bodies in theirs alone: they would keep it PAID for ever. Where no
    /// transfer goes to an account of the body, no flow of ours can tell of it: then it takes all of them, each
    /// by the body's own word (GPD's `report`).
    pub(super) fn told_state(&self, creditor: &OrgFiscalCode) -> Option<InstallmentState> {
        let reported = |transfer: &Transfer| transfer.state == TransferState::Reported;
        let any = self.transfers.iter().any(reported);
        if self.payment.is_none() {
            return (!any).then_some(InstallmentState::Unpaid);
        }
        let mut own = self
            .transfers
            .iter()
            .filter(|it| it.is_own(creditor))
            .peekable();
        let all = match own.peek() {
            Some(_) => own.all(reported),
            None => self.transfers.iter().all(reported),
        };
        Some(match (all, any) {
            (true, _) => InstallmentState::Reported,
            (false, true) => InstallmentState::PartiallyReported,
            (false, false) => InstallmentState::Paid,
        })
    }

    /// What is asked for without the notification fee.
    pub fn own_cents(&self) -> Cents {
        let fee = self.notification_fee_cents.unwrap_or(Cents::ZERO);
        self.amount_cents.checked_sub(fee).unwrap_or(Cents::ZERO)
    }

    pub(super) fn check(&self) -> Result<(), Unsound> {
        if !self.amount_cents.is_payable() {
            return Err(Unsound::Amount(self.iuv.clone()));
        }
        if self.transfers.is_empty() || self.transfers.len() > TRANSFERS_MAX {
            return Err(Unsound::Transfers(self.iuv.clone()));
        }
        let sum = Cents::sum(self.transfers.iter().map(|transfer| transfer.amount_cents));
        if sum != Some(self.amount_cents) {
            return Err(Unsound::Sum(self.iuv.clone()));
        }
        if self.state.is_settled() != self.payment.is_some() {
            return Err(Unsound::Payment(self.iuv.clone()));
        }
        Ok(())
    }
}
