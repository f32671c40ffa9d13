//! Whether a notice can be paid now, and what the node hears if not.

use jiff::civil::Date;
use kernel::notice::NoticeNumber;

use super::fault::FaultCode;
use crate::domain::position::{DebtPosition, Installment, PaymentOption, PositionState};

/// The part that the number stands for, where it can be paid on `today` (Rome).
///
/// A position that expires is told as expired from the day after its last due date on, even before
/// the tick that writes the state. A part can not be paid when one of another option was: the debtor
/// has chosen (facts "GPD model").
pub fn payable<'a>(
    position: &'a DebtPosition,
    nav: &NoticeNumber,
    today: Date,
) -> Result<&'a Installment, FaultCode> {
    let part = position
        .installment(nav)
        .ok_or(FaultCode::PagamentoSconosciuto)?;
    match position.state {
        PositionState::Draft | PositionState::Published => {
            return Err(FaultCode::PagamentoSconosciuto);
        }
        PositionState::Invalid => return Err(FaultCode::PagamentoAnnullato),
        PositionState::Expired => return Err(FaultCode::PagamentoScaduto),
        PositionState::Paid | PositionState::Reported => return Err(FaultCode::PagamentoDuplicato),
        PositionState::Valid if has_expired(position, today) => {
            return Err(FaultCode::PagamentoScaduto);
        }
        PositionState::Valid | PositionState::PartiallyPaid => {}
    }
    if part.payment.is_some() {
        return Err(FaultCode::PagamentoDuplicato);
    }
    let of_option = |option: &&PaymentOption| option.installments.iter().any(|p| p.nav == *nav);
    let others = position.options.iter().filter(|option| !of_option(option));
    let mut parts = others.flat_map(|option| &option.installments);
    if parts.any(|part| part.payment.is_some()) {
        return Err(FaultCode::PagamentoSconosciuto);
    }
    Ok(part)
}

fn has_expired(position: &DebtPosition, today: Date) -> bool {
    position
        .options
        .iter()
        .all(|option| option.switch_to_expired)
        && position.last_due_date().is_some_and(|last| last < today)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::position::samples::{payment, position};
    use crate::domain::position::{InstallmentState, pay};

    const TODAY: Date = date(2026, 6, 1);

    fn verdict(of: &DebtPosition) -> Option<FaultCode> {
        payable(of, &of.nav, TODAY).err()
    }

    #[test]
    fn each_state_has_its_answer() {
        for (state, answer) in [
            (PositionState::Draft, Some(FaultCode::PagamentoSconosciuto)),
            (
                PositionState::Published,
                Some(FaultCode::PagamentoSconosciuto),
            ),
            (PositionState::Valid, None),
            (PositionState::Invalid, Some(FaultCode::PagamentoAnnullato)),
            (PositionState::Expired, Some(FaultCode::PagamentoScaduto)),
            (PositionState::PartiallyPaid, None),
            (PositionState::Paid, Some(FaultCode::PagamentoDuplicato)),
            (PositionState::Reported, Some(FaultCode::PagamentoDuplicato)),
        ] {
            assert_eq!(
                verdict(&DebtPosition {
                    state,
                    ..position()
                }),
                answer,
                "{state:?}"
            );
        }
    }

    #[test]
    fn a_position_that_expires_does_so_the_day_after_its_last_due_date() {
        let due = |day: Date, expires: bool| {
            let mut position = position();
            position.options[0].switch_to_expired = expires;
            position.options[0].installments[0].due_date = Some(day);
            position
        };
        assert_eq!(verdict(&due(TODAY, true)), None);
        let yesterday = TODAY.yesterday().unwrap();
        assert_eq!(
            verdict(&due(yesterday, true)),
            Some(FaultCode::PagamentoScaduto)
        );
        assert_eq!(verdict(&due(yesterday, false)), None);
    }

    #[test]
    fn a_plan_once_begun_closes_the_other_ways_to_pay() {
        let mut plan = position();
        let mut whole = plan.options[0].clone();
        let other = NoticeNumber::parse("300000000000000000").unwrap();
        whole.installments[0].nav = other.clone();
        plan.options.push(whole);
        let mut third = plan.options[0].installments[0].clone();
        third.nav = NoticeNumber::parse("300000000000000001").unwrap();
        let third_nav = third.nav.clone();
        plan.options[0].installments.push(third);

        let begun = pay(&plan, &plan.nav, payment("A"), plan.updated_at)
            .unwrap()
            .position;
        assert_eq!(begun.state, PositionState::PartiallyPaid);
        assert_eq!(verdict(&begun), Some(FaultCode::PagamentoDuplicato));
        let closed = payable(&begun, &other, TODAY).unwrap_err();
        assert_eq!(closed, FaultCode::PagamentoSconosciuto);
        let open = payable(&begun, &third_nav, TODAY).unwrap();
        assert_eq!(open.state, InstallmentState::Unpaid);
    }
}
