//! What is wrong with a receipt, or with a row of a flow.

use jiff::Timestamp;
use kernel::idempotency::Fingerprint;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::time::rome_date;

use super::{About, Exception, ExceptionId, ExceptionKind, Search};
use crate::domain::flow::{Flow, FlowRow, RowOutcome, expected};
use crate::domain::position::DebtPosition;
use crate::domain::receipt::{Receipt, Standing};

impl ExceptionId {
    fn hashed(letter: char, parts: &[&str]) -> Self {
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        let print = Fingerprint::of(&parts);
        let short = print.as_str().get(..32).unwrap_or_default();
        Self(format!("{letter}-{short}"))
    }

    /// Of a payment, whatever is wrong with it.
    pub fn of_receipt(receipt: &Receipt) -> Self {
        Self::of_payment(&receipt.nav, &receipt.receipt_id)
    }

    /// Of the payment whose receipt came for this number.
    pub fn of_payment(nav: &NoticeNumber, receipt: &ReceiptId) -> Self {
        Self::hashed('p', &[nav.as_str(), receipt.as_str()])
    }

    /// Of a row of a flow, whatever its place: a revision may number the rows anew.
    pub fn of_row(flow: &Flow, row: &FlowRow) -> Self {
        let transfer = row.transfer.unwrap_or(0).to_string();
        let (iuv, receipt) = (row.iuv.as_str(), row.receipt_id.as_str());
        Self::hashed('r', &[flow.id.as_str(), iuv, receipt, &transfer])
    }
}

/// What a person must look at in a receipt that was just recorded; `position` as it is after it.
pub fn of_receipt(receipt: &Receipt, position: Option<&DebtPosition>) -> Option<Exception> {
    let due = position.and_then(|position| position.installment(&receipt.nav));
    let due = due.map(|part| part.amount_cents);
    let (kind, expected_cents) = match receipt.standing {
        Standing::Orphan => (ExceptionKind::OrphanReceipt, None),
        Standing::Extra => (ExceptionKind::ExtraPayment, None),
        Standing::Settles
            if !receipt.updated_amount && due.is_some_and(|due| due != receipt.amount_cents) =>
        {
            (ExceptionKind::ReceiptAmount, due)
        }
        Standing::Settles if !receipt.warnings.is_empty() => (ExceptionKind::ReceiptLate, None),
        Standing::Settles | Standing::Shared => return None,
    };
    let about = About {
        notice: Some(receipt.nav.clone()),
        receipt_id: Some(receipt.receipt_id.clone()),
        tax_code: Some(receipt.debtor_tax_code.clone()),
        debtor_name: Some(receipt.debtor_name.clone()),
        ..About::default()
    };
    Some(Exception {
        creditor: receipt.creditor.clone(),
        id: ExceptionId::of_receipt(receipt),
        kind,
        on: rome_date(receipt.paid_at),
        amount_cents: receipt.amount_cents,
        expected_cents,
        about,
        opened_at: receipt.received_at,
        search: None,
        settled: None,
        events: Vec::new(),
        version: 1,
    })
}

/// What a person must look at in a row of a flow. A second payment and a payment without position are
/// told by their receipts.
pub fn of_row(
    flow: &Flow,
    row: &FlowRow,
    (outcome, position): (RowOutcome, Option<&DebtPosition>),
    now: Timestamp,
) -> Option<Exception> {
    let kind = match outcome {
        RowOutcome::Matched | RowOutcome::ExtraPayment | RowOutcome::OrphanReceipt => return None,
        RowOutcome::ReceiptMissing => ExceptionKind::RowWithoutReceipt,
        RowOutcome::NoticeUnknown => ExceptionKind::RowWithoutPosition,
        RowOutcome::OtherReceipt => ExceptionKind::RowPaidByOther,
        RowOutcome::AmountDiffers => ExceptionKind::RowAmount,
        RowOutcome::TransferUnknown => ExceptionKind::RowTransfer,
        RowOutcome::ReportedBefore => ExceptionKind::RowRepeated,
        RowOutcome::Revoked => ExceptionKind::Revoked,
    };
    let notice = NoticeNumber::from_iuv(&row.iuv);
    let due = |nav: &NoticeNumber| expected(row, nav, position?);
    let expected_cents = notice
        .as_ref()
        .and_then(due)
        .filter(|_| kind == ExceptionKind::RowAmount);
    let debtor = position.zip(notice.as_ref());
    let debtor = debtor.map(|(position, nav)| position.debtor_of(nav).clone());
    let about = About {
        notice,
        receipt_id: Some(row.receipt_id.clone()),
        flow_id: Some(flow.id.clone()),
        row: Some(row.row),
        tax_code: debtor.as_ref().map(|debtor| debtor.tax_code.to_string()),
        debtor_name: debtor.map(|debtor| debtor.full_name),
    };
    Some(Exception {
        creditor: flow.creditor.clone(),
        id: ExceptionId::of_row(flow, row),
        kind,
        on: row.paid_on,
        amount_cents: match outcome {
            RowOutcome::Revoked => row.signed_cents(),
            _ => row.amount_cents,
        },
        expected_cents: expected_cents.filter(|cents| *cents != Cents::ZERO),
        about,
        opened_at: now,
        search: kind
            .waits_for_receipt()
            .then(|| Search::new(row.iuv.clone(), now)),
        settled: None,
        events: Vec::new(),
        version: 1,
    })
}
