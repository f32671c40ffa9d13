//! Changes that leave a position in its state: the notification fee, the accounts.

use kernel::iban::Iban;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;

use super::{By, Changed, changed, stepped};
use crate::domain::position::{Command, DebtPosition, Destination, Installment, Transfer};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeeRefusal {
    #[error("no part has this notice number")]
    NoSuchPart,
    #[error("the part is paid")]
    NotUnpaid,
    #[error("no transfer of the part goes to the body's account")]
    NoTransfer,
    #[error("the amount is not payable any more")]
    Amount,
}

/// Adds what notifying by SEND cost to the part `nav` and to the first transfer in it that goes to an
/// account of the body; a fee that was added before is replaced.
pub fn add_notification_fee(
    before: &DebtPosition,
    nav: &NoticeNumber,
    fee: Cents,
    by: By<'_>,
) -> Result<Changed, FeeRefusal> {
    let mut after = before.at(by.at).into_owned();
    let part = after.installment_mut(nav).ok_or(FeeRefusal::NoSuchPart)?;
    if part.payment.is_some() {
        return Err(FeeRefusal::NotUnpaid);
    }
    with_fee(part, &before.creditor, fee)?;
    after.state = stepped(after.state, Command::AddFee).map_err(|_| FeeRefusal::NotUnpaid)?;
    Ok(changed(before, after, by, "Spese di notifica aggiornate."))
}

/// Replaces the fee of a part.
pub(super) fn with_fee(
    part: &mut Installment,
    creditor: &OrgFiscalCode,
    fee: Cents,
) -> Result<(), FeeRefusal> {
    let old = part.notification_fee_cents.unwrap_or(Cents::ZERO);
    let moved = |amount: Cents| {
        let sum = amount.checked_sub(old)?.checked_add(fee)?;
        sum.is_payable().then_some(sum)
    };
    // A stamp has a fixed price, and its money does not come to the body.
    let is_own = |t: &&mut Transfer| t.is_own(creditor);
    let own = part.transfers.iter_mut().filter(is_own);
    let transfer = own.min_by_key(|t| t.id).ok_or(FeeRefusal::NoTransfer)?;
    let amount = moved(part.amount_cents).ok_or(FeeRefusal::Amount)?;
    transfer.amount_cents = moved(transfer.amount_cents).ok_or(FeeRefusal::Amount)?;
    part.amount_cents = amount;
    part.notification_fee_cents = (fee != Cents::ZERO).then_some(fee);
    Ok(())
}

/// Sends what is still to be paid into the body's account `old` to its account `new`, of at most so many transfers; none
/// where there is nothing such.
pub fn change_ibans(
    before: &DebtPosition,
    old: &Iban,
    (new, most): (&Iban, usize),
    by: By<'_>,
) -> Option<(Changed, usize)> {
    let mut after = before.at(by.at).into_owned();
    after.state = stepped(after.state, Command::ChangeAccount).ok()?;
    let mut count = 0;
    let parts = after.options.iter_mut().flat_map(|o| &mut o.installments);
    let open = parts.filter(|part| part.payment.is_none());
    for transfer in open.flat_map(|part| &mut part.transfers) {
        if let Destination::Account { iban, .. } = &mut transfer.to
            && transfer.org == before.creditor
            && iban == old
            && old != new
            && count < most
        {
            *iban = new.clone();
            count += 1;
        }
    }
    (count > 0).then(|| {
        (
            changed(before, after, by, "Conto di accredito cambiato."),
            count,
        )
    })
}
