//! The outbox: what must follow a write is an item of the same transaction.
//!
//! | entity | PK | SK | who reads it |
//! |---|---|---|---|
//! | outbox | `OX#<id>` | `O` | the stream's dispatcher (no request) |
//! | … pending | gsi1 `OXP#<shard>` | when to look at it | the sweeper: 1 query a shard, 1 write an item |
//!
//! The item is the truth, the stream only the wake-up: [`sweep`] finds what the stream missed.
//! A finished item leaves the pending index and expires after [`KEPT_DAYS`].

use jiff::{SignedDuration, Timestamp};
use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::time::{Clock, sortable};
use serde::{Deserialize, Serialize};

use crate::jobs::JobMessage;
use crate::queues::{QueueError, Queues};
use crate::table::{Condition, Indexes, Key, Query, Stored, Table, TableError, Tx};

/// Pending items are spread over this many index partitions, by the last digit of their id.
const SHARDS: u32 = 8;
/// Finished items stay this long, for people who look for what happened.
pub const KEPT_DAYS: i64 = 30;
/// An item that was sent again this often is left to people: its job keeps failing.
const SWEEPS_MAX: u32 = 10;
/// The pause after the first time an item is sent again; it doubles each time.
const PAUSE_S: i64 = 120;
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
    pub state: OutboxState,
    pub done_at: Option<Timestamp>,
    /// When the sweeper should look whether it is done.
    pub due_at: Timestamp,
    /// How often the sweeper sent it again.
    pub sweeps: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutboxState {
    Pending,
    Done,
}

impl OutboxState {
    /// As it is stored.
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Done => "done",
        }
    }
}

impl OutboxItem {
    pub fn new(job: &str, payload: &impl Serialize, clock: &dyn Clock, dice: &dyn Dice) -> Self {
        Self {
            id: EventId::mint(clock, dice),
            job: job.to_owned(),
            payload: serde_json::to_string(payload).unwrap_or_default(),
            created_at: clock.now(),
            state: OutboxState::Pending,
            done_at: None,
            due_at: clock.now(),
            sweeps: 0,
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
        let waits = self.state == OutboxState::Pending && self.sweeps < SWEEPS_MAX;
        let place = Key::new(format!("OXP#{}", self.shard()), sortable(self.due_at));
        Indexes([waits.then_some(place), None, None, None])
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
        state: OutboxState::Done,
        done_at: Some(now),
        due_at: now,
        sweeps: 0,
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

/// Sends again what is still pending and was due before `before`; gives how many. An item comes
/// again after growing pauses, [`SWEEPS_MAX`] times in all; then only people can send it.
pub async fn sweep(table: &Table, queues: &Queues, before: Timestamp) -> Result<usize, SweepError> {
    let mut sent = 0;
    for shard in 0..SHARDS {
        let old = Query::gsi(1, format!("OXP#{shard}")).below(sortable(before));
        let pending: Vec<OutboxItem> = table.query_all(old, SWEEP_MAX).await?;
        for item in &pending {
            queues.send(&item.message()).await?;
            let later = later(item, before);
            let pending = Condition::Equals("state", OutboxState::Pending.as_str().to_owned());
            // Done meanwhile: then it stays done.
            table.put(&later, pending).await?;
        }
        sent += pending.len();
    }
    Ok(sent)
}

/// The item after it was sent again.
fn later(item: &OutboxItem, now: Timestamp) -> OutboxItem {
    let pause = SignedDuration::from_secs(PAUSE_S << item.sweeps.min(SWEEPS_MAX));
    OutboxItem {
        due_at: now.checked_add(pause).unwrap_or(now),
        sweeps: item.sweeps + 1,
        ..item.clone()
    }
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

#[cfg(test)]
mod tests {
    use kernel::dice::SeededDice;
    use kernel::time::ManualClock;

    use super::*;

    fn item() -> OutboxItem {
        let clock = ManualClock::new("2026-06-01T10:00:00Z".parse().unwrap());
        OutboxItem::new("mail", &"x", &clock, &SeededDice::new(1))
    }

    #[test]
    fn an_item_that_keeps_failing_leaves_the_pending_index_after_growing_pauses() {
        let mut item = item();
        let mut pauses = Vec::new();
        while let Some(place) = &item.indexes().0[0] {
            assert!(place.pk.starts_with("OXP#"));
            let next = later(&item, item.due_at);
            pauses.push((next.due_at - item.due_at).get_seconds());
            item = next;
        }
        assert_eq!(pauses.len(), 10);
        assert!(
            pauses.windows(2).all(|pair| pair[1] == 2 * pair[0]),
            "{pauses:?}"
        );
    }

    #[test]
    fn the_state_is_stored_as_the_condition_asks_for_it() {
        for state in [OutboxState::Pending, OutboxState::Done] {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
