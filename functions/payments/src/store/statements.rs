//! Bank statements in the table.

use kernel::ids::StatementId;
use kernel::tax::OrgFiscalCode;
use platform::outbox::OutboxItem;
use platform::table::{
    Condition, Cursor, Indexes, Key, Page, Query, Stored, Table, TableError, Tx,
};

use super::idempotency::Done;
use super::keys;
use super::saved::{Saved, commit};
use crate::domain::statement::Statement;

impl Stored for Statement {
    const ENTITY: &'static str = "statement";

    fn key(&self) -> Key {
        keys::statement(&self.creditor, &self.id)
    }

    fn indexes(&self) -> Indexes {
        let list = keys::statement_list(&self.creditor, self.created_at);
        Indexes([Some(list), None, None, None])
    }
}

/// One statement: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &StatementId,
) -> Result<Option<Statement>, TableError> {
    table.get(&keys::statement(creditor, id)).await
}

/// The statements of a creditor, newest first: 1 query.
pub async fn list(
    table: &Table,
    creditor: &OrgFiscalCode,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Statement>, TableError> {
    let query = Query::gsi(1, keys::statement_list_pk(creditor)).descending();
    table.query(&query.limit(limit).after(after)).await
}

/// Stores a statement where `condition` holds, with what follows: 1 transaction.
pub async fn save(
    table: &Table,
    statement: &Statement,
    condition: Condition,
    (order, done): (Option<&OutboxItem>, Option<&Done>),
) -> Result<Saved, TableError> {
    let mut tx = Tx::new().put(statement, condition);
    if let Some(order) = order {
        tx = tx.outbox(order);
    }
    commit(table, tx, done).await
}
