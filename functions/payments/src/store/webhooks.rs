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

/// Writes a connection where `condition` holds; false where it does not: 1 request.
pub async fn save(
    table: &Table,
    endpoint: &Endpoint,
    condition: Condition,
) -> Result<bool, TableError> {
    held(table.commit(Tx::new().put(endpoint, condition)).await)
}

/// Takes a connection away: 1 request.
pub async fn remove(table: &Table, endpoint: &Endpoint) -> Result<bool, TableError> {
    let gone = Tx::new().delete(
        keys::webhook(&endpoint.creditor),
        Condition::Version(endpoint.version),
    );
    held(table.commit(gone).await)
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
