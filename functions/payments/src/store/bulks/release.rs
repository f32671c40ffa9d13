//! Letting held positions go: forward or back, by a job, by who needs one of them, or by the sweeper.

use std::time::Duration;

use jiff::Timestamp;
use kernel::ids::{BulkId, Iupd};
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{
    Condition, Item, Key, Query, Stored, Table, TableError, Tx, from_item, is_record,
};
use serde::{Deserialize, Serialize};

use crate::domain::bulk::{ABANDONED_AFTER, Bulk, BulkState, packed};
use crate::domain::position::By;
use crate::store::keys;
use crate::store::positions::held::{Held, Next};
use crate::store::positions::{IupdPointer, WriteError, Writing, item_of};

/// The job that lets go what a committed bulk held.
pub const SETTLE_JOB: &str = "settle-bulk";

/// Who meets a position held by a pending bulk waits so often, so long, then aborts it.
const WAITS_MAX: u32 = 30;
const WAIT: Duration = Duration::from_millis(50);
/// Positions of one round: two items of each make a batch.
const ROUND: usize = 50;
/// Actions of one transaction.
const ACTIONS_MAX: usize = 100;
/// Somebody else may let go the same at the same time.
const TRIES_MAX: usize = 10;
/// Open bulks that one sweep looks at.
const SWEEP_MAX: usize = 200;

/// What the job is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleOrder {
    pub creditor: OrgFiscalCode,
    pub bulk: BulkId,
}

/// The record may be put over itself only while it is still pending.
pub(super) fn still(state: BulkState) -> Condition {
    Condition::Equals("state", state.as_str().to_owned())
}

/// Makes sure that no bulk holds the position with this number; gives whether one did. For whoever was
/// refused a write there: 1 get where nothing is held (2 for a pointer).
pub async fn clear(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
) -> Result<bool, TableError> {
    clear_at(table, &keys::position(creditor, nav)).await
}

/// The same for the position with this id.
pub async fn clear_id(
    table: &Table,
    creditor: &OrgFiscalCode,
    iupd: &Iupd,
) -> Result<bool, TableError> {
    match table
        .get::<IupdPointer>(&keys::iupd(creditor, iupd))
        .await?
    {
        Some(pointer) => clear(table, creditor, &pointer.position).await,
        None => Ok(false),
    }
}

async fn clear_at(table: &Table, key: &Key) -> Result<bool, TableError> {
    for tries in 0..TRIES_MAX {
        let Some(item) = item_of(table, key).await? else {
            return Ok(tries > 0);
        };
        if !is_record::<Held>(&item) {
            return Ok(tries > 0);
        }
        let held: Held = from_item(item)?;
        let bulk = awaited(table, &held.position.creditor, &held.bulk).await?;
        let next: Option<Next> = table.get(&next_key(&held)).await?;
        let writing = let_go(Writing::new(Tx::new()), &bulk, (&held, next.as_ref()));
        done(writing.commit(table).await)?;
    }
    Err(TableError::Request(
        "a held position kept changing".to_owned(),
    ))
}

/// Waits a moment for a bulk to be decided, then aborts it, and lets go all that it holds.
pub(super) async fn finish(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &BulkId,
    now: Timestamp,
) -> Result<(), TableError> {
    let bulk = awaited(table, creditor, id).await?;
    settle_bulk(table, &bulk, now).await
}

/// The bulk when it is decided: those who wait for it too long decide that it is not.
async fn awaited(table: &Table, creditor: &OrgFiscalCode, id: &BulkId) -> Result<Bulk, TableError> {
    for _ in 0..WAITS_MAX {
        let bulk = record(table, creditor, id).await?;
        if bulk.state != BulkState::Pending {
            return Ok(bulk);
        }
        table.pause(WAIT).await;
    }
    decided(table, record(table, creditor, id).await?).await
}

/// Aborts a bulk that is still pending, and gives what has become of it; nothing where it never began.
pub(super) async fn abort(table: &Table, bulk: &Bulk) -> Result<Option<Bulk>, TableError> {
    let aborted = bulk.with(BulkState::Aborted);
    match table.put(&aborted, still(BulkState::Pending)).await? {
        None => Ok(Some(aborted)),
        Some(nothing) if nothing.is_empty() => Ok(None),
        Some(found) => from_item(found).map(Some),
    }
}

async fn decided(table: &Table, bulk: Bulk) -> Result<Bulk, TableError> {
    match bulk.state {
        BulkState::Pending => Ok(abort(table, &bulk).await?.unwrap_or(bulk)),
        BulkState::Committed | BulkState::Aborted => Ok(bulk),
    }
}

pub(super) async fn record(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &BulkId,
) -> Result<Bulk, TableError> {
    let bulk = table.get(&keys::bulk(creditor, id)).await?;
    bulk.ok_or_else(|| TableError::Corrupt(format!("bulk {id} unknown")))
}

