//! What a row of a reporting flow does to a position.

use jiff::Timestamp;
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;

use super::{Command, DebtPosition, InstallmentState, PositionState, Step, TransferState, step};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportOutcome {
    /// The position after the row, to be stored.
    Reported(Box<DebtPosition>),
    /// The transfer was reported before: nothing changes.
    AlreadyDone,
    /// The flow knows of a payment that we have no receipt of.
    NotPaid,
    /// The part was paid by another receipt than the one of the row.
    OtherReceipt,
    /// No such part, or no such transfer in it.
    NoSuchTransfer,
}

/// Marks one transfer of the part `nav`, paid by `receipt_id`, as reported.
pub fn report(
    position: &DebtPosition,
    nav: &NoticeNumber,
    receipt_id: &ReceiptId,
    transfer_id: u8,
    now: Timestamp,
) -> ReportOutcome {
    let payment = position
        .installment(nav)
        .and_then(|part| part.payment.as_ref());
    if payment.is_some_and(|payment| !payment.is_of(receipt_id)) {
        return ReportOutcome::OtherReceipt;
    }
    reported(position, nav, transfer_id, now)
}

/// Marks a transfer of a paid part as reported, whoever says so.
pub(super) fn reported(
    position: &DebtPosition,
    nav: &NoticeNumber,
    transfer_id: u8,
    now: Timestamp,
) -> ReportOutcome {
    let mut after = position.clone();
    let Some(part) = after.installment_mut(nav) else {
        return ReportOutcome::NoSuchTransfer;
    };
    if part.payment.is_none() {
        return ReportOutcome::NotPaid;
    }
    let Some(transfer) = part.transfers.iter_mut().find(|t| t.id == transfer_id) else {
        return ReportOutcome::NoSuchTransfer;
    };
    if transfer.state == TransferState::Reported {
        return ReportOutcome::AlreadyDone;
    }
    transfer.state = TransferState::Reported;
    part.state = part.told_state(&position.creditor).unwrap_or(part.state);
    if part.state == InstallmentState::Reported && part.reported_at.is_none() {
        part.reported_at = Some(now);
    }
    if after.state == PositionState::Paid
        && all_reported(&after)
        && let Step::To(to) = step(after.state, Command::ReportAll)
    {
        after.state = to;
    }
    after.updated_at = now;
    after.version += 1;
    ReportOutcome::Reported(Box::new(after))
}

/// Takes back that a transfer of the part `nav` was reported; `None` where it is not.
pub fn withdraw(
    position: &DebtPosition,
    nav: &NoticeNumber,
    transfer_id: u8,
    now: Timestamp,
) -> Option<DebtPosition> {
    let mut after = position.clone();
    let part = after.installment_mut(nav)?;
    let reported =
        |t: &&mut super::Transfer| t.id == transfer_id && t.state == TransferState::Reported;
    part.transfers.iter_mut().find(reported)?.state = TransferState::Unreported;
    part.state = part.told_state(&position.creditor)?;
    if part.state != InstallmentState::Reported {
        part.reported_at = None;
    }
    if !all_reported(&after)
        && let Step::To(to) = step(after.state, Command::WithdrawReport)
    {
        after.state = to;
    }
    after.updated_at = now;
    after.version += 1;
    Some(after)
}

/// Whether all that was paid of it is in flows.
fn all_reported(position: &DebtPosition) -> bool {
    let mut parts = position.installments();
    parts.all(|part| part.payment.is_none() || part.state == InstallmentState::Reported)
}

#[cfg(test)]
mod tests {
    use super::super::pay;
    use super::super::samples::{payment, position, receipt_id};
    use super::*;

    #[test]
    fn a_paid_position_becomes_reported_once() {
        let valid = position();
        let paid = pay(&valid, &valid.nav, payment("A"), valid.updated_at)
            .unwrap()
            .position;
        let row = |of: &DebtPosition, id: &str| {
            report(of, &valid.nav, &receipt_id(id), 1, valid.updated_at)
        };
        assert_eq!(row(&valid, "A"), ReportOutcome::NotPaid);
        assert_eq!(row(&paid, "B"), ReportOutcome::OtherReceipt);
        let ReportOutcome::Reported(reported) = row(&paid, "A") else {
            panic!()
        };
        assert_eq!(reported.state, PositionState::Reported);
        assert_eq!(reported.check(), Ok(()));
        assert_eq!(row(&reported, "A"), ReportOutcome::AlreadyDone);
    }

    #[test]
    fn what_was_reported_is_taken_back_once() {
        let valid = position();
        let now = valid.updated_at;
        let paid = pay(&valid, &valid.nav, payment("A"), now).unwrap().position;
        assert_eq!(withdraw(&paid, &valid.nav, 1, now), None);
        let reported = report(&paid, &valid.nav, &receipt_id("A"), 1, now);
        let ReportOutcome::Reported(reported) = reported else {
            panic!()
        };
        let back = withdraw(&reported, &valid.nav, 1, now).unwrap();
        assert_eq!(back.state, PositionState::Paid);
        assert_eq!(back.check(), Ok(()));
        assert_eq!(back.version, reported.version + 1);
        assert_eq!(withdraw(&back, &valid.nav, 1, now), None);
    }

    /// Paid, with a transfer to an account of the body and these.
    fn paid_with(others: impl Fn(&mut super::super::Transfer)) -> super::super::DebtPosition {
        let mut valid = position();
        let part = &mut valid.options[0].installments[0];
        let mut other = part.transfers[0].clone();
        other.id = 2;
        others(&mut other);
        part.transfers.push(other);
        part.amount_cents = kernel::money::Cents::new(6_000);
        pay(&valid, &valid.nav, payment("A"), valid.updated_at)
            .unwrap()
            .position
    }

    fn stamped(transfer: &mut super::super::Transfer) {
        let stamp = super::super::Stamp::new("AAAA", "01", "RM").unwrap();
        transfer.to = super::super::Destination::Stamp { stamp };
    }

    fn foreign(transfer: &mut super::super::Transfer) {
        transfer.org = kernel::tax::OrgFiscalCode::parse("80051230409").unwrap();
    }

    fn states(of: &DebtPosition, transfer: u8) -> (PositionState, InstallmentState) {
        let id = receipt_id("A");
        let ReportOutcome::Reported(after) = report(of, &of.nav, &id, transfer, of.updated_at)
        else {
            panic!()
        };
        assert_eq!(after.levels(), Ok(()));
        (after.state, after.options[0].installments[0].state)
    }

    #[test]
    fn stamps_and_shares_of_other_bodies_are_not_waited_for() {
        for other in [stamped, foreign] {
            let paid = paid_with(other);
            let own = (PositionState::Reported, InstallmentState::Reported);
            assert_eq!(states(&paid, 1), own);
            let theirs = (PositionState::Paid, InstallmentState::PartiallyReported);
            assert_eq!(states(&paid, 2), theirs, "it says nothing of ours");
        }
        let both = paid_with(|_| {});
        let part = (PositionState::Paid, InstallmentState::PartiallyReported);
        assert_eq!(states(&both, 1), part);
    }

    #[test]
    fn without_an_account_of_the_body_it_takes_all_transfers() {
        let mut paid = paid_with(foreign);
        stamped(&mut paid.options[0].installments[0].transfers[0]);
        let part = (PositionState::Paid, InstallmentState::PartiallyReported);
        assert_eq!(states(&paid, 1), part);
        paid.options[0].installments[0].transfers.remove(0);
        let all = (PositionState::Reported, InstallmentState::Reported);
        assert_eq!(states(&paid, 2), all);
    }
}
