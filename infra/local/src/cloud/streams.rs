//! The event source mapping of the table's stream: reads it and calls the dispatcher, as Lambda would.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use dynoxide::Database;
use dynoxide::actions::get_records::{GetRecordsRequest, Record};
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use futures::future::BoxFuture;
use tokio::task::JoinHandle;

use super::dynamodb::TABLE;
use super::folder::write_atomically;
use super::start::Cloud;
use super::stop::Stop;
use super::stream_store::StreamStore;

/// The function behind the stream. An error means the whole batch again; a failure that it names,
/// the batch from there.
pub type StreamFunction =
    Arc<dyn Fn(Event) -> BoxFuture<'static, anyhow::Result<DynamoDbEventResponse>> + Send + Sync>;

/// How soon a write is seen at the latest.
const IDLE_POLL: Duration = Duration::from_millis(10);
/// Lambda's default batch of a stream.
const BATCH_MAX: usize = 100;
/// Tries of one batch before it is left to the sweeper, so that it cannot block the stream for ever.
const ATTEMPTS_MAX: u32 = 8;
/// First wait after a failure; it doubles each time.
const BACKOFF: Duration = Duration::from_millis(50);
/// Handled records are forgotten in lots of this size.
const FORGET_LOT: usize = 5_000;
/// The engine shows a stored sequence number with this added (21 digits, as DynamoDB's are).
const SEQUENCE_OFFSET: u128 = 100_000_000_000_000_000_000;

struct Reader {
    database: Database,
    store: StreamStore,
    position: PathBuf,
    stream_arn: String,
    handled: usize,
}

/// Reads the stream until it is told to stop. The position is kept in the data folder, after the batch
/// was handled: a batch may come twice, and none is left out.
pub fn start(
    cloud: &Cloud,
    function: StreamFunction,
    stop: Stop,
) -> anyhow::Result<JoinHandle<()>> {
    let reader = Reader {
        database: cloud.database.clone(),
        store: cloud.stream_store.clone(),
        position: cloud.folder.stream_position(),
        stream_arn: dynoxide::streams::stream_arn(TABLE, "local"),
        handled: 0,
    };
    let iterator = reader.first_iterator()?;
    Ok(tokio::spawn(async move {
        if let Err(error) = reader.run(iterator, stop, function).await {
            tracing::error!(%error, "the stream reader ended");
        }
    }))
}

impl Reader {
    async fn run(
        mut self,
        mut iterator: String,
        stop: Stop,
        function: StreamFunction,
    ) -> anyhow::Result<()> {
        loop {
            let request = GetRecordsRequest {
                shard_iterator: iterator,
                limit: Some(BATCH_MAX),
            };
            let answer = self.database.get_records(request)?;
            iterator = answer.next_shard_iterator.unwrap_or_default();
            let Some(last) = answer.records.last() else {
                match stop.sleep(IDLE_POLL).await {
                    true => return Ok(()),
                    false => continue,
                }
            };
            let last = last.dynamodb.sequence_number.clone();
            let event = self.event(&answer.records)?;
            if !deliver(event, &function, &stop).await {
                return Ok(());
            }
            write_atomically(&self.position, last.as_bytes())?;
            self.forget(answer.records.len(), &last);
            // Lets others run where one thread carries everything, as in many tests.
            tokio::task::yield_now().await;
        }
    }

    fn first_iterator(&self) -> anyhow::Result<String> {
        let position = match std::fs::read_to_string(&self.position) {
            Ok(position) => Some(position),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let kind = if position.is_some() {
            "AFTER_SEQUENCE_NUMBER"
        } else {
            "TRIM_HORIZON"
        };
        let answer = self.database.get_shard_iterator(GetShardIteratorRequest {
            stream_arn: self.stream_arn.clone(),
            shard_id: dynoxide::streams::shard_id(TABLE),
            shard_iterator_type: kind.to_owned(),
            sequence_number: position,
        })?;
        Ok(answer.shard_iterator.unwrap_or_default())
    }

    /// The event as Lambda shapes it.
    fn event(&self, records: &[Record]) -> anyhow::Result<Event> {
        let mut records = serde_json::to_value(records)?;
        for record in records.as_array_mut().into_iter().flatten() {
            record["eventSourceARN"] = self.stream_arn.clone().into();
        }
        Ok(serde_json::from_value(
            serde_json::json!({ "Records": records }),
        )?)
    }

    /// Forgets what was handled, but for the last record: the engine counts on from it.
    fn forget(&mut self, handled: usize, last: &str) {
        self.handled += handled;
        let stored = last
            .parse::<u128>()
            .ok()
            .and_then(|n| n.checked_sub(SEQUENCE_OFFSET));
        let (true, Some(Ok(stored))) = (self.handled >= FORGET_LOT, stored.map(i64::try_from))
        else {
            return;
        };
        self.handled = 0;
        if let Err(error) = self.store.forget_until(stored - 1) {
            tracing::warn!(%error, "old stream records stay");
        }
    }
}

/// Calls the function until it takes the batch, with growing waits. False when the stack stops first.
async fn deliver(mut event: Event, function: &StreamFunction, stop: &Stop) -> bool {
    for attempt in 0..ATTEMPTS_MAX {
        if stop.is_stopped() {
            return false;
        }
        match function(event.clone()).await {
            Ok(response) => {
                event.records.drain(..done(&event, &response));
                if event.records.is_empty() {
                    return true;
                }
            }
            Err(error) => tracing::warn!(%error, attempt, "the dispatcher failed"),
        }
        if stop.sleep(BACKOFF * 2_u32.pow(attempt)).await {
            return false;
        }
    }
    tracing::error!(
        left = event.records.len(),
        "records of the stream are left to the sweeper"
    );
    true
}

/// How many records, from the first, are done: those before the first that failed.
fn done(event: &Event, response: &DynamoDbEventResponse) -> usize {
    let failed = |sequence: &Option<String>| {
        let failures = &response.batch_item_failures;
        failures
            .iter()
            .any(|failure| &failure.item_identifier == sequence)
    };
    let mut sequences = event
        .records
        .iter()
        .map(|record| &record.change.sequence_number);
    let first = sequences.position(failed);
    // A failure that names no record of the batch fails all of it, as on AWS.
    let unknown = first.is_none() && !response.batch_item_failures.is_empty();
    first.unwrap_or(if unknown { 0 } else { event.records.len() })
}
