//! Reporting flows in the table: heads, and the revisions that they replaced.

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
use crate::domain::flow::Flow;

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
