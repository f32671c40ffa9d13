//! Webhooks: a payment becomes a delivery, a delivery is sent until somebody takes it.
//!
//! A payment's delivery has the id of its event, so that an event told twice is one delivery. Sending
//! is at least once: the function may die between the answer and the note of it.

mod send;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::event::{Envelope, PositionPaid};
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::table::{Condition, Table};

use crate::domain::webhook::{self, Delivery, DeliveryState, Reach};
use crate::store::webhooks::{self, DeliveryOrder, WEBHOOK_JOB};
use crate::store::{positions, receipts};

/// What sending uses.
#[derive(Clone)]
pub struct WebhookDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub reach: Reach,
}

/// Adds the job that sends.
pub fn register(jobs: Jobs, deps: WebhookDeps) -> Jobs {
    jobs.on(WEBHOOK_JOB, move |message| deliver(deps.clone(), message))
}

/// Makes the delivery of a payment where the body listens: 1 get; where it does, 2 gets and 1
/// transaction more.
pub async fn plan(
    table: &Table,
    event: &Envelope<PositionPaid>,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<(), JobError> {
    let paid = &event.data;
    let endpoint = webhooks::endpoint(table, &paid.creditor).await;
    if endpoint.map_err(JobError::of)?.is_none() {
        return Ok(());
    }
    let position = positions::by_nav(table, &paid.creditor, &paid.notice).await;
    let receipt = receipts::by_id(table, &paid.creditor, &paid.notice, &paid.receipt).await;
    let found = (
        position.map_err(JobError::of)?,
        receipt.map_err(JobError::of)?,
    );
    let (Some(position), Some(receipt)) = found else {
        return Ok(());
    };
    let message = webhook::paid((event.id.clone(), event.at), &position, &receipt);
    let body = serde_json::to_string(&message).map_err(JobError::of)?;
    let content = (message.kind, body);
    let delivery = Delivery::new(
        paid.creditor.clone(),
        event.id.clone(),
        content,
        clock.now(),
    );
    // False: the event was told before.
    let planned = webhooks::order(table, &delivery, Condition::New, (clock, dice)).await;
    planned.map(drop).map_err(JobError::of)
}

/// One attempt: 2 gets and 1 transaction. A failure goes back to the queue, which makes the pause.
async fn deliver(deps: WebhookDeps, message: JobMessage) -> Result<(), JobError> {
    let order: DeliveryOrder = message.data()?;
    let found = webhooks::delivery(&deps.table, &order.creditor, &order.delivery).await;
    let waiting = |delivery: &Delivery| delivery.state == DeliveryState::Waiting;
    let Some(delivery) = found.map_err(JobError::of)?.filter(waiting) else {
        return Ok(());
    };
    let endpoint = webhooks::endpoint(&deps.table, &order.creditor).await;
    let after = match endpoint.map_err(JobError::of)? {
        None => delivery.abandoned("Il collegamento è stato tolto.", deps.clock.now()),
        Some(endpoint) => {
            let attempt = send::send(&endpoint, &delivery, deps.reach, deps.clock.now()).await;
            delivery.attempted(&attempt, deps.clock.now())
        }
    };
    // Where another delivery of the same job was faster, its note stands.
    let noted = webhooks::record(&deps.table, &after).await;
    noted.map_err(JobError::of)?;
    match (after.state, after.trouble) {
        (DeliveryState::Waiting, Some(trouble)) => Err(JobError(trouble)),
        _ => Ok(()),
    }
}
