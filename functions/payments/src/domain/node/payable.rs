//! Whether a notice can be paid now, and what the node hears if not.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;

use super::fault::FaultCode;
use crate::domain::position::{Closed, DebtPosition, Installment, PositionState};

/// The part that the number stands for, where it can be paid at `now`: what time alone changes is seen
/// at once, before the tick that writes it.
pub fn payable<'a>(
    position: &'a DebtPosition,
    nav: &NoticeNumber,
    now: Timestamp,
) -> Result<&'a Installment, FaultCode> {
    position.open_part(nav, now).map_err(|closed| match closed {
        // A part of another way to pay is told as unknown (facts "GPD model").
        Closed::NoSuchPart | Closed::NotYet | Closed::OtherWay => FaultCode::PagamentoSconosciuto,
        Closed::Withdrawn => FaultCode::PagamentoAnnullato,
        Closed::Expired => FaultCode::PagamentoScaduto,
        Closed::Paid => FaultCode::PagamentoDuplicato,
    })
}

/// Whether something of the position can be paid at `now`.
pub fn standing(position: &DebtPosition, now: Timestamp) -> Result<(), FaultCode> {
    match position.state_at(now) {
        PositionState::Draft | PositionState::Published => Err(FaultCode::PagamentoSconosciuto),
        PositionState::Invalid => Err(FaultCode::PagamentoAnnullato),
        PositionState::Expired => Err(FaultCode::PagamentoScaduto),
        PositionState::Paid | PositionState::Reported => Err(FaultCode::PagamentoDuplicato),
        PositionState::Valid | PositionState::PartiallyPaid => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::domain::position::samples::{payment, position};
    use crate::domain::position::{InstallmentState, PositionState, pay};

    const TODAY: Date = date(2026, 6, 1);

    fn noon() -> Timestamp {
        kernel::time::rome_instant(TODAY.at(12, 0, 0, 0)).unwrap()
    }

    fn verdict(of: &DebtPosition) -> Option<FaultCode> {
        payable(of, &of.nav, noon()).err()
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
            let mut asked = DebtPosition {
                state,
                ..position()
            };
            if state == PositionState::Published {
                asked.options[0].validity_date = "2026-07-01T10:00:00Z".parse().ok();
            }
            assert_eq!(verdict(&asked), answer, "{state:?}");
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
        let closed = payable(&begun, &other, noon()).unwrap_err();
        assert_eq!(closed, FaultCode::PagamentoSconosciuto);
        let open = payable(&begun, &third_nav, noon()).unwrap();
        assert_eq!(open.state, InstallmentState::Unpaid);
    }
}
