//! A position written anew by its body.

use jiff::Timestamp;
use kernel::money::Cents;

use super::amend::with_fee;
use super::{By, Changed, PublishRefusal, changed, publication, stepped};
use crate::domain::position::make::{Draft, Invalid, validate};
use crate::domain::position::{Command, DebtPosition, PaymentOption, PositionState};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateRefusal {
    #[error("not updatable: {}", .0.as_str())]
    State(PositionState),
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A fee was added before, and no transfer of the new content can carry it.
    #[error("no transfer for the notification fee")]
    NoTransferForFee,
    #[error(transparent)]
    Publish(#[from] PublishRefusal),
}

/// Replaces the content of a position that nobody has paid. It is a draft again, published at once where
/// `publish` says so. Its key, creation, and the notification fees that were added stay.
pub fn update(
    before: &DebtPosition,
    draft: Draft,
    publish: bool,
    by: By<'_>,
) -> Result<Changed, UpdateRefusal> {
    let seen = before.state_at(by.at);
    let state = stepped(seen, Command::Rewrite).map_err(|_| UpdateRefusal::State(seen))?;
    let mut options = draft.options;
    if publish && seen == PositionState::Valid {
        keep_validity(before, &mut options, by.at);
    }
    let mut after = DebtPosition {
        state,
        debtor: draft.debtor,
        company_name: draft.company_name,
        office_name: draft.office_name,
        service: draft.service,
        pay_stand_in: draft.pay_stand_in,
        options,
        published_at: None,
        ..before.clone()
    };
    after.unpaid();
    keep_fees(before, &mut after)?;
    if after.first_sum() != before.first_sum() {
        after.lines.clear();
    }
    validate(&after, by.at, true)?;
    if publish {
        publication(&mut after, by.at, true)?;
    }
    Ok(changed(before, after, by, "Posizione aggiornata."))
}

/// For content that knows one debtor for the whole and no description of a way to pay: a way whose first number stays
/// keeps its own.
pub fn keep_ways(before: &DebtPosition, options: &mut [PaymentOption]) {
    for option in options {
        let first = option.installments.first();
        let Some(old) = first.and_then(|part| before.option_of(&part.nav)) else {
            continue;
        };
        option.debtor.clone_from(&old.debtor);
        let first = old.installments.first();
        if first.is_some_and(|first| first.description != old.description) {
            option.description.clone_from(&old.description);
        }
    }
}

/// A validity date that has come stays where the new content tells none.
fn keep_validity(before: &DebtPosition, options: &mut [PaymentOption], now: Timestamp) {
    for option in options.iter_mut().filter(|o| o.validity_date.is_none()) {
        let first = option.installments.first();
        let old = first.and_then(|part| before.option_of(&part.nav));
        let date = old.and_then(|option| option.validity_date);
        option.validity_date = date.filter(|from| *from <= now);
    }
}

fn keep_fees(before: &DebtPosition, after: &mut DebtPosition) -> Result<(), UpdateRefusal> {
    let creditor = after.creditor.clone();
    for old in before.installments() {
        if let Some(fee) = old.notification_fee_cents
            && let Some(part) = after.installment_mut(&old.nav)
        {
            with_fee(part, &creditor, fee).map_err(|_| UpdateRefusal::NoTransferForFee)?;
        }
    }
    Ok(())
}

impl DebtPosition {
    /// What the first way to pay asks for, without fees.
    fn first_sum(&self) -> Option<Cents> {
        let parts = self.options.first().map(|option| &option.installments);
        Cents::sum(parts.into_iter().flatten().map(|part| part.own_cents()))
    }
}
