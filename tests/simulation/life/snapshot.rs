//! All that the table holds at one instant, read behind the product's back.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use payments::domain::history::HistoryEntry;
use payments::domain::position::{DebtPosition, Deleted};
use payments::domain::receipt::Receipt;
use payments::store::positions::{IupdPointer, PositionPointer};
use platform::table::{Item, Stored, from_item};
use serde_json::{Value, json};

use crate::engine::Engine;

#[derive(Default)]
pub struct Snapshot {
    /// By the number under which they stand.
    pub positions: BTreeMap<String, DebtPosition>,
    pub pointers: Vec<PositionPointer>,
    pub iupds: Vec<IupdPointer>,
    pub receipts: Vec<Receipt>,
    pub history: Vec<HistoryEntry>,
    pub deleted: BTreeMap<String, Deleted>,
    /// The receipts that outbox items tell of.
    pub told: Vec<String>,
}

impl Snapshot {
    pub fn take(engine: &Engine) -> Self {
        let mut all = Self::default();
        let mut after = Value::Null;
        loop {
            let mut request = json!({ "TableName": local::cloud::TABLE });
            if !after.is_null() {
                request["ExclusiveStartKey"] = after;
            }
            let (status, answer) = engine.answer("Scan", request.to_string().as_bytes());
            assert_eq!(status, 200, "{answer}");
            let mut answer: Value = serde_json::from_str(&answer).unwrap();
            for found in answer["Items"].as_array().unwrap() {
                all.add(found);
            }
            after = answer["LastEvaluatedKey"].take();
            if after.is_null() {
                return all;
            }
        }
    }

    fn add(&mut self, found: &Value) {
        let entity = found["entity"]["S"].as_str().unwrap_or_default();
        match entity {
            DebtPosition::ENTITY => {
                let position: DebtPosition = read(found);
                self.positions.insert(position.nav.to_string(), position);
            }
            PositionPointer::ENTITY => self.pointers.push(read(found)),
            IupdPointer::ENTITY => self.iupds.push(read(found)),
            Receipt::ENTITY => self.receipts.push(read(found)),
            HistoryEntry::ENTITY => self.history.push(read(found)),
            Deleted::ENTITY => {
                let deleted: Deleted = read(found);
                self.deleted.insert(deleted.nav.to_string(), deleted);
            }
            "outbox" => {
                let payload: Value =
                    serde_json::from_str(found["payload"]["S"].as_str().unwrap()).unwrap();
                let receipt = payload["data"]["receipt"].as_str();
                self.told.extend(receipt.map(str::to_owned));
            }
            _ => {}
        }
    }
}

fn read<T: Stored>(found: &Value) -> T {
    let fields = found.as_object().unwrap().iter();
    let item: Item = fields
        .map(|(name, value)| (name.clone(), attribute(value)))
        .collect();
    from_item(item).unwrap()
}

/// `{"S":"text"}` and its like.
fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().unwrap().iter().next().unwrap();
    let text = || value.as_str().unwrap().to_owned();
    match kind.as_str() {
        "S" => AttributeValue::S(text()),
        "N" => AttributeValue::N(text()),
        "B" => AttributeValue::B(Blob::new(BASE64_STANDARD.decode(text()).unwrap())),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap()),
        "NULL" => AttributeValue::Null(true),
        "L" => AttributeValue::L(value.as_array().unwrap().iter().map(attribute).collect()),
        "M" => {
            let fields = value.as_object().unwrap().iter();
            AttributeValue::M(
                fields
                    .map(|(name, value)| (name.clone(), attribute(value)))
                    .collect(),
            )
        }
        other => panic!("an attribute of kind {other}"),
    }
}
