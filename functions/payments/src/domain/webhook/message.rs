//! What is told, as JSON.

use jiff::Timestamp;
use kernel::ids::EventId;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::Serialize;

use crate::domain::position::{DebtPosition, DueLine};
use crate::domain::receipt::Receipt;

/// A receiver must take fields that it does not know; anything else is a new version.
pub const VERSION: u16 = 1;

/// The outer part, the same for every kind.
#[derive(Clone, Debug, Serialize)]
pub struct Message<T> {
    /// The same for every attempt: what came before is known by it.
    pub id: EventId,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub version: u16,
    pub created_at: Timestamp,
    pub creditor: OrgFiscalCode,
    pub data: T,
}

/// `payment.settled`: a notice is paid, and so is each due in it.
#[derive(Clone, Debug, Serialize)]
pub struct Settled {
    notice_number: String,
    iuv: String,
    receipt_id: String,
    /// What was paid, all dues together.
    amount_cents: Cents,
    paid_at: Timestamp,
    psp_id: String,
    psp_name: String,
    dues: Vec<Due>,
}

#[derive(Clone, Debug, Serialize)]
struct Due {
    /// The register's own id; absent where the due came without.
    external_id: Option<String>,
    service: String,
    description: String,
    amount_cents: Cents,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chapter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
}

/// Nothing: asks whether somebody listens.
#[derive(Clone, Debug, Serialize)]
pub struct Nothing {}

pub fn paid(
    (id, at): (EventId, Timestamp),
    position: &DebtPosition,
    receipt: &Receipt,
) -> Message<Settled> {
    // A part of a plan, or one of several ways to pay, is one due, whatever the position was made of.
    let is_plan = position.installments().nth(1).is_some();
    let dues = match position.lines.is_empty() || is_plan {
        true => vec![of_position(position, receipt)],
        false => position.lines.iter().map(of_line).collect(),
    };
    let data = Settled {
        notice_number: receipt.nav.to_string(),
        iuv: receipt.iuv.to_string(),
        receipt_id: receipt.receipt_id.to_string(),
        amount_cents: receipt.amount_cents,
        paid_at: receipt.paid_at,
        psp_id: receipt.psp_id.clone(),
        psp_name: receipt.psp_name.clone(),
        dues,
    };
    message((id, at), "payment.settled", position.creditor.clone(), data)
}

pub fn test((id, at): (EventId, Timestamp), creditor: OrgFiscalCode) -> Message<Nothing> {
    message((id, at), "connection.test", creditor, Nothing {})
}

pub(super) fn message<T>(
    (id, created_at): (EventId, Timestamp),
    kind: &'static str,
    creditor: OrgFiscalCode,
    data: T,
) -> Message<T> {
    Message {
        id,
        kind,
        version: VERSION,
        created_at,
        creditor,
        data,
    }
}

fn of_line(line: &DueLine) -> Due {
    Due {
        external_id: line.iud.as_ref().map(ToString::to_string),
        service: line.service.to_string(),
        description: line.description.clone(),
        amount_cents: line.amount_cents,
        category: line.category.map(|it| it.name()),
        origin: line.origin.map(|it| it.name()),
        chapter: line.chapter.clone(),
        year: line.year,
    }
}

/// A part of a plan, or a position that keeps no lines, is one due.
fn of_position(position: &DebtPosition, receipt: &Receipt) -> Due {
    let part = position.installment(&receipt.nav);
    Due {
        external_id: position.iud.as_ref().map(ToString::to_string),
        service: position.service.to_string(),
        description: part.map_or_else(String::new, |part| part.description.clone()),
        amount_cents: part.map_or(receipt.amount_cents, |part| part.amount_cents),
        category: None,
        origin: None,
        chapter: None,
        year: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::samples::position;
    use crate::domain::receipt::samples::receipt;

    #[test]
    fn a_settled_payment_tells_each_due_of_the_notice() {
        let id = EventId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap();
        let (position, receipt) = (position(), receipt("A"));
        let message = paid((id, receipt.received_at), &position, &receipt);
        let told = serde_json::to_value(&message).unwrap();
        assert_eq!(told["type"], "payment.settled");
        assert_eq!(told["version"], 1);
        assert_eq!(told["data"]["notice_number"], position.nav.as_str());
        assert_eq!(told["data"]["amount_cents"], 3_000);
        let dues = told["data"]["dues"].as_array().unwrap();
        assert_eq!(dues.len(), position.lines.len().max(1));
        let sum: i64 = dues
            .iter()
            .map(|due| due["amount_cents"].as_i64().unwrap())
            .sum();
        assert_eq!(sum, 3_000);
    }

    #[test]
    fn an_instalment_tells_itself_and_not_all_that_the_plan_is_made_of() {
        let id = EventId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap();
        let mut position = crate::domain::position::samples::whole_or_plan();
        position.lines = vec![DueLine {
            row: 2,
            identity: "0".repeat(64),
            service: position.service.clone(),
            description: "Mensa dell’anno".to_owned(),
            amount_cents: Cents::new(6_000),
            iud: None,
            due_date: None,
            category: None,
            origin: None,
            chapter: None,
            year: None,
        }];
        assert_eq!(position.check(), Ok(()));
        let nav = position.options[1].installments[0].nav.clone();
        let receipt = Receipt {
            iuv: nav.iuv(),
            nav,
            ..receipt("A")
        };
        let message = paid((id, receipt.received_at), &position, &receipt);
        let told = serde_json::to_value(&message).unwrap();
        let dues = told["data"]["dues"].as_array().unwrap();
        assert_eq!((dues.len(), &dues[0]["amount_cents"]), (1, &3_000.into()));
    }
}
