//! A part that asks for another amount.

use jiff::civil::Date;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;

use crate::domain::position::{Installment, Transfer};

/// `part` with this amount, its transfers adding up to it; `None` where they can not.
///
/// The difference is that of the creditor's own accounts, the first of them before the others: what
/// other bodies get, and what a stamp costs, stays. No transfer falls below 1 cent.
pub fn asking(
    part: &Installment,
    creditor: &OrgFiscalCode,
    amount: Cents,
    due_date: Option<Date>,
) -> Option<Installment> {
    let mut other = part.clone();
    let mut rest = amount.checked_sub(part.amount_cents)?;
    let is_own = |transfer: &&mut Transfer| transfer.org == *creditor && transfer.stamp().is_none();
    for transfer in other.transfers.iter_mut().filter(is_own) {
        let wanted = transfer.amount_cents.checked_add(rest)?;
        let given = wanted.max(Cents::new(1));
        rest = wanted.checked_sub(given)?;
        transfer.amount_cents = given;
    }
    other.amount_cents = amount;
    if let Some(day) = due_date {
        (other.due_date, other.due_at) = (Some(day), None);
    }
    (rest == Cents::ZERO && amount.is_payable()).then_some(other)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::position::samples::position;
    use crate::domain::position::{Destination, Stamp};

    /// 10,00 to the creditor, 16,00 for a stamp, 3,00 to another body, 1,00 to the creditor.
    fn part() -> (Installment, OrgFiscalCode) {
        let position = position();
        let mut part = position.first().unwrap().clone();
        let first = part.transfers[0].clone();
        let transfer = |id: u8, cents: i64| Transfer {
            id,
            amount_cents: Cents::new(cents),
            ..first.clone()
        };
        let stamp = Stamp::new(&"A".repeat(44), "01", "RM").unwrap();
        let to = Destination::Stamp { stamp };
        let org = OrgFiscalCode::parse("15376371009").unwrap();
        part.transfers = vec![
            transfer(1, 1_000),
            Transfer {
                to,
                ..transfer(2, 1_600)
            },
            Transfer {
                org,
                ..transfer(3, 300)
            },
            transfer(4, 100),
        ];
        part.amount_cents = Cents::new(3_000);
        (part, position.creditor)
    }

    fn amounts(to: i64) -> Option<Vec<i64>> {
        let (part, creditor) = part();
        let other = asking(&part, &creditor, Cents::new(to), None)?;
        let amounts = other.transfers.iter().map(|t| t.amount_cents.get());
        Some(amounts.collect())
    }

    #[test]
    fn the_creditors_first_account_bears_the_difference_then_the_next() {
        assert_eq!(amounts(3_500), Some(vec![1_500, 1_600, 300, 100]));
        assert_eq!(amounts(2_001), Some(vec![1, 1_600, 300, 100]));
        assert_eq!(amounts(1_950), Some(vec![1, 1_600, 300, 49]));
        assert_eq!(amounts(1_902), Some(vec![1, 1_600, 300, 1]));
        assert_eq!(amounts(1_901), None);
    }

    proptest! {
        #[test]
        fn whatever_is_asked_the_transfers_add_up(cents in 1..100_000_000_000_i64) {
            if let Some(amounts) = amounts(cents) {
                prop_assert_eq!(amounts.iter().sum::<i64>(), cents);
                prop_assert!(amounts.iter().all(|cents| *cents >= 1));
                prop_assert_eq!((amounts[1], amounts[2]), (1_600, 300));
            } else {
                prop_assert!(!(1_902..100_000_000_000).contains(&cents));
            }
        }
    }
}
