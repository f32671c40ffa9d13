//! The state that follows from the events.

use std::collections::{HashMap, HashSet};

use super::super::settlement::{Flow, Settlement};
use super::super::soap::{Receipt, Transfer};
use super::{Cart, Event, Irregularity};

/// Irregularities kept; the oldest are forgotten first.
const IRREGULARITIES_MAX: usize = 500;

#[derive(Debug, Default)]
pub struct State {
    payments: Vec<PaymentRecord>,
    by_receipt: HashMap<String, usize>,
    /// Receipt and transfer that a flow has told.
    settled: HashSet<(String, u8)>,
    settlements: Vec<Settlement>,
    carts: HashMap<String, Cart>,
    irregularities: Vec<Irregularity>,
}

#[derive(Debug, Clone)]
pub struct PaymentRecord {
    pub receipt: Box<Receipt>,
    pub delivered: bool,
    /// Fault code of a refused receipt.
    pub fault_code: Option<String>,
}

impl State {
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Taken { receipt } => {
                self.by_receipt
                    .insert(receipt.receipt_id.clone(), self.payments.len());
                self.payments.push(PaymentRecord {
                    receipt,
                    delivered: false,
                    fault_code: None,
                });
            }
            Event::Delivered {
                receipt_id,
                fault_code,
            } => {
                let place = self.by_receipt.get(&receipt_id);
                if let Some(record) = place.and_then(|place| self.payments.get_mut(*place)) {
                    record.delivered = true;
                    record.fault_code = fault_code;
                }
            }
            Event::Settled { settlement } => {
                let rows = settlement.flows.iter().flat_map(|flow| &flow.rows);
                self.settled
                    .extend(rows.map(|row| (row.receipt_id.clone(), row.transfer)));
                self.settlements.push(settlement);
            }
            Event::CartOpened { cart } => {
                self.carts.insert(cart.id.clone(), cart);
            }
            Event::CartClosed { id, end } => {
                if let Some(cart) = self.carts.get_mut(&id) {
                    cart.end = Some(end);
                }
            }
            Event::Irregular { irregularity } => {
                self.irregularities.push(irregularity);
                let surplus = self.irregularities.len().saturating_sub(IRREGULARITIES_MAX);
                self.irregularities.drain(..surplus);
            }
        }
    }

    /// All payments, the oldest first.
    pub fn payments(&self) -> &[PaymentRecord] {
        &self.payments
    }

    pub fn undelivered(&self) -> impl Iterator<Item = &PaymentRecord> {
        self.payments.iter().filter(|record| !record.delivered)
    }

    /// Transfers to this creditor that no flow has told yet.
    pub fn unsettled(&self, creditor: &str) -> Vec<(&Receipt, &Transfer)> {
        let all = self.payments.iter().flat_map(|record| {
            record
                .receipt
                .transfers
                .iter()
                .map(move |transfer| (record.receipt.as_ref(), transfer))
        });
        all.filter(|(receipt, transfer)| {
            let key = (receipt.receipt_id.clone(), transfer.id);
            transfer.fiscal_code == creditor && !self.settled.contains(&key)
        })
        .collect()
    }

    pub fn settlements(&self) -> &[Settlement] {
        &self.settlements
    }

    pub fn flow(&self, id: &str) -> Option<&Flow> {
        self.settlements
            .iter()
            .flat_map(|settlement| &settlement.flows)
            .find(|flow| flow.id == id)
    }

    pub fn cart(&self, id: &str) -> Option<&Cart> {
        self.carts.get(id)
    }

    pub fn irregularities(&self) -> &[Irregularity] {
        &self.irregularities
    }
}
