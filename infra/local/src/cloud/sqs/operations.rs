//! What each call does.

use std::collections::HashMap;
use std::time::Duration;

use s3s::crypto::{Checksum, Md5};
use serde_json::Value;
use tokio::time::Instant;

use super::call::{PAYLOAD_SIZE_BYTES_MAX, Sqs};
use super::refusal::{Answer, Refusal};
use super::shapes::{
    Attributes, Batch, BatchAnswer, ChangeVisibility, DeleteMessage, Done, Empty, Entry,
    GetQueueUrl, Message, QueueUrl, ReceiveMessage, Received, SendMessage, Sent,
};
use super::store::StoredMessage;
use crate::cloud::clock::machine_now_ms;
use crate::cloud::sdk::ACCOUNT;

// Limits of the SQS reference.
const BATCH_MAX: usize = 10;
const WAIT_S_MAX: u64 = 20;
const VISIBILITY_S_MAX: i64 = 12 * 60 * 60;

impl Sqs {
    pub fn url_of(&self, call: &GetQueueUrl) -> Answer<QueueUrl> {
        let queue = &call.queue_name;
        match self.store.exists(queue)? {
            true => Ok(QueueUrl {
                queue_url: format!("{}/{ACCOUNT}/{queue}", self.url),
            }),
            false => Err(Refusal::no_queue()),
        }
    }

    pub fn send(&self, queue: &str, call: SendMessage) -> Answer<Sent> {
        let mut sent = self.send_all(queue, &[&call])?;
        sent.pop()
            .ok_or_else(|| Refusal::new("InternalError", "nothing was sent"))
    }

    pub fn send_batch(&self, queue: &str, batch: Batch<SendMessage>) -> Answer<BatchAnswer<Sent>> {
        check_batch(&batch)?;
        let calls: Vec<_> = batch.entries.iter().map(|entry| &entry.call).collect();
        let sent = self.send_all(queue, &calls)?;
        let done = batch.entries.into_iter().zip(sent);
        let done = done.map(|(entry, answer)| Done {
            id: entry.id,
            answer,
        });
        Ok(BatchAnswer::of(done.collect()))
    }

    fn send_all(&self, queue: &str, calls: &[&SendMessage]) -> Answer<Vec<Sent>> {
        let size_bytes: usize = calls.iter().map(|call| call.message_body.len()).sum();
        if size_bytes > PAYLOAD_SIZE_BYTES_MAX {
            return Err(Refusal::invalid("the messages are too long"));
        }
        let messages: Vec<_> = calls
            .iter()
            .map(|call| (call.message_body.as_str(), call.delay_seconds))
            .collect();
        let ids = self.store.send(queue, &messages, machine_now_ms())?;
        let sent = ids.into_iter().zip(&messages);
        let sent = sent.map(|(message_id, (body, _))| Sent {
            message_id,
            md5: md5(body),
        });
        Ok(sent.collect())
    }

    pub async fn receive(&self, queue: &str, call: ReceiveMessage) -> Answer<Received> {
        let limit = call.max_number_of_messages.unwrap_or(1);
        if !(1..=BATCH_MAX as i64).contains(&limit) || call.wait_time_seconds > WAIT_S_MAX {
            return Err(Refusal::invalid("MaxNumberOfMessages or WaitTimeSeconds"));
        }
        let arrivals = self.store.arrivals(queue);
        let deadline = Instant::now() + Duration::from_secs(call.wait_time_seconds);
        loop {
            // Listening starts before looking, so that nothing arrives unseen in between.
            let mut arrived = std::pin::pin!(arrivals.notified());
            arrived.as_mut().enable();
            let now_ms = machine_now_ms();
            let taken = self
                .store
                .receive(queue, limit, call.visibility_timeout, now_ms)?;
            if !taken.is_empty() || Instant::now() >= deadline || self.stop.is_stopped() {
                let messages = taken.into_iter().map(shown).collect();
                return Ok(Received { messages });
            }
            let due = self
                .next_due(queue, now_ms)?
                .map_or(deadline, |due| due.min(deadline));
            tokio::select! {
                () = arrived => {}
                () = tokio::time::sleep_until(due) => {}
                () = self.stop.clone().wait() => {}
            }
        }
    }

