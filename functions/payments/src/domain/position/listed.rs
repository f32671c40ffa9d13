//! What a list shows of a position that may have several parts.

use jiff::civil::Date;
use kernel::money::Cents;

use super::DebtPosition;

impl DebtPosition {
    /// The earliest due date of what is still to be paid; of a position that is settled the latest
    /// of all. `None` where none has one.
    pub fn due_date(&self) -> Option<Date> {
        let open = self.installments().filter(|part| part.payment.is_none());
        let next = open.filter_map(|part| part.due_date).min();
        let is_open = self.installments().any(|part| part.payment.is_none());
        match next {
            None if !is_open => self.installments().filter_map(|part| part.due_date).max(),
            next => next,
        }
    }

    /// The whole amount: that of the first option, since the others are other ways to pay the same.
    pub fn amount_cents(&self) -> Cents {
        let parts = self.options.first().map(|option| &option.installments);
        let amounts = parts.into_iter().flatten().map(|part| part.amount_cents);
        Cents::sum(amounts).unwrap_or(Cents::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{payment, position};
    use jiff::civil::date;

    #[test]
    fn the_next_part_to_be_paid_tells_the_due_date() {
        let mut position = position();
        assert_eq!(position.due_date(), None);
        let mut second = position.options[0].installments[0].clone();
        position.options[0].installments[0].due_date = Some(date(2026, 3, 31));
        second.due_date = Some(date(2026, 9, 30));
        position.options[0].installments.push(second);
        assert_eq!(position.due_date(), Some(date(2026, 3, 31)));
        position.options[0].installments[0].payment = Some(payment("A"));
        assert_eq!(position.due_date(), Some(date(2026, 9, 30)));
        position.options[0].installments[1].payment = Some(payment("B"));
        assert_eq!(position.due_date(), Some(date(2026, 9, 30)));
        assert_eq!(position.amount_cents().get(), 6_000);
    }
}
