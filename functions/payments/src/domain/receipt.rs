//! Receipts: what a payment service provider says has been paid, and what follows from it.
//!
//! Money is never lost, never counted twice (DESIGN): [`decide`] answers for every case.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::position::{DebtPosition, Paid, PayRefusal, Payment, pay};

/// A receipt as it is kept: once for each receipt id, whatever it is worth to us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    pub iuv: Iuv,
    /// The payment token; the IUR of the reporting flows.
    pub receipt_id: ReceiptId,
    pub amount_cents: Cents,
    pub fee_cents: Option<Cents>,
    pub description: String,
    pub debtor_tax_code: String,
    pub debtor_name: String,
    pub payer_name: Option<String>,
    pub psp_id: String,
    pub psp_name: String,
    pub channel: String,
    pub payment_method: Option<String>,
    pub payment_note: Option<String>,
    /// When the debtor paid; the moment of arrival where the receipt does not say.
    pub paid_at: Timestamp,
    pub application_date: Option<Date>,
    pub transfer_date: Option<Date>,
    pub stand_in: bool,
    pub received_at: Timestamp,
    pub standing: Standing,
    /// Sentences for the creditor: what was unusual about it.
    pub warnings: Vec<String>,
}

/// What a receipt is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// It made its part paid.
    Settles,
    /// The part had been paid by another payment: to be refunded.
    Extra,
    /// We know no position with its number.
    Orphan,
}

/// What the node hears: the same for the same receipt id, however often it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Ok,
    /// `PAA_RECEIPT_DUPLICATA`
    Duplicate,
    /// `PAA_PAGAMENTO_SCONOSCIUTO`
    Unknown,
}

impl Standing {
    pub fn answer(self) -> Answer {
        match self {
            Self::Settles => Answer::Ok,
            Self::Extra => Answer::Duplicate,
            Self::Orphan => Answer::Unknown,
        }
    }
}

/// What to write for a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Write nothing: this receipt id made the part paid.
    Known,
    /// Write the receipt and the position after it, together.
    Settle(Box<Paid>),
    /// Write the receipt as extra and the position that counts it.
    Extra(Box<DebtPosition>),
    /// Write the receipt alone.
    Orphan,
}

/// Decides from the position found under the receipt's number, if any. A receipt id that was
/// stored before as extra or orphan is found by the condition of the write itself.
pub fn decide(position: Option<&DebtPosition>, receipt: &Receipt, now: Timestamp) -> Decision {
    let Some(position) = position else {
        return Decision::Orphan;
    };
    let payment = Payment {
        receipt_id: receipt.receipt_id.clone(),
        amount_cents: receipt.amount_cents,
        paid_at: receipt.paid_at,
        psp_name: receipt.psp_name.clone(),
    };
    match pay(position, &receipt.nav, payment, now) {
        Ok(paid) => Decision::Settle(Box::new(paid)),
        Err(PayRefusal::SamePayment) => Decision::Known,
        Err(PayRefusal::NoSuchPart) => Decision::Orphan,
        Err(PayRefusal::PaidBefore) => {
            let mut after = position.clone();
            after.extra_payments += 1;
            after.updated_at = now;
            after.version += 1;
            Decision::Extra(Box::new(after))
        }
    }
}
