//! A table with positions, and what is done to them together.

use std::collections::BTreeSet;
use std::rc::Rc;

use aws_sdk_dynamodb::config::Region;
use kernel::dice::SeededDice;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use payments::domain::history::HistoryEntry;
use payments::domain::position::{By, Changed, DebtPosition, delete};
use payments::store::bulks::act::Act;
use payments::store::bulks::run::{BulkError, Order, write};
use payments::store::positions;
use platform::table::{Table, Tx};
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::engine::Engine;
use crate::plan::AMOUNT;
use crate::run::all;
use crate::samples;
use crate::time::Time;
use crate::wire::Wire;

pub struct Town {
    pub engine: Engine,
    pub time: Time,
    pub wire: Wire,
    pub chance: Chance,
    pub table: Table,
    pub dice: std::sync::Arc<SeededDice>,
}

impl Town {
    pub fn found(seed: u64) -> Rc<Self> {
        fastrand::seed(seed);
        let (time, engine, chance) = (Time::default(), Engine::new(), Chance::new(seed));
        let wire = Wire::new(engine.clone(), time.clone(), chance.clone());
        let config = local::cloud::sdk_config("http://table.invalid")
            .into_builder()
            .http_client(wire.clone())
            .sleep_impl(time.clone())
            .region(Region::new(format!("bulks-{seed}")))
            .build();
        let table = Table::new(&config, local::cloud::TABLE);
        all(
            &time,
            [async move {
                local::cloud::create_table(&config).await.unwrap();
            }],
        );
        Rc::new(Self {
            engine,
            time,
            wire,
            dice: chance.dice(),
            chance,
            table,
        })
    }

    /// Puts plain positions there.
    pub async fn publish(&self, positions: &[DebtPosition]) {
        for chunk in positions.chunks(20) {
            positions::create_all(&self.table, chunk.to_vec(), Tx::new())
                .await
                .unwrap();
        }
    }

    pub async fn write(&self, actor: &str, acts: Vec<Act>) -> Result<(), BulkError> {
        let creditor = creditor();
        let order = Order {
            creditor: &creditor,
            actor,
            acts,
            with: Tx::new(),
        };
        write(&self.table, order, &self.time, &*self.dice).await
    }

    /// What stands in the table, read behind the product's back.
    pub fn items(&self) -> Vec<Value> {
        let (mut items, mut after) = (Vec::new(), Value::Null);
        loop {
            let mut request = json!({ "TableName": local::cloud::TABLE });
            if !after.is_null() {
                request["ExclusiveStartKey"] = after;
            }
            let (status, answer) = self.engine.answer("Scan", request.to_string().as_bytes());
            assert_eq!(status, 200, "{answer}");
            let answer: Value = serde_json::from_str(&answer).unwrap();
            items.extend(answer["Items"].as_array().unwrap().iter().cloned());
            after = answer["LastEvaluatedKey"].clone();
            if after.is_null() {
                return items;
            }
        }
    }

    /// The kinds of items that are there.
    pub fn kinds(&self) -> BTreeSet<String> {
        let items = self.items();
        let kind = |item: &Value| item["entity"]["S"].as_str().unwrap_or_default().to_owned();
        items.iter().map(kind).collect()
    }

    pub fn now(&self) -> jiff::Timestamp {
        self.time.now()
    }
}

pub fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(samples::CREDITOR).unwrap()
}

pub fn navs(count: u64) -> Vec<NoticeNumber> {
    (1..=count).map(samples::notice).collect()
}

/// Position `n`, every third with a plan of two numbers.
pub fn position(n: u64, at: jiff::Timestamp) -> DebtPosition {
    let mut position = samples::position(&samples::notice(n), AMOUNT, at);
    if n.is_multiple_of(3) {
        let option = &mut position.options[0];
        let mut second = option.installments[0].clone();
        second.nav = samples::notice(10_000 + n);
        second.iuv = second.nav.iuv();
        option.installments.push(second);
    }
    position
}

/// The position with another office, and with its second number exchanged where it has one.
pub fn changed(
    before: &DebtPosition,
    (office, actor): (&str, &str),
    at: jiff::Timestamp,
) -> Changed {
    let mut after = before.clone();
    after.office_name = Some(office.to_owned());
    after.version += 1;
    after.updated_at = at;
    if let Some(second) = after.options[0].installments.get_mut(1) {
        let base: u64 = second.nav.as_str()[3..16].parse().unwrap();
        second.nav = samples::notice(base + 1_000);
        second.iuv = second.nav.iuv();
    }
    let history = HistoryEntry {
        creditor: after.creditor.clone(),
        nav: after.nav.clone(),
        version: after.version,
        at,
        actor: actor.to_owned(),
        from: before.state.as_str().to_owned(),
        to: after.state.as_str().to_owned(),
        note: "Ufficio cambiato.".to_owned(),
    };
    Changed { after, history }
}

pub fn removal(before: &DebtPosition, actor: &str, at: jiff::Timestamp) -> Act {
    let deleted = delete(before, By { actor, at }).unwrap();
    Act::Remove {
        before: before.clone(),
        deleted,
    }
}
