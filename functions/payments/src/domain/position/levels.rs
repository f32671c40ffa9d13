//! The levels of a position agree: transfers, parts, ways to pay, the whole.

use super::{DebtPosition, Installment, InstallmentState, PaymentOption, PositionState};

/// Two levels that tell different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Uneven {
    #[error("a part's state is not that of its payment and transfers")]
    Part,
    #[error("two ways to pay have payments")]
    TwoWays,
    #[error("the position's state is not that of its parts")]
    Position,
}

impl DebtPosition {
    /// What must be true of the states, whatever was done. PAID is a position of which one whole way to
    /// pay is settled, REPORTED one whose payments are all in flows.
    pub fn levels(&self) -> Result<(), Uneven> {
        let is_even = |part: &Installment| part.told_state(&self.creditor) == Some(part.state);
        if !self.installments().all(is_even) {
            return Err(Uneven::Part);
        }
        let begun: Vec<&PaymentOption> = self.options.iter().filter(|o| o.is_begun()).collect();
        if begun.len() > 1 {
            return Err(Uneven::TwoWays);
        }
        let settled = begun.first().map(|option| option.is_settled());
        let mut paid = self.installments().filter(|part| part.payment.is_some());
        let reported = paid.all(|part| part.state == InstallmentState::Reported);
        let even = match self.state {
            PositionState::Draft
            | PositionState::Published
            | PositionState::Valid
            | PositionState::Invalid
            | PositionState::Expired => settled.is_none(),
            PositionState::PartiallyPaid => settled == Some(false),
            PositionState::Paid => settled == Some(true) && !reported,
            PositionState::Reported => settled == Some(true) && reported,
        };
        if even { Ok(()) } else { Err(Uneven::Position) }
    }
}
