//! The dispatcher: reads the table's stream and puts each new outbox item on its job's queue.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};

use crate::jobs::JobMessage;
use crate::outbox::{OutboxItem, PK_PREFIX};
use crate::queues::Queues;

/// Sends what is new. A record that could not be sent is named in the answer, and the stream
/// comes again from there; what was sent twice finds an idempotent job.
pub async fn dispatch(queues: &Queues, event: Event) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let Some(message) = message_of(&record) else {
            continue;
        };
        if let Err(error) = queues.send(&message).await {
            tracing::error!(job = message.job, error = %error, "not dispatched");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
            return response;
        }
    }
    response
}

/// The message of a record that inserts an outbox item; nothing for any other record.
fn message_of(record: &EventRecord) -> Option<JobMessage> {
    if record.event_name != "INSERT" {
        return None;
    }
    let image = record.change.new_image.clone();
    let pk: String = serde_dynamo::from_attribute_value(image.get("pk")?.clone()).ok()?;
    if !pk.starts_with(PK_PREFIX) {
        return None;
    }
    match serde_dynamo::from_item::<_, OutboxItem>(image) {
        Ok(item) => Some(item.message()),
        Err(error) => {
            tracing::error!(pk, error = %error, "outbox item unreadable");
            None
        }
    }
}
