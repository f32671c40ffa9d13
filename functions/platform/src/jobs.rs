//! Jobs: what the queues carry, and the function that works on it at least once.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::ids::EventId;
use kernel::time::Clock;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::outbox;
use crate::table::Table;

/// The body of a message in a job's queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMessage {
    /// The outbox item it comes from: the same for every delivery.
    pub id: EventId,
    pub job: String,
    pub payload: String,
    pub created_at: Timestamp,
}

/// Why a job did not finish; the queue delivers it again, in the end to its dead letters.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JobError(pub String);

impl JobError {
    pub fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl JobMessage {
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, JobError> {
        serde_json::from_str(&self.payload).map_err(JobError::of)
    }
}

/// A job function: idempotent, since it may see a message more than once.
pub type JobHandler =
    Arc<dyn Fn(JobMessage) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// The jobs of one function, by name.
#[derive(Clone)]
pub struct Jobs {
    table: Table,
    clock: Arc<dyn Clock>,
    handlers: BTreeMap<String, JobHandler>,
    last: BTreeMap<String, JobHandler>,
}

/// Deliveries after which a message goes to its queue's dead letters: `maxReceiveCount` of every queue
/// whose job says what becomes of it then.
pub const DELIVERIES_MAX: u32 = 8;

impl Jobs {
    pub fn new(table: Table, clock: Arc<dyn Clock>) -> Self {
        Self {
            table,
            clock,
            handlers: BTreeMap::new(),
            last: BTreeMap::new(),
        }
    }

    /// Registers the function of job `name`.
    pub fn on<F, Fut>(mut self, name: &str, handler: F) -> Self
    where
        F: Fn(JobMessage) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.handlers.insert(name.to_owned(), boxed(handler));
        self
    }

    /// Registers what is done when job `name` has failed for the last time: people are told. The message
    /// goes to the dead letters all the same.
    pub fn on_last<F, Fut>(mut self, name: &str, handler: F) -> Self
    where
        F: Fn(JobMessage) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.last.insert(name.to_owned(), boxed(handler));
        self
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.handlers.keys().map(String::as_str)
    }

    /// Works on a batch; the answer names the messages that must come again.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        let mut response = SqsBatchResponse::default();
        for record in event.records {
            let id = record.message_id.clone().unwrap_or_default();
            if let Err(error) = self.work(&record).await {
                tracing::error!(message.id = id, error = %error, "job failed");
                let mut failure = BatchItemFailure::default();
                failure.item_identifier = id;
                response.batch_item_failures.push(failure);
            }
        }
        response
    }

    async fn work(&self, record: &SqsMessage) -> Result<(), JobError> {
        let body = record.body.as_deref().unwrap_or_default();
        let message: JobMessage = serde_json::from_str(body).map_err(JobError::of)?;
        let handler = self.handlers.get(&message.job);
        let handler = handler.ok_or_else(|| JobError(format!("no such job: {}", message.job)))?;
        if let Err(error) = handler(message.clone()).await {
            let last = self.last.get(&message.job).filter(|_| is_last(record));
            if let Some(last) = last {
                last(message).await?;
            }
            return Err(error);
        }
        outbox::finish(&self.table, &message, self.clock.now())
            .await
            .map_err(JobError::of)
    }
}

fn boxed<F, Fut>(handler: F) -> JobHandler
where
    F: Fn(JobMessage) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<(), JobError>> + Send + 'static,
{
    Arc::new(move |message| Box::pin(handler(message)))
}

fn is_last(record: &SqsMessage) -> bool {
    let receives = record.attributes.get("ApproximateReceiveCount");
    let receives = receives.and_then(|count| count.parse::<u32>().ok());
    receives.is_some_and(|count| count >= DELIVERIES_MAX)
}
