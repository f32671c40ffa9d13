//! What a row of a flow is to us: a closed list, one word a row.

use jiff::Timestamp;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::row::{FlowRow, PaymentOutcome};
use crate::domain::amount::asking;
use crate::domain::position::{DebtPosition, Installment, ReportOutcome, Transfer, report};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    /// The payment is ours, has its receipt and its amount: the transfer is reported.
    Matched,
    /// The position is there, but no receipt of the payment has come.
    ReceiptMissing,
    /// The notice was paid by another payment; this one's receipt is kept as extra.
    ExtraPayment,
    /// The notice was paid by another payment, and no receipt of this one has come.
    OtherReceipt,
    /// No position has this number; a receipt of the payment is kept as orphan.
    OrphanReceipt,
    /// No position has this number, and no receipt has come.
    NoticeUnknown,
    /// The receipt is there, the amount of the transfer is another.
    AmountDiffers,
    /// The payment has no such transfer to this body.
    TransferUnknown,
    /// The payment was revoked: nothing is marked.
    Revoked,
    /// The transfer was reported before: by another flow, or by another row of this one.
    ReportedBefore,
}

impl RowOutcome {
    pub const ALL: [RowOutcome; 10] = [
        Self::Matched,
        Self::ReceiptMissing,
        Self::ExtraPayment,
        Self::OtherReceipt,
        Self::OrphanReceipt,
        Self::NoticeUnknown,
        Self::AmountDiffers,
        Self::TransferUnknown,
        Self::Revoked,
        Self::ReportedBefore,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::ReceiptMissing => "receipt_missing",
            Self::ExtraPayment => "extra_payment",
            Self::OtherReceipt => "other_receipt",
            Self::OrphanReceipt => "orphan_receipt",
            Self::NoticeUnknown => "notice_unknown",
            Self::AmountDiffers => "amount_differs",
            Self::TransferUnknown => "transfer_unknown",
            Self::Revoked => "revoked",
            Self::ReportedBefore => "reported_before",
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Matched => "Abbinato",
            Self::ReceiptMissing => "Ricevuta mancante",
            Self::ExtraPayment => "Pagamento da rimborsare",
            Self::OtherReceipt => "Pagato con un'altra ricevuta",
            Self::OrphanReceipt => "Ricevuta senza posizione",
            Self::NoticeUnknown => "Avviso sconosciuto",
            Self::AmountDiffers => "Importo diverso",
            Self::TransferUnknown => "Versamento sconosciuto",
            Self::Revoked => "Revocato",
            Self::ReportedBefore => "Già rendicontato",
        }
    }
}

/// What follows from a row and the position found under its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Store this position: `transfer` of part `nav` is reported by the row.
    Report {
        nav: NoticeNumber,
        transfer: u8,
        after: Box<DebtPosition>,
    },
    /// The transfer is reported: by this row at an earlier run, or by another one.
    Reported {
        nav: NoticeNumber,
        transfer: u8,
    },
    /// What it is depends on whether a receipt of the row's payment is kept.
    Unpaid(Unpaid),
    Settled(RowOutcome),
}

/// Why a row cannot be matched with the payment of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpaid {
    NoPosition,
    NotPaid,
    PaidByOther,
}

impl Unpaid {
    pub fn outcome(self, has_receipt: bool) -> RowOutcome {
        match (self, has_receipt) {
            (Self::NoPosition, true) => RowOutcome::OrphanReceipt,
            (Self::NoPosition, false) => RowOutcome::NoticeUnknown,
            (Self::NotPaid, _) => RowOutcome::ReceiptMissing,
            (Self::PaidByOther, true) => RowOutcome::ExtraPayment,
            (Self::PaidByOther, false) => RowOutcome::OtherReceipt,
        }
    }
}