/// Lets go everything that a decided bulk holds; of one that is pending, nothing. Repeating it, or two at
/// once, does no harm.
pub async fn settle(table: &Table, order: &SettleOrder, now: Timestamp) -> Result<(), TableError> {
    let Some(bulk) = table
        .get::<Bulk>(&keys::bulk(&order.creditor, &order.bulk))
        .await?
    else {
        return Ok(());
    };
    settle_bulk(table, &bulk, now).await
}

pub(super) async fn settle_bulk(
    table: &Table,
    bulk: &Bulk,
    now: Timestamp,
) -> Result<(), TableError> {
    if bulk.state == BulkState::Pending || bulk.settled_at.is_some() {
        return Ok(());
    }
    for navs in bulk.navs.chunks(ROUND) {
        let mut left = true;
        for _ in 0..TRIES_MAX {
            left = !round(table, bulk, navs).await?;
            if !left {
                break;
            }
        }
        if left {
            return Err(TableError::Request(
                "held positions kept changing".to_owned(),
            ));
        }
    }
    table
        .put(&bulk.settled(now), still(bulk.state))
        .await
        .map(|_| ())
}

/// Lets go what the bulk holds of these; gives whether nothing is left.
async fn round(table: &Table, bulk: &Bulk, navs: &[NoticeNumber]) -> Result<bool, TableError> {
    let of = |nav: &NoticeNumber| {
        let held = keys::position(&bulk.creditor, nav);
        [held, keys::next_position(&bulk.creditor, nav)]
    };
    let wanted: Vec<Key> = navs.iter().flat_map(of).collect();
    let (held, nexts) = parted(table.get_many_items(&wanted).await?, &bulk.id)?;
    let each: Vec<(&Held, Option<&Next>)> = held
        .iter()
        .map(|held| {
            let next = nexts.iter().find(|next| next.key() == next_key(held));
            (held, next)
        })
        .collect();
    let sizes: Vec<usize> = each
        .iter()
        .map(|one| let_go(Writing::new(Tx::new()), bulk, *one).len())
        .collect();
    let mut all = true;
    for range in packed(&sizes, ACTIONS_MAX, ACTIONS_MAX) {
        let some = each.get(range).unwrap_or_default().iter();
        let writing = some.fold(Writing::new(Tx::new()), |writing, one| {
            let_go(writing, bulk, *one)
        });
        all &= done(writing.commit(table).await)?;
    }
    Ok(all)
}

/// What this bulk holds among the items.
fn parted(items: Vec<Item>, bulk: &BulkId) -> Result<(Vec<Held>, Vec<Next>), TableError> {
    let (mut held, mut nexts) = (Vec::new(), Vec::new());
    for item in items {
        if is_record::<Held>(&item) {
            held.push(from_item::<Held>(item)?);
        } else if is_record::<Next>(&item) {
            nexts.push(from_item::<Next>(item)?);
        }
    }
    held.retain(|held| held.bulk == *bulk);
    Ok((held, nexts))
}

fn let_go(writing: Writing, bulk: &Bulk, (held, next): (&Held, Option<&Next>)) -> Writing {
    let by = By {
        actor: &bulk.actor,
        at: bulk.started_at,
    };
    match bulk.state {
        BulkState::Committed => writing.forward(held, next, by),
        BulkState::Aborted => writing.back(held, next),
        BulkState::Pending => writing,
    }
}

fn next_key(held: &Held) -> Key {
    keys::next_position(&held.position.creditor, &held.position.nav)
}

/// Whether it was written, or somebody else had done it.
fn done(written: Result<(), WriteError>) -> Result<bool, TableError> {
    match written {
        Ok(()) => Ok(true),
        Err(WriteError::Table(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// Finishes what others left behind: aborts the pending that are abandoned, lets go what is still held. Gives
/// how many there were: 1 query, and what each costs. One that cannot be finished stops no other: the sweep
/// goes on and fails at its end.
pub async fn sweep(table: &Table, now: Timestamp) -> Result<usize, TableError> {
    let until = now.checked_sub(ABANDONED_AFTER).unwrap_or(now);
    let query = Query::gsi(1, keys::open_bulks_pk()).below(keys::bulks_until(until));
    let open: Vec<Bulk> = table.query_all(query, SWEEP_MAX).await?;
    let mut failed = None;
    for bulk in &open {
        if let Err(error) = swept(table, bulk, now).await {
            tracing::error!(bulk.id = %bulk.id, error = %error, "a bulk is left as it is");
            failed = Some(error);
        }
    }
    match failed {
        None => Ok(open.len()),
        Some(error) => Err(error),
    }
}

async fn swept(table: &Table, bulk: &Bulk, now: Timestamp) -> Result<(), TableError> {
    // The index may lag: the record itself is asked.
    let bulk = record(table, &bulk.creditor, &bulk.id).await?;
    let bulk = decided(table, bulk).await?;
    settle_bulk(table, &bulk, now).await
}
