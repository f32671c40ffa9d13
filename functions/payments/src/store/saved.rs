//! A transaction that may carry a client's key: what became of it.

use platform::table::{Table, TableError, Tx, TxError};

use super::idempotency::Done;

#[derive(Debug, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// The client's key was used meanwhile.
    KeyUsed,
    /// The record is not the one that was read any more.
    Overtaken,
}

/// Commits a transaction together with the client's key, if there is one: 1 transaction.
pub async fn commit(table: &Table, tx: Tx, done: Option<&Done>) -> Result<Saved, TableError> {
    let at = tx.len();
    let tx = match done {
        Some(done) => tx.put_new(done),
        None => tx,
    };
    match table.commit(tx).await {
        Ok(()) => Ok(Saved::Done),
        Err(TxError::Table(error)) => Err(error),
        Err(conflict) if done.is_some() && conflict.refused(at) => Ok(Saved::KeyUsed),
        Err(TxError::Conflict(_)) => Ok(Saved::Overtaken),
    }
}
