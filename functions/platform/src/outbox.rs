//! The outbox: what must follow a write is an item of the same transaction.
//!
//! | entity | PK | SK | who reads it |
//! |---|---|---|---|
//! | outbox | `OX#<id>` | `O` | the stream's dispatcher (no request) |
//! | … pending | gsi1 `OXP#<shard>` | creation time | the sweeper: 1 query a shard |
//!
//! The item is the truth, the stream only the wake-up: [`sweep`] finds what the stream missed.
//! A finished item leaves the pending index and expires after [`KEPT_DAYS`].

use jiff::{SignedDuration, Timestamp};
use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::time::Clock;
use serde::{Deserialize, Serialize};

use crate::jobs::JobMessage;
use crate::queues::{QueueError, Queues};
use crate::table::{Condition, Indexes, Key, Query, Stored, Table, TableError, Tx};

/// Pending items are spread over this many index partitions, by the last digit of their id.
const SHARDS: u32 = 8;
/// Finished items stay this long, for people who look for what happened.
pub const KEPT_DAYS: i64 = 30;
/// Most items that one sweep sends again from one shard.
const SWEEP_MAX: usize = 1_000;

pub(crate) const PK_PREFIX: &str = "OX#";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutboxItem {
    pub id: EventId,
    /// The queue, and the job function behind it.
    pub job: String,
    /// What the job gets, as JSON.
    pub payload: String,
    pub created_at: Timestamp,
    pub done_at: Option<Timestamp>,
}

impl OutboxItem {
    pub fn new(job: &str, payload: &impl Serialize, clock: &dyn Clock, dice: &dyn Dice) -> Self {
        Self {
            id: EventId::mint(clock, dice),
            job: job.to_owned(),
            payload: serde_json::to_string(payload).unwrap_or_default(),
            created_at: clock.now(),
            done_at: None,
        }
    }

    /// The message that the job's queue carries.
    pub fn message(&self) -> JobMessage {
        JobMessage {
            id: self.id.clone(),
            job: self.job.clone(),
            payload: self.payload.clone(),
            created_at: self.created_at,
        }
    }

    fn shard(&self) -> u32 {
        let last = self.id.as_str().bytes().last().unwrap_or(b'0');
        u32::from(last) % SHARDS
    }
}

impl Stored for OutboxItem {
    const ENTITY: &'static str = "outbox";

    fn key(&self) -> Key {
        key_of(&self.id)
    }

    fn indexes(&self) -> Indexes {
        let place = Key::new(format!("OXP#{}", self.shard()), self.created_at.to_string());
        Indexes([self.done_at.is_none().then_some(place), None, None, None])
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.done_at.and_then(|at| {
            at.checked_add(SignedDuration::from_hours(24 * KEPT_DAYS))
                .ok()
        })
    }
}

fn key_of(id: &EventId) -> Key {
    Key::new(format!("{PK_PREFIX}{id}"), "O")
}

impl Tx {
    /// Adds what must follow to the transaction that makes it necessary.
    pub fn outbox(self, item: &OutboxItem) -> Self {
        self.put_new(item)
    }
}

/// Marks a message's item as finished: 1 request. Repeating it changes nothing.
pub async fn finish(table: &Table, message: &JobMessage, now: Timestamp) -> Result<(), TableError> {
    let done = OutboxItem {
        id: message.id.clone(),
        job: message.job.clone(),
        payload: message.payload.clone(),
        created_at: message.created_at,
        done_at: Some(now),
    };
    table.put(&done, Condition::Exists).await.map(|_| ())
}

#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// Sends again what is still pending and older than `before`; gives how many.
pub async fn sweep(table: &Table, queues: &Queues, before: Timestamp) -> Result<usize, SweepError> {
    let mut sent = 0;
    for shard in 0..SHARDS {
        let old = Query::gsi(1, format!("OXP#{shard}")).between("0", before.to_string());
        let pending: Vec<OutboxItem> = table.query_all(old, SWEEP_MAX).await?;
        for item in &pending {
            queues.send(&item.message()).await?;
        }
        sent += pending.len();
    }
    Ok(sent)
}

/// Whether nothing waits: for tests and for the local stack's quiet checks.
pub async fn is_empty(table: &Table) -> Result<bool, TableError> {
    for shard in 0..SHARDS {
        let any = Query::gsi(1, format!("OXP#{shard}")).limit(1);
        if !table.query::<OutboxItem>(&any).await?.items.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}
