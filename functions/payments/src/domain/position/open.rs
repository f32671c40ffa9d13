//! The ways to pay that are still open.

use super::{DebtPosition, Debtor, Installment, InstallmentState, PaymentOption, PositionState};
use kernel::notice::NoticeNumber;

/// A way to pay with its parts that are still to be paid, at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open<'a> {
    pub option: &'a PaymentOption,
    pub parts: Vec<&'a Installment>,
}

impl PaymentOption {
    /// Whether it was made to be paid in several parts.
    pub fn is_plan(&self) -> bool {
        self.installments.len() > 1
    }

    /// The place of this number among its parts, from 1.
    pub fn place_of(&self, nav: &NoticeNumber) -> Option<usize> {
        let at = self.installments.iter().position(|part| part.nav == *nav);
        at.map(|index| index + 1)
    }
}

impl DebtPosition {
    /// What a debtor may still choose from. Whole and plan exclude each other: after the first payment of a
    /// plan it is that plan alone (facts "GPD model", one-shot against plan).
    pub fn open(&self) -> Vec<Open<'_>> {
        let begun = self.state == PositionState::PartiallyPaid;
        let is_open = match self.state {
            PositionState::Published | PositionState::Valid | PositionState::PartiallyPaid => true,
            PositionState::Draft
            | PositionState::Invalid
            | PositionState::Expired
            | PositionState::Paid
            | PositionState::Reported => false,
        };
        let chosen = |option: &&PaymentOption| is_open && (!begun || option.is_begun());
        let ways = self.options.iter().filter(chosen).map(|option| Open {
            option,
            parts: unpaid(option),
        });
        ways.filter(|way| !way.parts.is_empty()).collect()
    }

    /// Whether this number may still be paid.
    pub fn is_open(&self, nav: &NoticeNumber) -> bool {
        let has = |way: &Open| way.parts.iter().any(|part| part.nav == *nav);
        self.open().iter().any(has)
    }

    /// Who owes this way to pay.
    pub fn owner<'a>(&'a self, option: &'a PaymentOption) -> &'a Debtor {
        option.debtor.as_ref().unwrap_or(&self.debtor)
    }
}

fn unpaid(option: &PaymentOption) -> Vec<&Installment> {
    let unpaid = |part: &&Installment| part.state == InstallmentState::Unpaid;
    option.installments.iter().filter(unpaid).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{payment, whole_or_plan};
    use super::super::{DebtPosition, PositionState, pay};

    fn open(position: &DebtPosition) -> Vec<usize> {
        let ways = position.open();
        ways.iter().map(|way| way.parts.len()).collect()
    }

    #[test]
    fn the_first_instalment_closes_the_whole_and_the_whole_closes_the_plan() {
        let position = whole_or_plan();
        assert_eq!(open(&position), [1, 2]);
        let number = |option: usize, part: usize| {
            let part = &position.options[option].installments[part];
            part.nav.clone()
        };
        let after = |nav| {
            let paid = pay(&position, &nav, payment("A"), position.updated_at);
            paid.unwrap().position
        };
        let begun = after(number(1, 0));
        assert_eq!(begun.state, PositionState::PartiallyPaid);
        assert_eq!(open(&begun), [1]);
        assert!(begun.is_open(&number(1, 1)) && !begun.is_open(&number(0, 0)));
        assert_eq!(open(&after(number(0, 0))), [0_usize; 0]);
    }
}
