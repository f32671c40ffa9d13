//! Writing a bulk: the short way, or hold and decide.

use std::ops::Range;

use kernel::dice::Dice;
use kernel::ids::BulkId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::outbox::OutboxItem;
use platform::table::{Stored, Table, TableError, Tx, TxError};

use super::act::Act;
use super::obstacles::{Obstacle, first_taken, formers, obstacle, taken_unpointed, wandering};
use super::release::{SETTLE_JOB, SettleOrder, abort, record, settle_bulk, still};
use crate::domain::bulk::{Bulk, BulkState, packed};
use crate::store::positions::{WriteError, Writing};

/// DynamoDB's own limit of actions in one transaction.
const ACTIONS_MAX: usize = 100;
/// What stood in the way of one transaction is cleared this often.
const TRIES_MAX: usize = 8;

/// Why nothing of a bulk was written.
#[derive(Debug, thiserror::Error)]
pub enum BulkError {
    /// Another position has a number or the id of the one in this place of the bulk, the first such.
    #[error("a number or the id of position {0} is taken")]
    Taken(usize),
    /// A position is not what was decided upon any more: read it and decide again.
    #[error("a position has changed")]
    Stale,
    /// Somebody who needed one of the positions aborted it: it may be tried again.
    #[error("the bulk was aborted by another write")]
    Aborted,
    /// One of the positions does not fit a transaction.
    #[error("a position is too large")]
    TooLarge,
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What a bulk is made of.
pub struct Order<'a> {
    pub creditor: &'a OrgFiscalCode,
    /// As histories tell it.
    pub actor: &'a str,
    pub acts: Vec<Act>,
    /// What follows, in the transaction that decides.
    pub with: Tx,
}

/// Writes all of it or nothing. An error says that nothing of it was or will be seen, but for `Table`: then it may have been
/// written, if the record was reached (sending it again finds out).
pub async fn write(
    table: &Table,
    order: Order<'_>,
    clock: &dyn Clock,
    dice: &dyn Dice,
) -> Result<(), BulkError> {
    let id = BulkId::mint(clock, dice);
    // In one order: two bulks do not each hold what the other waits for.
    let mut acts: Vec<(usize, Act)> = order.acts.into_iter().enumerate().collect();
    acts.sort_by(|(_, one), (_, other)| one.anchor().nav.cmp(&other.anchor().nav));
    let (told_at, acts): (Vec<usize>, Vec<Act>) = acts.into_iter().unzip();
    let mut acts = Acts { acts, told_at };
    let wander = wandering(&acts.acts);
    let told_at = wander.iter().filter_map(|place| acts.told_at.get(*place));
    if let Some(place) = told_at.min() {
        return Err(BulkError::Taken(*place));
    }
    if !taken_unpointed(table, &acts.acts).await?.is_empty()
        && let Some(place) = first_taken(table, &acts.acts, &acts.told_at).await?
    {
        return Err(BulkError::Taken(place));
    }
    let all = acts.acts.iter();
    let navs: Vec<NoticeNumber> = all.map(|act| act.anchor().nav.clone()).collect();
    let now = clock.now();
    let bulk = Bulk::begin(order.creditor.clone(), id, order.actor, navs, now);
    let size: usize = acts.acts.iter().map(Act::plain_len).sum();
    if order.with.len() + 1 + size <= ACTIONS_MAX {
        let bulk = bulk.with(BulkState::Committed).settled(now);
        return short(table, &bulk, &mut acts, order.with).await;
    }
    let settle = SettleOrder {
        creditor: bulk.creditor.clone(),
        bulk: bulk.id.clone(),
    };
    let with = order
        .with
        .outbox(&OutboxItem::new(SETTLE_JOB, &settle, clock, dice));
    let held = hold(table, &bulk, &mut acts).await;
    let decided = match held {
        Ok(()) => decide(table, &bulk, with).await,
        Err(error) => Err(error),
    };
    if let Err(error) = &decided {
        tracing::info!(bulk.id = %bulk.id, error = %error, "bulk aborted");
        // What can not be let go now is left to the sweeper.
        match abort(table, &bulk).await? {
            Some(bulk) if bulk.state == BulkState::Committed => return Ok(()),
            Some(bulk) => {
                if let Err(error) = settle_bulk(table, &bulk, now).await {
                    tracing::warn!(bulk.id = %bulk.id, error = %error, "still held");
                }
            }
            None => {}
        }
    }
    decided
}

/// The acts in the order of their numbers, each with its place in the caller's.
struct Acts {
    acts: Vec<Act>,
    told_at: Vec<usize>,
}

