//! Where the sealing stands: the chain of each organisation, its blocks, and the hours looked at.

use futures::future::try_join_all;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Query, Stored, Table, TableError, Tx, held};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::{KEPT_DAYS, keys};
use crate::domain::audit::chain::{Before, Head};

/// The chain of an organisation: its last block, and what the last verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    pub tenant: Option<OrgFiscalCode>,
    pub blocks: u64,
    pub head: Head,
    pub until: Timestamp,
    /// Days with events, of those that the log still holds: a list skips the others.
    pub days: BTreeSet<Date>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verified: Option<Verified>,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub at: Timestamp,
    pub blocks: u64,
    pub events: u64,
    pub faults: u64,
    /// The first of them, in words.
    pub first: Vec<String>,
}

/// A sealed block, noted apart from its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub tenant: Option<OrgFiscalCode>,
    pub number: u64,
    pub head: Head,
    pub until: Timestamp,
    pub events: u64,
}

impl Stored for Chain {
    const ENTITY: &'static str = "audit_chain";

    fn key(&self) -> Key {
        keys::chain(self.tenant.as_ref())
    }
}

impl Stored for Block {
    const ENTITY: &'static str = "audit_block";

    fn key(&self) -> Key {
        keys::block(self.tenant.as_ref(), self.number)
    }
}

/// How far all organisations have been sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    pub until: Timestamp,
    pub version: u64,
}

impl Stored for Progress {
    const ENTITY: &'static str = "audit_progress";

    fn key(&self) -> Key {
        keys::progress()
    }
}

impl Chain {
    /// The chain after one more block.
    pub fn after(before: Option<&Self>, block: &Block, days: impl Iterator<Item = Date>) -> Self {
        let mut all: BTreeSet<Date> = before.map(|chain| chain.days.clone()).unwrap_or_default();
        all.extend(days);
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
        let oldest = block.until.checked_sub(kept).unwrap_or_default();
        let oldest = crate::domain::audit::day_at(oldest);
        all.retain(|day| *day >= oldest);
        Self {
            tenant: block.tenant.clone(),
            blocks: block.number,
            head: block.head.clone(),
            until: block.until,
            days: all,
            verified: before.and_then(|chain| chain.verified.clone()),
            version: before.map_or(0, |chain| chain.version) + 1,
        }
    }

    /// What the next block is chained to.
    pub fn before(chain: Option<&Self>, tenant: Option<&OrgFiscalCode>) -> Before {
        Before {
            tenant: tenant.cloned(),
            blocks: chain.map_or(0, |chain| chain.blocks),
            head: chain.map_or_else(Head::first, |chain| chain.head.clone()),
        }
    }
}

/// 1 request.
pub async fn read(
    table: &Table,
    tenant: Option<&OrgFiscalCode>,
) -> Result<Option<Chain>, TableError> {
    table.get(&keys::chain(tenant)).await
}

/// Notes a block that stands in its file: 1 transaction. `false`: it was noted already.
pub async fn note(table: &Table, chain: &Chain, block: &Block) -> Result<bool, TableError> {
    let tx = Tx::new()
        .put(chain, succeeding(chain.version))
        .put_new(block);
    held(table.commit(tx).await)
}

/// Keeps what a verification found; nothing where the chain has grown meanwhile: 1 request.
pub async fn verified(table: &Table, chain: Chain, found: Verified) -> Result<(), TableError> {
    let (verified, version) = (Some(found), chain.version + 1);
    let chain = Chain {
        verified,
        version,
        ..chain
    };
    table.put(&chain, succeeding(version)).await.map(|_| ())
}

/// The latest blocks, the last first: 1 request.
pub async fn blocks(
    table: &Table,
    tenant: Option<&OrgFiscalCode>,
    limit: u32,
) -> Result<Vec<Block>, TableError> {
    let query = keys::blocks(tenant).descending().limit(limit);
    Ok(table.query(&query).await?.items)
}

/// One block: 1 request.
pub async fn block(
    table: &Table,
    tenant: Option<&OrgFiscalCode>,
    number: u64,
) -> Result<Option<Block>, TableError> {
    table.get(&keys::block(tenant, number)).await
}

/// 1 request.
pub async fn progress(table: &Table) -> Result<Option<Progress>, TableError> {
    table.get(&keys::progress()).await
}

/// Moves on; another run that was faster has moved on itself: 1 request.
pub async fn advance(
    table: &Table,
    before: Option<&Progress>,
    until: Timestamp,
) -> Result<(), TableError> {
    let version = before.map_or(0, |before| before.version) + 1;
    let progress = Progress { until, version };
    table.put(&progress, succeeding(version)).await.map(|_| ())
}

/// Whose events were minted in an hour: 8 queries, more where an hour has many.
pub async fn organisations_of(
    table: &Table,
    hour: Timestamp,
) -> Result<BTreeMap<Option<OrgFiscalCode>, Timestamp>, TableError> {
    let shards = (0..keys::HOUR_SHARDS).map(|shard| {
        let query = Query::gsi(4, keys::hour_pk(hour, shard));
        async move {
            let (mut query, mut found) = (query, BTreeSet::new());
            loop {
                let page = table.query_items(&query).await?;
                let pks = page
                    .items
                    .iter()
                    .filter_map(|item| item.get("pk")?.as_s().ok());
                found.extend(pks.filter_map(|pk| keys::tenant_of(pk)));
                if page.next.is_none() {
                    return Ok::<_, TableError>(found);
                }
                query = query.after(page.next);
            }
        }
    });
    let found = try_join_all(shards).await?;
    Ok(found
        .into_iter()
        .flatten()
        .map(|tenant| (tenant, hour))
        .collect())
}

/// Over the record of the version before, or as the first.
fn succeeding(version: u64) -> Condition {
    match version {
        0 | 1 => Condition::New,
        _ => Condition::Version(version - 1),
    }
}
