//! The event source mapping of the job queues: receive, call the job function, delete what was done.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName};
use futures::future::BoxFuture;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use super::sdk::{ACCOUNT, REGION};
use super::start::Cloud;
use super::stop::Stop;

/// The function behind a queue. An error means that the whole batch failed.
pub type JobFunction =
    Arc<dyn Fn(SqsEvent) -> BoxFuture<'static, anyhow::Result<SqsBatchResponse>> + Send + Sync>;

/// Invocations of one function at a time.
const CONCURRENCY: usize = 4;
/// Messages of one invocation: more than one, so that partial answers are met, and few, so that the
/// lanes of mass work really run side by side.
const BATCH_MAX: i32 = 2;
const LONG_POLL_S: i32 = 20;
/// Wait after a failed receive.
const TROUBLE_WAIT: Duration = Duration::from_millis(500);
/// A failed message comes back after 1, 2, 4 … seconds; on AWS after the queue's visibility timeout.
const RETRY_S_MAX: i32 = 60;

#[derive(Clone)]
struct Poller {
    sqs: Client,
    queue: String,
    url: String,
    function: JobFunction,
}

/// Polls the queue until it is told to stop.
#[must_use]
pub fn start(cloud: &Cloud, queue: &str, function: JobFunction, stop: Stop) -> JoinHandle<()> {
    let sqs = Client::new(&cloud.sqs);
    let poller = Poller {
        sqs,
        queue: queue.to_owned(),
        url: cloud.queue_url(queue),
        function,
    };
    tokio::spawn(async move { poller.run(stop).await })
}

impl Poller {
    async fn run(self, stop: Stop) {
        let slots = Arc::new(Semaphore::new(CONCURRENCY));
        while let Ok(slot) = slots.clone().acquire_owned().await {
            let received = tokio::select! {
                () = stop.clone().wait() => break,
                received = self.receive() => received,
            };
            let messages = match received {
                Ok(messages) => messages,
                Err(error) => {
                    tracing::warn!(error = %error, queue = self.queue, "receive failed");
                    if stop.sleep(TROUBLE_WAIT).await {
                        break;
                    }
                    continue;
                }
            };
            if !messages.is_empty() {
                let poller = self.clone();
                tokio::spawn(async move {
                    poller.invoke(messages).await;
                    drop(slot);
                });
            }
        }
        // What runs may end; what doesn't is delivered again at the next start.
        let all = u32::try_from(CONCURRENCY).unwrap_or(u32::MAX);
        let _ = tokio::time::timeout(DRAIN_TIME_MAX, slots.acquire_many(all)).await;
    }

    async fn receive(&self) -> anyhow::Result<Vec<Message>> {
        let answer = self
            .sqs
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(BATCH_MAX)
            .wait_time_seconds(LONG_POLL_S)
            .message_system_attribute_names(MessageSystemAttributeName::All)
            .send()
            .await?;
        Ok(answer.messages.unwrap_or_default())
    }

    async fn invoke(&self, messages: Vec<Message>) {
        let response = match event(&self.queue, &messages) {
            Ok(event) => (self.function)(event).await,
            Err(error) => Err(error),
        };
        let failed = match response {
            Ok(response) => failures(&response, &messages),
            Err(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    queue = self.queue,
                    "a job failed"
                );
                messages
                    .iter()
                    .filter_map(|message| message.message_id.clone())
                    .collect()
            }
        };
        let (again, done): (Vec<_>, Vec<_>) = messages.into_iter().partition(|message| {
            message
                .message_id
                .as_ref()
                .is_some_and(|id| failed.contains(id))
        });
        self.delete(done).await;
        for message in again {
            self.put_back(message).await;
        }
    }

    async fn delete(&self, messages: Vec<Message>) {
        if messages.is_empty() {
            return;
        }
        let entries = messages.into_iter().enumerate().map(|(number, message)| {
            DeleteMessageBatchRequestEntry::builder()
                .id(number.to_string())
                .receipt_handle(message.receipt_handle.unwrap_or_default())
                .build()
        });
        let entries = entries.collect::<Result<Vec<_>, _>>();
        let deleted = match entries {
            Ok(entries) => {
                let call = self.sqs.delete_message_batch().queue_url(&self.url);
                call.set_entries(Some(entries))
                    .send()
                    .await
                    .map(|_| ())
                    .map_err(anyhow::Error::from)
            }
            Err(error) => Err(error.into()),
        };
        if let Err(error) = deleted {
            tracing::warn!(%error, queue = self.queue, "done messages will come again");
        }
    }

    async fn put_back(&self, message: Message) {
        let receives = attribute(
            &message,
            &MessageSystemAttributeName::ApproximateReceiveCount,
        );
        let receives = receives.and_then(|n| n.parse::<u32>().ok()).unwrap_or(1);
        let wait_s = 2_i32
            .saturating_pow(receives.saturating_sub(1))
            .min(RETRY_S_MAX);
        let call = self.sqs.change_message_visibility().queue_url(&self.url);
        let call = call
            .set_receipt_handle(message.receipt_handle)
            .visibility_timeout(wait_s);
        if let Err(error) = call.send().await {
            tracing::debug!(%error, "a failed message waits for its visibility timeout");
        }
    }
}

const DRAIN_TIME_MAX: Duration = Duration::from_secs(2);

/// The failed ids; one that is not of this batch fails the whole batch, as on AWS.
fn failures(response: &SqsBatchResponse, messages: &[Message]) -> HashSet<String> {
    let ids: HashSet<String> = messages
        .iter()
        .filter_map(|m| m.message_id.clone())
        .collect();
    let failed: HashSet<String> = response
        .batch_item_failures
        .iter()
        .map(|item| item.item_identifier.clone())
        .collect();
    if failed.is_subset(&ids) { failed } else { ids }
}

/// The event as Lambda shapes it.
fn event(queue: &str, messages: &[Message]) -> anyhow::Result<SqsEvent> {
    let arn = format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}");
    let record = |message: &Message| {
        let attributes: Map<String, Value> = message
            .attributes
            .iter()
            .flatten()
            .map(|(name, value)| (name.as_str().to_owned(), Value::from(value.as_str())))
            .collect();
        json!({
            "messageId": message.message_id,
            "receiptHandle": message.receipt_handle,
            "body": message.body,
            "md5OfBody": message.md5_of_body,
            "attributes": attributes,
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": arn,
            "awsRegion": REGION,
        })
    };
    let records: Vec<Value> = messages.iter().map(record).collect();
    Ok(serde_json::from_value(json!({ "Records": records }))?)
}

fn attribute<'a>(message: &'a Message, name: &MessageSystemAttributeName) -> Option<&'a str> {
    message.attributes.as_ref()?.get(name).map(String::as_str)
}
