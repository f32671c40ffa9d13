//! Reporting flows in the table: heads, and the revisions that they replaced.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::tax::OrgFiscalCode;
use platform::outbox::OutboxItem;
use platform::table::{
    Condition, Cursor, Indexes, Key, Page, Query, Stored, Table, TableError, Tx,
};
use serde::{Deserialize, Serialize};

use super::idempotency::Done;
use super::keys;
use super::saved::{Saved, commit};
use crate::domain::flow::{Flow, RowOutcome};

/// Flows that a check of a statement compares with; more in its days than a body ever gets.
const AROUND_MAX: usize = 5_000;

impl Stored for Flow {
    const ENTITY: &'static str = "flow";

    fn key(&self) -> Key {
        keys::flow(&self.creditor, &self.id)
    }

    fn indexes(&self) -> Indexes {
        let list = keys::flow_list(&self.creditor, self.settled_on, &self.id);
        Indexes([Some(list), None, None, None])
    }
}

/// A flow that a later one of the same name replaced: its history.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReplacedFlow(pub Flow);

impl Stored for ReplacedFlow {
    const ENTITY: &'static str = "replaced_flow";

    fn key(&self) -> Key {
        keys::replaced_flow(&self.0.creditor, &self.0.id, self.0.revision)
    }
}

/// A flow that came after a later one of the same name: kept, and nothing follows from it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LateFlow(pub Flow);

impl Stored for LateFlow {
    const ENTITY: &'static str = "late_flow";

    fn key(&self) -> Key {
        keys::late_flow(&self.0.creditor, &self.0.id, &self.0.fingerprint)
    }
}

/// A chunk whose rows have their outcomes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FlowChunkDone {
    pub creditor: OrgFiscalCode,
    pub flow_id: FlowId,
    pub revision: u32,
    pub chunk: u32,
    pub outcomes: BTreeMap<RowOutcome, u32>,
}

impl Stored for FlowChunkDone {
    const ENTITY: &'static str = "flow_chunk_done";

    fn key(&self) -> Key {
        keys::flow_chunk(&self.creditor, &self.flow_id, self.revision, self.chunk)
    }
}

/// Whether a chunk of a revision is done: 1 request.
pub async fn is_chunk_done(table: &Table, flow: &Flow, chunk: u32) -> Result<bool, TableError> {
    let key = keys::flow_chunk(&flow.creditor, &flow.id, flow.revision, chunk);
    Ok(table.get::<FlowChunkDone>(&key).await?.is_some())
}

/// The chunks of a revision that are done: 1 query per 500.
pub async fn chunks_done(table: &Table, flow: &Flow) -> Result<Vec<FlowChunkDone>, TableError> {
    let pk = keys::flow_chunks_pk(&flow.creditor, &flow.id, flow.revision);
    let most = usize::try_from(flow.chunks()).unwrap_or(usize::MAX);
    table.query_all(Query::table(pk), most).await
}

/// A revision that another one replaced: 1 request.
pub async fn replaced(
    table: &Table,
    flow: &Flow,
    revision: u32,
) -> Result<Option<Flow>, TableError> {
    let key = keys::replaced_flow(&flow.creditor, &flow.id, revision);
    let found: Option<ReplacedFlow> = table.get(&key).await?;
    Ok(found.map(|replaced| replaced.0))
}

/// Keeps a late flow beside the one that counts: 1 transaction.
pub async fn save_late(
    table: &Table,
    flow: &Flow,
    done: Option<&Done>,
) -> Result<Saved, TableError> {
    let late = LateFlow(flow.clone());
    let same = Condition::NewOrEquals("fingerprint", flow.fingerprint.to_string());
    commit(table, Tx::new().put(&late, same), done).await
}

/// Stores a flow over `before`, with the job that follows: 1 transaction.
pub async fn save(
    table: &Table,
    flow: &Flow,
    before: Option<&Flow>,
    (order, done): (&OutboxItem, Option<&Done>),
) -> Result<Saved, TableError> {
    let condition = before.map_or(Condition::New, |kept| Condition::Version(kept.version));
    let mut tx = Tx::new().put(flow, condition).outbox(order);
    if let Some(kept) = before {
        tx = tx.put_new(&ReplacedFlow(kept.clone()));
    }
    commit(table, tx, done).await
}

/// One flow: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &FlowId,
) -> Result<Option<Flow>, TableError> {
    table.get(&keys::flow(creditor, id)).await
}

/// The flows of a creditor, latest settlement first: 1 query.
pub async fn list(
    table: &Table,
    creditor: &OrgFiscalCode,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Flow>, TableError> {
    let query = Query::gsi(1, keys::flow_list_pk(creditor)).descending();
    table.query(&query.limit(limit).after(after)).await
}

/// The flows settled from one day to another, both included: 1 query per 500.
pub async fn settled_between(
    table: &Table,
    creditor: &OrgFiscalCode,
    (from, to): (Date, Date),
) -> Result<Vec<Flow>, TableError> {
    let query = Query::gsi(1, keys::flow_list_pk(creditor));
    // `~` sorts behind everything that a flow's name may hold.
    let query = query.between(from.to_string(), format!("{to}#~"));
    table.query_all(query, AROUND_MAX).await
}
