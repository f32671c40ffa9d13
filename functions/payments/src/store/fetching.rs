//! What is remembered of asking pagoPA for flows.

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::outbox::OutboxItem;
use platform::table::{Condition, Indexes, Key, Query, Stored, Table, TableError, Tx, TxError};
use serde::Serialize;

use super::keys;
use crate::domain::fetch::{Fetching, ReceiptSource, SeenFlow, SeenState};

/// Open flows that one run tries again.
const AGAIN_MAX: usize = 200;

impl Stored for Fetching {
    const ENTITY: &'static str = "fetching";

    fn key(&self) -> Key {
        keys::fetching(&self.creditor)
    }
}

impl Stored for ReceiptSource {
    const ENTITY: &'static str = "receipt_source";

    fn key(&self) -> Key {
        keys::receipt_source(&self.creditor)
    }
}

impl Stored for SeenFlow {
    const ENTITY: &'static str = "seen_flow";

    fn key(&self) -> Key {
        keys::seen_flow(&self.creditor, &self.fdr, &self.psp_id, self.revision)
    }

    fn indexes(&self) -> Indexes {
        let open = (self.state == SeenState::Open)
            .then(|| keys::open_flow(&self.creditor, self.next_at, &self.fdr));
        Indexes([open, None, None, None])
    }
}

/// Where the asking stands: 1 request.
pub async fn read(table: &Table, creditor: &OrgFiscalCode) -> Result<Option<Fetching>, TableError> {
    table.get(&keys::fetching(creditor)).await
}

/// Writes the state over the one with the version before it.
pub async fn write(table: &Table, after: &Fetching) -> Result<bool, TableError> {
    table
        .put_versioned(after, after.version.saturating_sub(1))
        .await
}

/// How the source of receipts fares: 1 request.
pub async fn source(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Option<ReceiptSource>, TableError> {
    table.get(&keys::receipt_source(creditor)).await
}

/// Writes it over the one with the version before it.
pub async fn write_source(table: &Table, after: &ReceiptSource) -> Result<bool, TableError> {
    let condition = match after.version {
        0 | 1 => Condition::New,
        version => Condition::Version(version - 1),
    };
    Ok(table.put(after, condition).await?.is_none())
}

/// Orders a run where it is time for one, and tells where the asking stood before: 1 get, and 1
/// transaction when it is.
pub async fn order(
    table: &Table,
    creditor: &OrgFiscalCode,
    (job, payload): (&str, &impl Serialize),
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<Option<Fetching>, TableError> {
    let now = clock.now();
    let kept = read(table, creditor).await?;
    let state = kept
        .clone()
        .unwrap_or_else(|| Fetching::new(creditor.clone(), now));
    let Some(after) = state.ordered(now) else {
        return Ok(kept);
    };
    let condition = match &kept {
        Some(kept) => Condition::Version(kept.version),
        None => Condition::New,
    };
    let order = OutboxItem::new(job, payload, clock, dice);
    match table
        .commit(Tx::new().put(&after, condition).outbox(&order))
        .await
    {
        // Somebody else has ordered it just now.
        Ok(()) | Err(TxError::Conflict(_)) => Ok(kept),
        Err(TxError::Table(error)) => Err(error),
    }
}

/// Remembers a flow that was listed, with the order to fetch it; nothing where it is known:
/// 1 transaction.
pub async fn remember(
    table: &Table,
    seen: &SeenFlow,
    order: &OutboxItem,
) -> Result<(), TableError> {
    match table.commit(Tx::new().put_new(seen).outbox(order)).await {
        Ok(()) | Err(TxError::Conflict(_)) => Ok(()),
        Err(TxError::Table(error)) => Err(error),
    }
}

/// One flow that was listed: 1 request.
pub async fn seen(table: &Table, like: &SeenFlow) -> Result<Option<SeenFlow>, TableError> {
    table.get(&like.key()).await
}

/// The flows that are not loaded yet, those to be tried first: 1 query.
pub async fn open(
    table: &Table,
    creditor: &OrgFiscalCode,
    limit: u32,
) -> Result<Vec<SeenFlow>, TableError> {
    let query = Query::gsi(1, keys::open_flows_pk(creditor)).limit(limit);
    Ok(table.query(&query).await?.items)
}

/// Flows that are due to be tried again: 1 query.
pub async fn due(
    table: &Table,
    creditor: &OrgFiscalCode,
    now: Timestamp,
) -> Result<Vec<SeenFlow>, TableError> {
    let query = Query::gsi(1, keys::open_flows_pk(creditor));
    let query = query.below(kernel::time::sortable(now));
    table.query_all(query, AGAIN_MAX).await
}
