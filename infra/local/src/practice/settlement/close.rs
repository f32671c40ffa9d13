//! Closing a creditor's day.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use kernel::dice::{self, Dice};

use super::super::soap::{Beneficiary, PspIdentity, Receipt, Transfer};
use super::{Flow, FlowRow, Settlement, Statement};

/// What a day's close needs to know besides the payments.
pub struct Close<'a> {
    pub creditor: &'a str,
    pub creditor_name: &'a str,
    /// Flows and statements made so far, over all creditors.
    pub flows_before: usize,
    pub statements_before: usize,
    /// Rome local time.
    pub now: DateTime,
}

/// Flows and statement of what no flow has told yet; none when there is nothing to tell.
/// Stamps are not settled to the creditor.
pub fn close_day(
    unsettled: &[(&Receipt, &Transfer)],
    close: &Close<'_>,
    dice: &dyn Dice,
) -> Option<Settlement> {
    let mut groups: BTreeMap<(&str, &str), (PspIdentity, Vec<FlowRow>)> = BTreeMap::new();
    for (receipt, transfer) in unsettled {
        if let Beneficiary::Iban(iban) = &transfer.to {
            let key = (receipt.psp.id.as_str(), iban.as_str());
            let group = groups
                .entry(key)
                .or_insert_with(|| (receipt.psp.clone(), Vec::new()));
            group.1.push(row(receipt, transfer));
        }
    }
    let numbered = groups.into_iter().zip(close.flows_before + 1..);
    let flows: Vec<Flow> = numbered
        .map(|(((_, iban), (psp, rows)), number)| flow(close, psp, iban, rows, number, dice))
        .collect();
    if flows.is_empty() {
        return None;
    }
    let date = close.now.date();
    let id = format!("{date}-{}", close.statements_before + 1);
    let statement = Statement::of(&flows, id, date, dice);
    Some(Settlement {
        creditor: close.creditor.to_owned(),
        flows,
        statement,
    })
}

fn flow(
    close: &Close<'_>,
    psp: PspIdentity,
    iban: &str,
    rows: Vec<FlowRow>,
    number: usize,
    dice: &dyn Dice,
) -> Flow {
    let settled_on = close.now.date();
    Flow {
        id: format!("{settled_on}{}-{number:09}", psp.id),
        psp,
        creditor: close.creditor.to_owned(),
        creditor_name: close.creditor_name.to_owned(),
        regulation: format!("TRN{}", hex::encode_upper(dice::bytes::<12>(dice))),
        made_at: close.now,
        settled_on,
        iban: iban.to_owned(),
        rows,
    }
}

fn row(receipt: &Receipt, transfer: &Transfer) -> FlowRow {
    FlowRow {
        iuv: receipt.creditor_reference_id.clone(),
        receipt_id: receipt.receipt_id.clone(),
        transfer: transfer.id,
        amount_cents: transfer.amount_cents,
        paid_on: receipt.paid_at.date(),
        stand_in: receipt.stand_in,
    }
}
