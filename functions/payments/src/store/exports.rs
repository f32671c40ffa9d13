//! Exports in the table.

use kernel::ids::ExportId;
use kernel::tax::OrgFiscalCode;
use platform::outbox::OutboxItem;
use platform::table::{Cursor, Indexes, Key, Page, Query, Stored, Table, TableError, Tx, held};

use super::idempotency::Done;
use super::keys;
use super::saved::{Saved, commit};
use crate::domain::export::Export;

impl Stored for Export {
    const ENTITY: &'static str = "export";

    fn key(&self) -> Key {
        keys::export(&self.creditor, &self.id)
    }

    fn indexes(&self) -> Indexes {
        let list = keys::export_list(&self.creditor, self.created_at, &self.id);
        let of_maker = Key::new(keys::export_maker_pk(&self.creditor, &self.by), &list.sk);
        Indexes([Some(list), Some(of_maker), None, None])
    }

    fn expires_at(&self) -> Option<jiff::Timestamp> {
        Export::expires_at(self)
    }
}

/// Stores a new export with the job that begins it: 1 transaction.
pub async fn create(
    table: &Table,
    export: &Export,
    order: &OutboxItem,
    done: Option<&Done>,
) -> Result<Saved, TableError> {
    commit(table, Tx::new().put_new(export).outbox(order), done).await
}

/// Stores an export that has come further, over version `expected`, with the job that follows;
/// `false`: another delivery was faster. 1 transaction.
pub async fn advance(
    table: &Table,
    export: &Export,
    expected: u64,
    order: Option<&OutboxItem>,
) -> Result<bool, TableError> {
    let mut tx = Tx::new().put_versioned(export, expected);
    if let Some(order) = order {
        tx = tx.outbox(order);
    }
    held(table.commit(tx).await)
}

/// One export: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &ExportId,
) -> Result<Option<Export>, TableError> {
    table.get(&keys::export(creditor, id)).await
}

/// The exports of a creditor, newest first: 1 query.
pub async fn list(
    table: &Table,
    creditor: &OrgFiscalCode,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Export>, TableError> {
    let query = Query::gsi(1, keys::export_list_pk(creditor)).descending();
    table.query(&query.limit(limit).after(after)).await
}

/// Those that somebody asked for, newest first: 1 query.
pub async fn list_of(
    table: &Table,
    (creditor, by): (&OrgFiscalCode, &str),
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Export>, TableError> {
    let query = Query::gsi(2, keys::export_maker_pk(creditor, by)).descending();
    table.query(&query.limit(limit).after(after)).await
}