    /// When a message that is hidden now can be seen.
    fn next_due(&self, queue: &str, now_ms: i64) -> Answer<Option<Instant>> {
        let at_ms = self.store.next_visible_at(queue)?;
        let wait_ms = at_ms.map(|at_ms| u64::try_from(at_ms - now_ms).unwrap_or(0).max(1));
        Ok(wait_ms.map(|ms| Instant::now() + Duration::from_millis(ms)))
    }

    pub fn delete(&self, _queue: &str, call: DeleteMessage) -> Answer<Empty> {
        let (id, receives) = read_handle(&call.receipt_handle)?;
        self.store.delete(id, receives)?;
        Ok(Empty {})
    }

    pub fn delete_batch(
        &self,
        queue: &str,
        batch: Batch<DeleteMessage>,
    ) -> Answer<BatchAnswer<Empty>> {
        check_batch(&batch)?;
        let mut done = Vec::new();
        for Entry { id, call } in batch.entries {
            let answer = self.delete(queue, call)?;
            done.push(Done { id, answer });
        }
        Ok(BatchAnswer::of(done))
    }

    pub fn change_visibility(&self, queue: &str, call: ChangeVisibility) -> Answer<Empty> {
        if !(0..=VISIBILITY_S_MAX).contains(&call.visibility_timeout) {
            return Err(Refusal::invalid("VisibilityTimeout"));
        }
        let handle = read_handle(&call.receipt_handle)?;
        let at_ms = machine_now_ms() + call.visibility_timeout * 1000;
        match self.store.set_visible_at(queue, handle, at_ms)? {
            true => Ok(Empty {}),
            false => Err(Refusal::new(
                "MessageNotInflight",
                "this receive holds no message",
            )),
        }
    }

    pub fn attributes(&self, queue: &str, _call: Value) -> Answer<Attributes> {
        let depth = self.store.depth(queue, machine_now_ms())?;
        let arn = format!("arn:aws:sqs:{}:{ACCOUNT}:{queue}", crate::cloud::REGION);
        let attributes = HashMap::from([
            ("ApproximateNumberOfMessages", depth.visible.to_string()),
            (
                "ApproximateNumberOfMessagesNotVisible",
                depth.in_flight.to_string(),
            ),
            ("VisibilityTimeout", depth.visibility_s.to_string()),
            ("QueueArn", arn),
        ]);
        Ok(Attributes { attributes })
    }
}

fn check_batch<T>(batch: &Batch<T>) -> Answer<()> {
    match batch.entries.len() {
        0 => Err(Refusal::new("EmptyBatchRequest", "the batch is empty")),
        1..=BATCH_MAX => Ok(()),
        _ => Err(Refusal::new(
            "TooManyEntriesInBatchRequest",
            "a batch has at most 10 entries",
        )),
    }
}

fn shown(message: StoredMessage) -> Message {
    Message {
        receipt_handle: format!("{}-{}", message.id, message.receives),
        md5: md5(&message.body),
        attributes: HashMap::from([
            ("ApproximateReceiveCount", message.receives.to_string()),
            ("SentTimestamp", message.sent_at_ms.to_string()),
            (
                "ApproximateFirstReceiveTimestamp",
                message.first_received_at_ms.to_string(),
            ),
            ("SenderId", ACCOUNT.to_owned()),
        ]),
        message_id: message.message_id,
        body: message.body,
    }
}

/// A receipt handle is `<message>-<receive>`: a later receive makes the earlier handles void.
fn read_handle(handle: &str) -> Answer<(i64, i64)> {
    handle
        .split_once('-')
        .and_then(|(id, receive)| Some((id.parse().ok()?, receive.parse().ok()?)))
        .ok_or_else(|| Refusal::new("ReceiptHandleIsInvalid", "not a receipt handle"))
}

fn md5(body: &str) -> String {
    hex::encode(Md5::checksum(body.as_bytes()))
}
