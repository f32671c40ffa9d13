//! What the payments of a fetched flow add up to.

use kernel::money::Cents;

use super::super::fault::{Faults, FlowFault, FlowFaultCode};
use super::super::{FlowHead, FlowRow};

/// What was counted of the payments while they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub rows: u32,
    written: i64,
    pub(super) taken_away: i64,
}

impl Counted {
    pub fn add(&mut self, row: &FlowRow) {
        self.rows = self.rows.saturating_add(1);
        self.written = self.written.saturating_add(row.amount_cents.get());
        self.taken_away = self.taken_away.saturating_add(row.signed_cents().get());
    }

    /// What does not add up: nothing in a sound flow.
    pub fn faults(&self, head: &FlowHead) -> Vec<FlowFault> {
        let mut faults = Faults::default();
        if self.rows != head.row_count {
            let (told, found) = (head.row_count, self.rows);
            let message = format!("Il flusso dichiara {told} pagamenti ma ne contiene {found}.");
            faults.add(
                "totPayments".to_owned(),
                FlowFaultCode::CountDiffers,
                message,
            );
        }
        if ![self.written, self.taken_away].contains(&head.amount_cents.get()) {
            let message = format!(
                "Il flusso dichiara {} euro ma i pagamenti sommano {} euro.",
                head.amount_cents.italian(),
                Cents::new(self.written).italian()
            );
            faults.add("sumPayments".to_owned(), FlowFaultCode::SumDiffers, message);
        }
        faults.into_vec()
    }
}