/// Decides from the position found under the number of the row, if any. `nav` is the notice number
/// of the row's IUV.
pub fn place(
    row: &FlowRow,
    nav: &NoticeNumber,
    position: Option<&DebtPosition>,
    now: Timestamp,
) -> Placement {
    if row.payment == PaymentOutcome::Revoked {
        return Placement::Settled(RowOutcome::Revoked);
    }
    let Some(position) = position else {
        return Placement::Unpaid(Unpaid::NoPosition);
    };
    let Some(part) = position.installment(nav) else {
        return Placement::Unpaid(Unpaid::NoPosition);
    };
    match &part.payment {
        // A receipt for another way to pay than the one that was begun is kept as extra.
        None if position.has_other_way(nav) => return Placement::Unpaid(Unpaid::PaidByOther),
        None => return Placement::Unpaid(Unpaid::NotPaid),
        Some(payment) if !payment.is_of(&row.receipt_id) => {
            return Placement::Unpaid(Unpaid::PaidByOther);
        }
        Some(_) => {}
    }
    let Some(transfer) = transfer_of(row, position, part) else {
        return Placement::Settled(RowOutcome::TransferUnknown);
    };
    if credited(part, transfer, &position.creditor) != Some(row.amount_cents) {
        return Placement::Settled(RowOutcome::AmountDiffers);
    }
    let (nav, transfer) = (nav.clone(), transfer.id);
    match report(position, &nav, &row.receipt_id, transfer, now) {
        ReportOutcome::Reported(after) => Placement::Report {
            nav,
            transfer,
            after,
        },
        ReportOutcome::AlreadyDone => Placement::Reported { nav, transfer },
        ReportOutcome::NotPaid => Placement::Unpaid(Unpaid::NotPaid),
        ReportOutcome::OtherReceipt => Placement::Unpaid(Unpaid::PaidByOther),
        ReportOutcome::NoSuchTransfer => Placement::Settled(RowOutcome::TransferUnknown),
    }
}

/// The transfer that the row names; without a name the only one to an account of this body, else the only
/// one with its amount. Stamps are in no flow of the body.
fn transfer_of<'a>(
    row: &FlowRow,
    position: &DebtPosition,
    part: &'a Installment,
) -> Option<&'a Transfer> {
    let own: Vec<&Transfer> = part
        .transfers
        .iter()
        .filter(|transfer| transfer.is_own(&position.creditor))
        .collect();
    if let Some(id) = row.transfer {
        return own.into_iter().find(|transfer| transfer.id == id);
    }
    if let [only] = own.as_slice() {
        return Some(only);
    }
    let same: Vec<_> = own
        .into_iter()
        .filter(|transfer| transfer.amount_cents == row.amount_cents)
        .collect();
    match same.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// What a row should have told: what the payment brought for the transfer that it means.
pub fn expected(row: &FlowRow, nav: &NoticeNumber, position: &DebtPosition) -> Option<Cents> {
    let part = position.installment(nav)?;
    let transfer = transfer_of(row, position, part)?;
    credited(part, transfer, &position.creditor)
}

/// What the payment brought for a transfer: of a part with one transfer it is what was paid, even
/// where that was not what was due; of one with several, the difference is where [`asking`] puts it.
pub fn credited(
    part: &Installment,
    transfer: &Transfer,
    creditor: &OrgFiscalCode,
) -> Option<Cents> {
    let paid = part.payment.as_ref()?.amount_cents;
    if part.transfers.len() == 1 {
        return Some(paid);
    }
    let other = asking(part, creditor, paid, None);
    let transfers = other
        .as_ref()
        .map_or(&part.transfers, |other| &other.transfers);
    let same = transfers.iter().find(|other| other.id == transfer.id)?;
    Some(same.amount_cents)
}

#[cfg(test)]
mod tests {
    use super::super::samples::row;
    use super::*;
    use crate::domain::position::{pay, samples};
    use kernel::money::Cents;

    fn paid() -> DebtPosition {
        let valid = samples::position();
        pay(&valid, &valid.nav, samples::payment("A"), valid.updated_at)
            .expect("payable")
            .position
    }

    fn outcome(change: impl FnOnce(&mut FlowRow), position: Option<&DebtPosition>) -> Placement {
        let nav = samples::position().nav;
        let mut row = row(&nav, "A", 3_000);
        change(&mut row);
        place(&row, &nav, position, samples::position().updated_at)
    }

    #[test]
    fn a_row_of_a_paid_position_reports_its_transfer_once() {
        let paid = paid();
        let Placement::Report {
            after, transfer: 1, ..
        } = outcome(|_| {}, Some(&paid))
        else {
            panic!("reported");
        };
        let again = outcome(|_| {}, Some(&after));
        assert!(matches!(again, Placement::Reported { transfer: 1, .. }));
        let unnamed = outcome(|row| row.transfer = None, Some(&paid));
        assert!(matches!(unnamed, Placement::Report { .. }));
    }

    /// Paid with so much: 12,00 and 8,00 to the creditor, 10,00 to another body between them.
    fn shared(paid_cents: i64) -> DebtPosition {
        let mut valid = samples::position();
        let part = &mut valid.options[0].installments[0];
        let first = part.transfers[0].clone();
        let other = OrgFiscalCode::parse("15376371009").expect("a code");
        let shares = [(1, 1_200, None), (2, 1_000, Some(other)), (3, 800, None)];
        part.transfers = shares
            .map(|(id, cents, org)| Transfer {
                id,
                amount_cents: Cents::new(cents),
                org: org.unwrap_or(first.org.clone()),
                ..first.clone()
            })
            .into();
        let payment = crate::domain::position::Payment {
            amount_cents: Cents::new(paid_cents),
            ..samples::payment("A")
        };
        let paid = pay(&valid, &valid.nav, payment, valid.updated_at);
        paid.expect("payable").position
    }

