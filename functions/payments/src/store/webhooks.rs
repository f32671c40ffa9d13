//! Connections and their deliveries in the table.

use jiff::{SignedDuration, Timestamp};
use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::outbox::OutboxItem;
use platform::table::{Condition, Key, Query, Stored, Table, TableError, Tx, held};
use serde::{Deserialize, Serialize};

use super::keys;
use super::settings::{self, SettingsChange};
use crate::domain::settings::Listener;
use crate::domain::webhook::{Delivery, Endpoint};

/// The job that sends a message.
pub const WEBHOOK_JOB: &str = "deliver-webhook";
/// For people who look for what happened.
const KEPT_DAYS: i64 = 30;

/// What the job is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryOrder {
    pub creditor: OrgFiscalCode,
    pub delivery: EventId,
}

impl Stored for Endpoint {
    const ENTITY: &'static str = "webhook";

    fn key(&self) -> Key {
        keys::webhook(&self.creditor)
    }
}

impl Stored for Delivery {
    const ENTITY: &'static str = "webhook_delivery";

    fn key(&self) -> Key {
        keys::webhook_delivery(&self.creditor, &self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
        self.created_at.checked_add(kept).ok()
    }
}

/// Where the body listens: 1 request.
pub async fn endpoint(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Option<Endpoint>, TableError> {
    table.get(&keys::webhook(creditor)).await
}

/// Writes a connection where `condition` holds, and in the creditor's settings whether changes of
/// positions are to be told; false where somebody was faster: 1 get and 1 transaction.
pub async fn save(
    table: &Table,
    endpoint: &Endpoint,
    condition: Condition,
) -> Result<bool, TableError> {
    let tx = Tx::new().put(endpoint, condition);
    let by = (endpoint.updated_by.as_str(), endpoint.updated_at);
    let tx = listening(
        table,
        tx,
        (&endpoint.creditor, endpoint.hears_changes()),
        by,
    )
    .await?;
    held(table.commit(tx).await)
}

/// Takes a connection away, and the telling of changes with it: 1 get and 1 transaction.
pub async fn remove(
    table: &Table,
    endpoint: &Endpoint,
    by: (&str, Timestamp),
) -> Result<bool, TableError> {
    let condition = Condition::Version(endpoint.version);
    let gone = Tx::new().delete(keys::webhook(&endpoint.creditor), condition);
    let tx = listening(table, gone, (&endpoint.creditor, false), by).await?;
    held(table.commit(tx).await)
}

/// Adds the change of the settings where there is one to make.
async fn listening(
    table: &Table,
    tx: Tx,
    (creditor, listens): (&OrgFiscalCode, bool),
    (by, at): (&str, Timestamp),
) -> Result<Tx, TableError> {
    let Some(from) = settings::read(table, creditor).await? else {
        return Ok(tx);
    };
    if from.listeners.contains(&Listener::Webhook) == listens {
        return Ok(tx);
    }
    let mut to = from.clone();
    to.version += 1;
    to.listeners.retain(|one| *one != Listener::Webhook);
    if listens {
        to.listeners.push(Listener::Webhook);
    }
    let by = by.to_owned();
    let change = SettingsChange { at, by, from, to };
    Ok(settings::changed(tx, &change))
}

pub async fn delivery(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &EventId,
) -> Result<Option<Delivery>, TableError> {
    table.get(&keys::webhook_delivery(creditor, id)).await
}

/// The newest deliveries: 1 query.
pub async fn latest(
    table: &Table,
    creditor: &OrgFiscalCode,
    limit: u32,
) -> Result<Vec<Delivery>, TableError> {
    let query = Query::table(keys::webhook_pk(creditor)).prefix(keys::delivery_prefix());
    let page = table.query(&query.descending().limit(limit)).await?;
    Ok(page.items)
}

/// A delivery to be sent, with its job, where `condition` holds: 1 transaction.
pub async fn order(
    table: &Table,
    delivery: &Delivery,
    condition: Condition,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<bool, TableError> {
    let order = DeliveryOrder {
        creditor: delivery.creditor.clone(),
        delivery: delivery.id.clone(),
    };
    let item = OutboxItem::new(WEBHOOK_JOB, &order, clock, dice);
    let tx = Tx::new().put(delivery, condition).outbox(&item);
    held(table.commit(tx).await)
}

/// What an attempt changed: 1 transaction.
pub async fn record(table: &Table, delivery: &Delivery) -> Result<bool, TableError> {
    let before = Condition::Version(delivery.version - 1);
    held(table.commit(Tx::new().put(delivery, before)).await)
}
