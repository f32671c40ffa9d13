//! What a payment does to a position.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;

use super::{
    Command, DebtPosition, InstallmentState, Payment, PaymentOption, PositionState, Step, step,
};

/// The position after a payment, and what a person should know about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    pub position: DebtPosition,
    pub warnings: Vec<Warning>,
}

/// The money came, but not as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    AmountDiffers,
    /// The position was in this state, in which nothing was to be paid.
    NotPayable(PositionState),
}

/// The part can not become paid by this payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PayRefusal {
    #[error("no part has this notice number")]
    NoSuchPart,
    #[error("this very payment is recorded")]
    SamePayment,
    #[error("the part was paid by another payment")]
    PaidBefore,
    #[error("a part of another way to pay was paid")]
    OtherWay,
}

/// Records `payment` of the part `nav`. Pure: the caller stores what comes out.
///
/// The first way to pay that money comes in for is the one that the debtor chose: money for another one
/// is extra, to be refunded ([`PayRefusal::OtherWay`]).
pub fn pay(
    position: &DebtPosition,
    nav: &NoticeNumber,
    payment: Payment,
    now: Timestamp,
) -> Result<Paid, PayRefusal> {
    let state = position.state_at(now);
    let part = position.installment(nav).ok_or(PayRefusal::NoSuchPart)?;
    if let Some(earlier) = &part.payment {
        let same = earlier.receipt_id.is_some() && earlier.receipt_id == payment.receipt_id;
        return Err(if same {
            PayRefusal::SamePayment
        } else {
            PayRefusal::PaidBefore
        });
    }
    if position.has_other_way(nav) {
        return Err(PayRefusal::OtherWay);
    }
    let warnings = warnings(position, nav, state, &payment);
    let (mut after, all) = settled(position, nav, payment).ok_or(PayRefusal::NoSuchPart)?;
    let command = if all {
        Command::PayAll
    } else {
        Command::PayPart
    };
    if let Step::To(to) = step(state, command) {
        after.state = to;
    }
    after.updated_at = now;
    after.version += 1;
    Ok(Paid {
        position: after,
        warnings,
    })
}

fn warnings(
    position: &DebtPosition,
    nav: &NoticeNumber,
    state: PositionState,
    payment: &Payment,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let asked = position.installment(nav).map(|part| part.amount_cents);
    if asked != Some(payment.amount_cents) {
        warnings.push(Warning::AmountDiffers);
    }
    if !matches!(state, PositionState::Valid | PositionState::PartiallyPaid) {
        warnings.push(Warning::NotPayable(state));
    }
    warnings
}

/// The position with this part paid, and whether a whole way to pay now is.
pub(super) fn settled(
    position: &DebtPosition,
    nav: &NoticeNumber,
    payment: Payment,
) -> Option<(DebtPosition, bool)> {
    let mut after = position.clone();
    let part = after.installment_mut(nav)?;
    part.payment = Some(payment);
    part.state = InstallmentState::Paid;
    let all = after.option_of(nav).is_some_and(PaymentOption::is_settled);
    Some((after, all))
}

impl Warning {
    /// The sentence for the creditor.
    pub fn italian(self) -> String {
        match self {
            Self::AmountDiffers => "L’importo pagato è diverso da quello dovuto.".to_owned(),
            Self::NotPayable(state) => {
                format!(
                    "Il pagamento è arrivato quando la posizione era «{}».",
                    state.italian()
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{payment, position};
    use super::*;

    #[test]
    fn a_payment_of_the_only_part_makes_the_position_paid() {
        let before = position();
        let paid = pay(&before, &before.nav, payment("A"), before.updated_at).unwrap();
        assert_eq!(paid.position.state, PositionState::Paid);
        assert_eq!(paid.position.version, before.version + 1);
        assert_eq!(paid.warnings, vec![]);
        assert_eq!(paid.position.check(), Ok(()));
    }

    #[test]
    fn the_same_payment_again_is_known_and_another_one_is_extra() {
        let before = position();
        let paid = pay(&before, &before.nav, payment("A"), before.updated_at)
            .unwrap()
            .position;
        let again = |id| pay(&paid, &paid.nav, payment(id), paid.updated_at).unwrap_err();
        assert_eq!(again("A"), PayRefusal::SamePayment);
        assert_eq!(again("B"), PayRefusal::PaidBefore);
    }

    #[test]
    fn money_on_a_withdrawn_position_counts_with_a_warning() {
        let before = DebtPosition {
            state: PositionState::Invalid,
            ..position()
        };
        let mut other = payment("A");
        other.amount_cents = kernel::money::Cents::new(1);
        let paid = pay(&before, &before.nav, other, before.updated_at).unwrap();
        assert_eq!(paid.position.state, PositionState::Paid);
        let expected = [
            Warning::AmountDiffers,
            Warning::NotPayable(PositionState::Invalid),
        ];
        assert_eq!(paid.warnings, expected);
    }
}
