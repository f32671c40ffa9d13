//! Seals the log of activities, every hour: what is new of each organisation becomes a block of its
//! chain (see [`crate::domain::audit::chain`]), a file that nobody can change or delete.
//!
//! The file is the truth: it is written only where there is none, and noted in the table afterwards.
//! Killed anywhere and run again, or run twice at once, it makes the same chain.

mod verify;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::objects::{ObjectError, Objects};
use platform::table::{Table, TableError};
use thiserror::Error;

use crate::domain::audit::chain::{Header, Reading};
use crate::domain::audit::{AuditEvent, LATE, day_at, day_of, minted_at};
use crate::store::audit::chain::{self, Block, Chain};
use crate::store::audit::day;

pub use verify::verify;

/// What is younger may still be on its way into the log.
const YOUNG: SignedDuration = SignedDuration::from_mins(5);
/// How far the first run of an installation looks back: the schedule begins with it.
const FIRST_HOURS: i64 = 3;
/// Hours that one run looks at; after a long silence the next one goes on.
const HOURS_MAX: i64 = 31 * 24;
/// Events of a block: its file stays under 100 MB.
const BLOCK_EVENTS_MAX: usize = 200_000;
/// A larger file is none of ours.
pub(super) const BLOCK_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Blocks that may hold events of the minutes that are looked at again.
const RECENT_BLOCKS: u32 = 20;

#[derive(Clone)]
pub struct SealDeps {
    pub table: Table,
    /// The bucket of the sealed files, where nothing can be changed.
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
}

#[derive(Debug, Error)]
pub enum SealError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Objects(#[from] ObjectError),
    /// The file of a block is not what the chain expects: somebody wrote it.
    #[error("block {0} stands in the bucket and does not follow")]
    Foreign(u64),
}

/// The address of a block's file.
pub fn file_of(tenant: Option<&OrgFiscalCode>, number: u64) -> String {
    let code = tenant.map_or("installation", OrgFiscalCode::as_str);
    format!("audit/{code}/{number:010}.ndjson")
}

/// Seals every organisation, and verifies those that have not been for a week. Gives the blocks made.
pub async fn tick(deps: &SealDeps) -> Result<usize, SealError> {
    let edge = deps.clock.now() - YOUNG;
    let before = chain::progress(&deps.table).await?;
    let since = before
        .as_ref()
        .map_or(edge - hours(FIRST_HOURS), |p| p.until);
    let until = edge.min(since + hours(HOURS_MAX));
    let mut made = 0;
    for (tenant, hour) in organisations(deps, since - LATE, until).await? {
        made += deps.seal(tenant.as_ref(), hour, until).await?;
        verify::if_due(deps, tenant.as_ref()).await?;
    }
    if until > since || before.is_none() {
        chain::advance(&deps.table, before.as_ref(), until).await?;
    }
    Ok(made)
}

const fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// Whose events were minted between two instants, with the first hour of each.
async fn organisations(
    deps: &SealDeps,
    from: Timestamp,
    until: Timestamp,
) -> Result<BTreeMap<Option<OrgFiscalCode>, Timestamp>, SealError> {
    let mut all = BTreeMap::new();
    let hour_s = 3_600;
    let first = from.as_second() - from.as_second().rem_euclid(hour_s);
    for second in (first..until.as_second()).step_by(3_600) {
        let hour = Timestamp::from_second(second).unwrap_or(until);
        for (tenant, hour) in chain::organisations_of(&deps.table, hour).await? {
            all.entry(tenant).or_insert(hour);
        }
    }
    Ok(all)
}

impl SealDeps {
    /// Seals what an organisation has new since `hour`: nothing, or a block, or several of them.
    async fn seal(
        &self,
        tenant: Option<&OrgFiscalCode>,
        hour: Timestamp,
        until: Timestamp,
    ) -> Result<usize, SealError> {
        let mut made = 0;
        loop {
            let before = chain::read(&self.table, tenant).await?;
            let from = before
                .as_ref()
                .map_or(hour, |chain| hour.max(chain.until - LATE));
            let (events, until) = bounded(self.fresh(tenant, from, until).await?, until);
            if events.is_empty() {
                return Ok(made);
            }
            made += usize::from(self.block(tenant, before.as_ref(), events, until).await?);
        }
    }