    /// What becomes of a row for a share, and what it should have told.
    fn of_share(paid: i64, named: Option<u8>, cents: i64) -> (Placement, Option<i64>) {
        let position = shared(paid);
        let nav = position.nav.clone();
        let mut row = row(&nav, "A", cents);
        row.transfer = named;
        let expected = expected(&row, &nav, &position).map(Cents::get);
        (
            place(&row, &nav, Some(&position), position.updated_at),
            expected,
        )
    }

    #[test]
    fn of_several_transfers_a_row_is_held_against_its_own_share() {
        for (paid, named, cents, transfer) in [
            (3_000, Some(1), 1_200, 1),
            (3_000, Some(3), 800, 3),
            (3_000, None, 800, 3),
            // 5,00 more and 2,00 less are the creditor's first account's.
            (3_500, Some(1), 1_700, 1),
            (3_500, Some(3), 800, 3),
            (2_800, Some(1), 1_000, 1),
            // What the first cannot bear, the next one does: 13,00 less, of which 12 are 11,99.
            (1_700, Some(1), 1, 1),
            (1_700, Some(3), 699, 3),
        ] {
            let (placed, expected) = of_share(paid, named, cents);
            assert!(
                matches!(&placed, Placement::Report { transfer: id, .. } if *id == transfer),
                "{paid} {named:?} {cents}: {placed:?}"
            );
            assert_eq!(expected, Some(cents));
        }
    }

    #[test]
    fn a_share_of_another_amount_says_what_was_expected_of_it_alone() {
        for (paid, named, cents, expected) in [
            (3_000, Some(1), 3_000, Some(1_200)),
            (3_000, Some(3), 799, Some(800)),
            (3_500, Some(1), 1_200, Some(1_700)),
            (3_500, Some(3), 1_300, Some(800)),
        ] {
            let differs = (Placement::Settled(RowOutcome::AmountDiffers), expected);
            assert_eq!(of_share(paid, named, cents), differs, "{paid} {named:?}");
        }
        // What goes to the other body is none of ours, and two of ours may be meant.
        let unknown = (Placement::Settled(RowOutcome::TransferUnknown), None);
        assert_eq!(of_share(3_000, Some(2), 1_000), unknown);
        assert_eq!(of_share(3_000, None, 1_000), unknown);
    }

    #[test]
    fn every_other_row_has_its_word() {
        let (paid, valid) = (paid(), samples::position());
        let unpaid = |placement| match placement {
            Placement::Unpaid(unpaid) => (unpaid.outcome(true), unpaid.outcome(false)),
            other => panic!("{other:?}"),
        };
        use RowOutcome::*;
        assert_eq!(
            unpaid(outcome(|_| {}, None)),
            (OrphanReceipt, NoticeUnknown)
        );
        assert_eq!(
            unpaid(outcome(|_| {}, Some(&valid))),
            (ReceiptMissing, ReceiptMissing)
        );
        let other = outcome(|row| row.receipt_id = samples::receipt_id("B"), Some(&paid));
        assert_eq!(unpaid(other), (ExtraPayment, OtherReceipt));
        let settled = |change: fn(&mut FlowRow)| outcome(change, Some(&paid));
        let revoked = settled(|row| row.payment = PaymentOutcome::Revoked);
        assert_eq!(revoked, Placement::Settled(Revoked));
        let differs = settled(|row| row.amount_cents = Cents::new(2_999));
        assert_eq!(differs, Placement::Settled(AmountDiffers));
        let mut stamped = paid.clone();
        let part = &mut stamped.options[0].installments[0];
        let mut stamp = part.transfers[0].clone();
        stamp.id = 2;
        stamp.to = crate::domain::position::Destination::Stamp {
            stamp: crate::domain::position::Stamp::new("AAAA", "01", "RM").unwrap(),
        };
        part.transfers.push(stamp);
        part.amount_cents = Cents::new(6_000);
        if let Some(payment) = &mut part.payment {
            payment.amount_cents = Cents::new(6_000);
        }
        let unnamed = outcome(|row| row.transfer = None, Some(&stamped));
        assert!(matches!(unnamed, Placement::Report { transfer: 1, .. }));
        let unknown = settled(|row| row.transfer = Some(2));
        assert_eq!(unknown, Placement::Settled(TransferUnknown));
    }
}
