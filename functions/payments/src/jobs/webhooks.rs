//! Webhooks: a payment, or a change of positions, becomes a delivery, a delivery is sent until somebody takes it.
//!
//! A delivery has the id of its event, so that an event told twice is one delivery. Sending
//! is at least once: the function may die between the answer and the note of it.

pub(crate) mod send;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::event::{Envelope, PositionChange, PositionChanged, PositionPaid};
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::table::{Condition, Table};

use crate::domain::webhook::{self, Delivery, DeliveryState, Endpoint, Reach, Wanted};
use crate::store::positions::CHANGED_JOB;
use crate::store::webhooks::{self, DeliveryOrder, WEBHOOK_JOB};
use crate::store::{positions, receipts};

/// What sending uses.
#[derive(Clone)]
pub struct WebhookDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    pub reach: Reach,
}

/// Adds the jobs that tell of changes and that send.
pub fn register(jobs: Jobs, deps: WebhookDeps) -> Jobs {
    let other = deps.clone();
    jobs.on(WEBHOOK_JOB, move |message| deliver(deps.clone(), message))
        .on(CHANGED_JOB, move |message| {
            plan_changes(other.clone(), message)
        })
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
    let wants = |endpoint: &Endpoint| endpoint.wanted.contains(&Wanted::Paid);
    if !endpoint.map_err(JobError::of)?.as_ref().is_some_and(wants) {
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

/// Makes the one delivery of a change, however many positions it is of: 1 get; where the body wants to
/// hear of it, 1 batch and 1 transaction more.
async fn plan_changes(deps: WebhookDeps, message: JobMessage) -> Result<(), JobError> {
    let mut event: Envelope<PositionChanged> = message.data()?;
    let creditor = &event.data.creditor.clone();
    let endpoint = webhooks::endpoint(&deps.table, creditor).await;
    let Some(endpoint) = endpoint
        .map_err(JobError::of)?
        .filter(Endpoint::hears_changes)
    else {
        return Ok(());
    };
    if event.data.what == PositionChange::Reported {
        led(&deps.table, &mut event.data).await?;
    }
    let numbers = event.data.positions.iter().map(|told| &told.notice);
    let found = positions::by_navs(&deps.table, creditor, numbers).await;
    let now = deps.clock.now();
    let found = found.map_err(JobError::of)?;
    let found: Vec<_> = found.iter().map(|it| it.at(now).into_owned()).collect();
    let Some(message) = webhook::changed(&event, &found, &endpoint.wanted) else {
        return Ok(());
    };
    let body = serde_json::to_string(&message).map_err(JobError::of)?;
    let content = (message.kind, body);
    let delivery = Delivery::new(creditor.clone(), event.id.clone(), content, now);
    let times = (deps.clock.as_ref(), deps.dice.as_ref());
    // False: the event was told before.
    let planned = webhooks::order(&deps.table, &delivery, Condition::New, times).await;
    planned.map(drop).map_err(JobError::of)
}

/// A flow names the number that a payment came for: where a person linked it to a part with another one, that is
/// told. 1 batch; for a number without position 1 query.
async fn led(table: &Table, told: &mut PositionChanged) -> Result<(), JobError> {
    let creditor = &told.creditor;
    let numbers = told.positions.iter().map(|told| &told.notice);
    let found = positions::by_navs(table, creditor, numbers).await;
    let found = found.map_err(JobError::of)?;
    for one in &mut told.positions {
        if !found.iter().any(|it| it.installment(&one.notice).is_some()) {
            let kept = receipts::by_nav(table, creditor, &one.notice).await;
            let linked = kept.map_err(JobError::of)?.into_iter();
            if let Some(part) = linked.filter_map(|receipt| receipt.linked_to).next() {
                one.notice = part;
            }
        }
    }
    Ok(())
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