/// One transaction; the record in it proves that it was written where the answer was lost.
async fn short(table: &Table, bulk: &Bulk, acts: &mut Acts, with: Tx) -> Result<(), BulkError> {
    for _ in 0..TRIES_MAX {
        let writing = Writing::new(with.clone().put_new(bulk));
        let all = acts.acts.iter();
        let writing = all.fold(writing, |writing, act| act.plain(writing));
        let error = match writing.commit(table).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        if let WriteError::With(_) | WriteError::Table(_) = &error
            && table.get::<Bulk>(&bulk.key()).await?.is_some()
        {
            return Ok(());
        }
        let all = 0..acts.acts.len();
        if !overcome(table, bulk, (acts, all), error).await? {
            return Err(BulkError::Stale);
        }
    }
    Err(BulkError::Stale)
}

/// The first phase. The first transaction makes the record, the others need it pending.
async fn hold(table: &Table, bulk: &Bulk, acts: &mut Acts) -> Result<(), BulkError> {
    let all = acts.acts.iter();
    let sizes: Vec<usize> = all.map(|act| act.held_len(&bulk.id)).collect();
    let ranges = packed(&sizes, ACTIONS_MAX - 1, ACTIONS_MAX - 1);
    for (n, range) in ranges.into_iter().enumerate() {
        let guard = match n {
            0 => Tx::new().put_new(bulk),
            _ => Tx::new().check(bulk.key(), still(BulkState::Pending)),
        };
        hold_some(table, bulk, (acts, range), guard).await?;
    }
    Ok(())
}

async fn hold_some(
    table: &Table,
    bulk: &Bulk,
    (acts, range): (&mut Acts, Range<usize>),
    guard: Tx,
) -> Result<(), BulkError> {
    for _ in 0..TRIES_MAX {
        let some = acts.acts.get(range.clone()).unwrap_or_default();
        let writing = some
            .iter()
            .fold(Writing::new(guard.clone()), |writing, act| {
                act.held(writing, &bulk.id)
            });
        let error = match writing.commit(table).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        if let WriteError::With(_) = error {
            // The record is there before its own transaction was: an answer was lost.
            let state = record(table, &bulk.creditor, &bulk.id).await?.state;
            return match state {
                BulkState::Pending => Ok(()),
                BulkState::Committed | BulkState::Aborted => Err(BulkError::Aborted),
            };
        }
        if !overcome(table, bulk, (acts, range.clone()), error).await? {
            return Ok(());
        }
    }
    Err(BulkError::Stale)
}

/// Takes away what stood in the way of a transaction: then it may be tried again. `false` where the bulk
/// itself did, because the transaction had been written and its answer was lost.
async fn overcome(
    table: &Table,
    bulk: &Bulk,
    (acts, range): (&mut Acts, Range<usize>),
    error: WriteError,
) -> Result<bool, BulkError> {
    let some = acts.acts.get_mut(range).unwrap_or_default();
    match error {
        WriteError::Table(error) => return Err(error.into()),
        WriteError::TooLarge => return Err(BulkError::TooLarge),
        WriteError::Former { .. } => formers(table, some).await?,
        WriteError::NumberTaken(_)
        | WriteError::IupdTaken
        | WriteError::VersionLost
        | WriteError::With(_) => {
            let found = obstacle(table, bulk, some).await?;
            return resolved(table, acts, found).await;
        }
    }
    Ok(true)
}

/// Whether there is something left to do, with what stood in the way.
async fn resolved(table: &Table, acts: &Acts, found: Obstacle) -> Result<bool, BulkError> {
    match found {
        Obstacle::Own => Ok(false),
        Obstacle::Cleared => Ok(true),
        Obstacle::Stale => Err(BulkError::Stale),
        // Where it has gone meanwhile, it is tried again.
        Obstacle::Taken => match first_taken(table, &acts.acts, &acts.told_at).await? {
            Some(place) => Err(BulkError::Taken(place)),
            None => Ok(true),
        },
    }
}

/// The second phase: the one write that everything depends on.
async fn decide(table: &Table, bulk: &Bulk, with: Tx) -> Result<(), BulkError> {
    let committed = bulk.with(BulkState::Committed);
    let tx = with.put(&committed, still(BulkState::Pending));
    let error = match table.commit(tx).await {
        Ok(()) => return Ok(()),
        Err(TxError::Conflict(_)) => BulkError::Aborted,
        Err(TxError::Table(error)) => BulkError::Table(error),
    };
    match record(table, &bulk.creditor, &bulk.id).await?.state {
        BulkState::Committed => Ok(()),
        BulkState::Pending | BulkState::Aborted => Err(error),
    }
}
