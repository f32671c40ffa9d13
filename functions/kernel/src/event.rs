//! What one context tells the others, through the outbox.
//!
//! A payload is a versioned type: a field may be added with a default, anything else is a new
//! version. Who reads takes the versions it knows and leaves the others on the queue.

use crate::dice::Dice;
use crate::flow::FlowId;
use crate::ids::{EventId, ImportId, ReceiptId};
use crate::money::Cents;
use crate::notice::NoticeNumber;
use crate::tax::OrgFiscalCode;
use crate::time::Clock;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The kind and version of a payload type.
pub trait Payload {
    /// `payments.position-paid`: the context that tells it, and what happened.
    const KIND: &'static str;
    const VERSION: u16;
}

/// An event as it travels. `Envelope<serde_json::Value>` reads any of them, to look at `kind` and `v`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// The version of the payload.
    pub v: u16,
    pub id: EventId,
    pub kind: String,
    /// When it happened.
    pub at: Timestamp,
    pub data: T,
}

impl<T: Payload> Envelope<T> {
    pub fn new(data: T, clock: &dyn Clock, dice: &dyn Dice) -> Self {
        let id = EventId::mint(clock, dice);
        Self {
            v: T::VERSION,
            id,
            kind: T::KIND.to_owned(),
            at: clock.now(),
            data,
        }
    }
}

impl<T> Envelope<T> {
    /// True when the payload is of this type and version.
    pub fn carries<P: Payload>(&self) -> bool {
        self.kind == P::KIND && self.v == P::VERSION
    }
}

/// Positions can now be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionsPublished {
    pub creditor: OrgFiscalCode,
    /// `None` when they were not imported.
    pub import: Option<ImportId>,
    pub notices: Vec<NoticeNumber>,
}

/// A receipt was recorded and its notice is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionPaid {
    pub creditor: OrgFiscalCode,
    pub notice: NoticeNumber,
    pub receipt: ReceiptId,
    pub amount_cents: Cents,
    /// When the payer paid, as the receipt says.
    pub paid_at: Timestamp,
}

/// A reporting flow confirmed the payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionReported {
    pub creditor: OrgFiscalCode,
    pub notice: NoticeNumber,
    pub flow: FlowId,
    /// The settlement date of the flow.
    pub settled_on: Date,
}

/// Positions changed, in the same way: told only where somebody listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionChanged {
    pub creditor: OrgFiscalCode,
    pub what: PositionChange,
    pub positions: Vec<PositionVersion>,
}

/// A position as it was after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionVersion {
    /// The number under which the position stands.
    pub notice: NoticeNumber,
    pub version: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionChange {
    Created,
    Updated,
    Published,
    /// Its validity date came.
    BecameValid,
    Expired,
    Invalidated,
    Deleted,
    Paid,
    FeeAdded,
    AccountChanged,
    Reported,
}

impl Payload for PositionsPublished {
    const KIND: &'static str = "payments.positions-published";
    const VERSION: u16 = 1;
}

impl Payload for PositionPaid {
    const KIND: &'static str = "payments.position-paid";
    const VERSION: u16 = 1;
}

impl Payload for PositionReported {
    const KIND: &'static str = "payments.position-reported";
    const VERSION: u16 = 1;
}

impl Payload for PositionChanged {
    const KIND: &'static str = "payments.position-changed";
    const VERSION: u16 = 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::SeededDice;
    use crate::time::ManualClock;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    fn travels<T: Payload + Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug>(
        data: T,
        shape: &Value,
    ) {
        let clock = ManualClock::new("2026-11-21T08:00:00Z".parse().unwrap());
        let event = Envelope::new(data, &clock, &SeededDice::new(1));
        let text = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Envelope<T>>(&text).unwrap(), event);
        let any: Envelope<Value> = serde_json::from_str(&text).unwrap();
        assert!(any.carries::<T>());
        assert_eq!(&any.data, shape);
        assert_eq!(any.at.to_string(), "2026-11-21T08:00:00Z");
    }

    fn creditor() -> OrgFiscalCode {
        OrgFiscalCode::parse("80047110152").unwrap()
    }

    fn notice() -> NoticeNumber {
        NoticeNumber::parse("300715700000000032").unwrap()
    }

    #[test]
    fn events_travel_as_json_of_a_known_shape() {
        travels(
            PositionsPublished {
                creditor: creditor(),
                import: None,
                notices: vec![notice()],
            },
            &json!({
                "creditor": "80047110152", "import": null, "notices": ["300715700000000032"]
            }),
        );
        travels(
            PositionPaid {
                creditor: creditor(),
                notice: notice(),
                receipt: ReceiptId::parse("r1").unwrap(),
                amount_cents: Cents::new(1234),
                paid_at: "2026-11-21T07:59:00Z".parse().unwrap(),
            },
            &json!({
                "creditor": "80047110152", "notice": "300715700000000032", "receipt": "r1",
                "amount_cents": 1234, "paid_at": "2026-11-21T07:59:00Z"
            }),
        );
        travels(
            PositionChanged {
                creditor: creditor(),
                what: PositionChange::BecameValid,
                positions: vec![PositionVersion {
                    notice: notice(),
                    version: 2,
                }],
            },
            &json!({
                "creditor": "80047110152", "what": "became_valid",
                "positions": [{ "notice": "300715700000000032", "version": 2 }]
            }),
        );
        travels(
            PositionReported {
                creditor: creditor(),
                notice: notice(),
                flow: FlowId::parse("2026-11-20PSP-1").unwrap(),
                settled_on: jiff::civil::date(2026, 11, 20),
            },
            &json!({
                "creditor": "80047110152", "notice": "300715700000000032",
                "flow": "2026-11-20PSP-1", "settled_on": "2026-11-20"
            }),
        );
    }

    #[test]
    fn another_version_or_kind_is_not_taken_for_ours() {
        let event: Envelope<Value> = serde_json::from_value(json!({
            "v": 2, "id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "kind": "payments.position-paid",
            "at": "2026-11-21T08:00:00Z", "data": {}
        }))
        .unwrap();
        assert!(!event.carries::<PositionPaid>());
        assert!(!event.carries::<PositionReported>());
    }
}
