//! What the body itself says of a payment, without a receipt of the node.

use jiff::Timestamp;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;

use super::{By, Changed, changed, stepped};
use crate::domain::position::pay::settled;
use crate::domain::position::report::reported;
use crate::domain::position::{
    Closed, Command, DebtPosition, Payment, Refusal, ReportOutcome, TransferState,
};

/// A payment that the body tells us of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    pub paid_at: Timestamp,
    /// Who took the money.
    pub psp_name: String,
    pub method: Option<String>,
    pub fee_cents: Option<Cents>,
    /// Where a client of GPD's `pay` tells one.
    pub receipt_id: Option<ReceiptId>,
}

/// GPD's rules of `pay`: what is closed, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleRefusal {
    #[error("no part has this notice number")]
    NoSuchPart,
    #[error("not payable")]
    NotPayable,
    /// This part, or one of another way to pay.
    #[error("paid before")]
    Paid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefusal {
    #[error("no such part or transfer")]
    NoSuchTransfer,
    #[error("not accountable")]
    NotAccountable,
}

/// Records that the part `nav` was paid, its whole amount.
pub fn pay_outside(
    before: &DebtPosition,
    nav: &NoticeNumber,
    told: Outside,
    by: By<'_>,
) -> Result<Changed, SettleRefusal> {
    let open = before.open_part(nav, by.at).map_err(SettleRefusal::from)?;
    let payment = Payment {
        receipt_id: told.receipt_id,
        amount_cents: open.amount_cents,
        paid_at: told.paid_at,
        psp_name: told.psp_name,
        method: told.method,
        fee_cents: told.fee_cents,
        notice: None,
    };
    let seen = before.at(by.at);
    let (mut after, all) = settled(&seen, nav, payment).ok_or(SettleRefusal::NoSuchPart)?;
    let command = if all {
        Command::SettleAll
    } else {
        Command::SettlePart
    };
    after.state = stepped(seen.state, command).map_err(SettleRefusal::from)?;
    let note = "Pagamento fuori da pagoPA registrato dall’ente.";
    Ok(changed(before, after, by, note))
}

/// Marks a transfer as reported because the body says so (GPD's `report`).
pub fn report_outside(
    before: &DebtPosition,
    nav: &NoticeNumber,
    transfer: u8,
    by: By<'_>,
) -> Result<Changed, ReportRefusal> {
    let part = before.installment(nav);
    let found = part.and_then(|part| part.transfers.iter().find(|t| t.id == transfer));
    let found = found.ok_or(ReportRefusal::NoSuchTransfer)?;
    if found.state == TransferState::Reported {
        return Err(ReportRefusal::NotAccountable);
    }
    match reported(before, nav, transfer, by.at) {
        ReportOutcome::Reported(after) => {
            let note = "Rendicontazione registrata dall’ente.";
            Ok(changed(before, *after, by, note))
        }
        ReportOutcome::NoSuchTransfer => Err(ReportRefusal::NoSuchTransfer),
        ReportOutcome::AlreadyDone | ReportOutcome::NotPaid | ReportOutcome::OtherReceipt => {
            Err(ReportRefusal::NotAccountable)
        }
    }
}

impl From<Closed> for SettleRefusal {
    fn from(closed: Closed) -> Self {
        match closed {
            Closed::NoSuchPart => Self::NoSuchPart,
            Closed::NotYet | Closed::Withdrawn | Closed::Expired => Self::NotPayable,
            Closed::Paid | Closed::OtherWay => Self::Paid,
        }
    }
}

impl From<Refusal> for SettleRefusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::HasPayments => Self::Paid,
            Refusal::NotPublished
            | Refusal::Published
            | Refusal::Withdrawn
            | Refusal::Expired
            | Refusal::NotPaid => Self::NotPayable,
        }
    }
}
