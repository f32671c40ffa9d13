//! The ways to pay that a notice offers.

use jiff::civil::Date;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;

use super::{NoticeDoc, Slip};

/// At once, in instalments, or as the debtor likes.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    pub whole: Whole,
    /// The parts of each plan that are still to be paid.
    pub plans: Vec<Plan>,
}

/// What can be paid at once.
#[derive(Debug, Clone, Default)]
pub enum Whole {
    /// The notice's own number and amount.
    #[default]
    One,
    /// One of several amounts, each with a title of its own: a fine costs less within five days.
    Either(Vec<Part>),
    /// Nothing: the notice's number is that of the next instalment, its amount that of all of them.
    Nothing,
}

#[derive(Debug, Clone)]
pub struct Plan {
    /// How many parts it had when it began.
    pub of: usize,
    pub parts: Vec<Part>,
}

/// One payable part.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its place in the plan, from 1.
    pub place: usize,
    /// Of an amount beside others: `Entro 5 giorni dalla notifica`.
    pub title: String,
    pub notice_number: NoticeNumber,
    pub subject: String,
    pub amount: Cents,
    pub due_date: Option<Date>,
    pub slip: Option<Slip>,
}

impl Ways {
    /// All that has a place beside or below the whole amount, in the order in which it is printed.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        let either = match &self.whole {
            Whole::Either(parts) => parts.as_slice(),
            Whole::One | Whole::Nothing => &[],
        };
        either
            .iter()
            .chain(self.plans.iter().flat_map(|plan| &plan.parts))
    }
}

impl NoticeDoc {
    /// The same notice as if this part were all there is to pay.
    pub fn of_part(&self, part: &Part) -> Self {
        Self {
            subject: part.subject.clone(),
            amount: part.amount,
            due_date: part.due_date,
            notice_number: part.notice_number.clone(),
            slip: part.slip.clone(),
            ways: Ways::default(),
            ..self.clone()
        }
    }
}
