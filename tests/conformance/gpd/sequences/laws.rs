//! What must hold after every call. Written from the published state machine, not from our code.

use PositionState as S;
use kernel::money::Cents;
use payments::domain::position::{DebtPosition, PositionState};

use super::moves::Step;

/// The position as a reader sees it; none where there is none.
pub type Seen = Option<DebtPosition>;

/// Everything that is not as it must be.
pub fn judge(step: &Step, status: u16, (before, after): (&Seen, &Seen)) -> Vec<String> {
    let mut told = Vec::new();
    if status >= 500 {
        told.push(format!("{step:?}: {status}"));
    }
    if status >= 400 && before != after {
        told.push(format!("{step:?}: refused with {status}, and changed"));
    }
    let (from, to) = (state(before), state(after));
    if status < 300 && !is_allowed(step, (from, to)) {
        told.push(format!("{step:?}: from {from:?} to {to:?}"));
    }
    if let Some(position) = after {
        told.extend(position.check().err().map(|error| error.to_string()));
        told.extend(sums(position));
        told.extend(payments(position));
    }
    if let (Some(before), Some(after)) = (before, after)
        && before != after
        && after.version <= before.version
        && !matches!(step, Step::Wait { .. })
    {
        told.push(format!("{step:?}: version {} again", after.version));
    }
    told
}

fn state(seen: &Seen) -> Option<S> {
    seen.as_ref().map(|position| position.state)
}

/// Where a call that succeeded may lead.
fn is_allowed(step: &Step, (from, to): (Option<S>, Option<S>)) -> bool {
    use Some as P;
    let is_same = from == to;
    match (step, from, to) {
        (Step::Create { publish: false }, None, P(S::Draft)) => true,
        (Step::Create { publish: true }, None, P(S::Published | S::Valid)) => true,
        (Step::Update { publish }, P(S::Draft | S::Published | S::Valid | S::Expired), P(to)) => {
            match publish {
                true => matches!(to, S::Published | S::Valid),
                false => to == S::Draft,
            }
        }
        (Step::Publish, P(S::Draft), P(S::Published | S::Valid)) => true,
        (Step::Invalidate, P(S::Published | S::Valid), P(S::Invalid)) => true,
        (Step::Delete, P(S::PartiallyPaid | S::Paid | S::Reported), _) => false,
        (Step::Delete, P(_), None) => true,
        (Step::Settle(_) | Step::Pay(_), P(S::Valid | S::PartiallyPaid), P(to)) => {
            matches!(to, S::PartiallyPaid | S::Paid)
        }
        // Money that has moved is recorded whatever the state; a second payment changes no state.
        (Step::Receipt(_), None, None) => true,
        (Step::Receipt(_), P(S::Paid | S::Reported), P(_)) => is_same,
        (Step::Receipt(_), P(_), P(to)) => is_same || matches!(to, S::PartiallyPaid | S::Paid),
        (Step::Fee(..), P(from), P(_)) => is_same && !matches!(from, S::Paid | S::Reported),
        (Step::Report(..), P(S::Paid), P(to)) => matches!(to, S::Paid | S::Reported),
        (Step::Report(..), P(S::PartiallyPaid), P(S::PartiallyPaid)) => true,
        (Step::Wait { .. }, P(S::Published), P(to)) => {
            matches!(to, S::Published | S::Valid | S::Expired)
        }
        (Step::Wait { .. }, P(S::Valid), P(to)) => matches!(to, S::Valid | S::Expired),
        (Step::Wait { .. }, _, _) => is_same,
        _ => false,
    }
}

/// Transfers make the amount, and a fee is a share of it.
fn sums(position: &DebtPosition) -> Vec<String> {
    let mut told = Vec::new();
    for part in position.installments() {
        let sum = Cents::sum(part.transfers.iter().map(|one| one.amount_cents));
        if sum != Some(part.amount_cents) {
            told.push(format!("{}: {sum:?} for {}", part.nav, part.amount_cents));
        }
        let fee = part.notification_fee_cents.unwrap_or(Cents::ZERO);
        if fee >= part.amount_cents {
            told.push(format!(
                "{}: a fee of {fee} in {}",
                part.nav, part.amount_cents
            ));
        }
        let paid = part.payment.as_ref().map(|payment| payment.amount_cents);
        if paid.is_some_and(|paid| paid != part.amount_cents) {
            told.push(format!(
                "{}: paid {paid:?} of {}",
                part.nav, part.amount_cents
            ));
        }
    }
    told
}

/// Paid where one way to pay is paid whole, in part where payments make up none.
fn payments(position: &DebtPosition) -> Option<String> {
    let options = position.options.iter();
    let whole = options
        .clone()
        .any(|option| option.installments.iter().all(|p| p.payment.is_some()));
    let some = position.installments().any(|part| part.payment.is_some());
    let is_right = match position.state {
        S::Paid | S::Reported => whole,
        S::PartiallyPaid => some && !whole,
        S::Draft | S::Published | S::Valid | S::Invalid | S::Expired => !some,
    };
    (!is_right).then(|| format!("{:?} with payments {some}, whole {whole}", position.state))
}
