//! Files of flows that are read later.

use kernel::ids::StatementId;
use kernel::tax::OrgFiscalCode;
use platform::outbox::OutboxItem;
use platform::table::{Key, Stored, Table, TableError, Tx, TxError};

use super::keys;
use crate::domain::flow::FlowFile;

impl Stored for FlowFile {
    const ENTITY: &'static str = "flow_file";

    fn key(&self) -> Key {
        keys::flow_file(&self.creditor, &self.id)
    }
}

/// One file: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &StatementId,
) -> Result<Option<FlowFile>, TableError> {
    table.get(&keys::flow_file(creditor, id)).await
}

/// A file that is to be read, with the order for it; nothing where it is known: 1 transaction.
pub async fn begin(table: &Table, file: &FlowFile, order: &OutboxItem) -> Result<(), TableError> {
    match table.commit(Tx::new().put_new(file).outbox(order)).await {
        Ok(()) | Err(TxError::Conflict(_)) => Ok(()),
        Err(TxError::Table(error)) => Err(error),
    }
}