    /// Events of a time that stand in no block yet, in their order.
    async fn fresh(
        &self,
        tenant: Option<&OrgFiscalCode>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<AuditEvent>, SealError> {
        let sealed = self.sealed_since(tenant, from).await?;
        let mut events = Vec::new();
        let mut date = day_at(from);
        while date <= day_at(until) {
            let of_day = day(&self.table, tenant, date).await?.into_iter();
            // What was moved, or cannot be read, is not sealed; the verifier names it.
            let whole = of_day.filter_map(|placed| placed.event.filter(|e| e.id == placed.place));
            events.extend(whole.filter(|event| {
                let minted = minted_at(&event.id);
                from <= minted && minted < until && !sealed.contains(&event.id)
            }));
            let Ok(tomorrow) = date.tomorrow() else { break };
            date = tomorrow;
        }
        events.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(events)
    }

    /// The events of the blocks that reach past `from`.
    async fn sealed_since(
        &self,
        tenant: Option<&OrgFiscalCode>,
        from: Timestamp,
    ) -> Result<BTreeSet<EventId>, SealError> {
        let mut sealed = BTreeSet::new();
        for block in chain::blocks(&self.table, tenant, RECENT_BLOCKS).await? {
            if block.until <= from {
                break;
            }
            if let Some(text) = self.text(tenant, block.number).await? {
                sealed.extend(events_of(&text));
            }
        }
        Ok(sealed)
    }

    async fn text(
        &self,
        tenant: Option<&OrgFiscalCode>,
        number: u64,
    ) -> Result<Option<String>, SealError> {
        let key = file_of(tenant, number);
        let bytes = self.objects.get(&key, BLOCK_BYTES_MAX).await?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Writes the next block, or takes the one that an earlier run wrote and could not note any more.
    async fn block(
        &self,
        tenant: Option<&OrgFiscalCode>,
        before: Option<&Chain>,
        events: Vec<AuditEvent>,
        until: Timestamp,
    ) -> Result<bool, SealError> {
        let start = Chain::before(before, tenant);
        let sealed = start.seal(events, until);
        let number = sealed.header.number;
        let key = file_of(tenant, number);
        let is_new = self
            .objects
            .put_new(&key, "application/x-ndjson", sealed.text.clone());
        let (header, head, text) = if is_new.await? {
            (sealed.header, sealed.head, sealed.text)
        } else {
            let text = self.text(tenant, number).await?.unwrap_or_default();
            let mut reading = Reading::new(start);
            for (line, text) in (1..).zip(text.lines()) {
                reading.line(line, text);
            }
            let (header, head, broken) = reading.end();
            let header: Option<Header> = header.filter(|_| broken.is_empty());
            (header.ok_or(SealError::Foreign(number))?, head, text)
        };
        let block = Block {
            tenant: tenant.cloned(),
            number,
            head,
            until: header.until,
            events: header.events,
        };
        let days = events_of(&text).into_iter().map(|id| day_of(&id));
        let chain = Chain::after(before, &block, days);
        let noted = chain::note(&self.table, &chain, &block).await?;
        let head = block.head.as_str();
        tracing::info!(
            audit.block = number,
            audit.events = block.events,
            audit.head = head,
            "sealed"
        );
        Ok(noted)
    }
}

/// At most a block full, until the first that does not fit.
fn bounded(mut events: Vec<AuditEvent>, until: Timestamp) -> (Vec<AuditEvent>, Timestamp) {
    let Some(left) = events
        .get(BLOCK_EVENTS_MAX)
        .map(|event| minted_at(&event.id))
    else {
        return (events, until);
    };
    events.truncate(BLOCK_EVENTS_MAX);
    (events, left)
}

/// The ids of a block's events, without asking whether the block holds.
fn events_of(text: &str) -> BTreeSet<EventId> {
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<crate::domain::audit::chain::Line>(line).ok());
    lines.map(|line| line.event.id).collect()
}
