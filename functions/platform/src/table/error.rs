//! What can go wrong at the table.

use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;

use super::{Item, Stored, from_item};

#[derive(Clone, Debug, thiserror::Error)]
pub enum TableError {
    /// The request did not come through; it may or may not have had its effect.
    #[error("table request failed: {0}")]
    Request(String),
    /// The item does not hold what its kind promises.
    #[error("stored item unreadable: {0}")]
    Corrupt(String),
    /// The record cannot become an item.
    #[error("record cannot be stored: {0}")]
    Encode(String),
    /// A page was asked for with a cursor that this table never gave.
    #[error("cursor not valid")]
    Cursor,
}

impl TableError {
    pub(super) fn encode(error: serde_dynamo::Error) -> Self {
        Self::Encode(error.to_string())
    }

    pub(super) fn request<E: std::error::Error>(error: E) -> Self {
        Self::Request(DisplayErrorContext(&error).to_string())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TxError {
    /// At least one condition did not hold; nothing was written.
    /// One place per operation, in the order they were added: the item found there where its
    /// condition failed, `None` where the operation itself was fine.
    #[error("a condition of the transaction did not hold")]
    Conflict(Vec<Option<Item>>),
    #[error(transparent)]
    Table(#[from] TableError),
}

/// Whether the conditions of a transaction held and it was written, for who need not know which did not.
pub fn held(done: Result<(), TxError>) -> Result<bool, TableError> {
    match done {
        Ok(()) => Ok(true),
        Err(TxError::Conflict(_)) => Ok(false),
        Err(TxError::Table(error)) => Err(error),
    }
}

impl TxError {
    /// The record that made operation `index` fail, if that was the cause and it can be read.
    pub fn found<T: Stored>(&self, index: usize) -> Option<T> {
        let Self::Conflict(items) = self else {
            return None;
        };
        items
            .get(index)?
            .clone()
            .and_then(|item| from_item(item).ok())
    }

    /// Whether operation `index` was refused by its condition.
    pub fn refused(&self, index: usize) -> bool {
        matches!(self, Self::Conflict(items) if items.get(index).is_some_and(Option::is_some))
    }
}

/// How a cancelled transaction is to be taken.
pub(super) enum Cancelled {
    /// Conditions failed: an answer, not a fault.
    Conditions(Vec<Option<Item>>),
    /// Another transaction held an item: the same request may be tried again.
    Busy,
}

pub(super) fn cancelled(error: &TransactWriteItemsError) -> Option<Cancelled> {
    if error.is_transaction_in_progress_exception() {
        return Some(Cancelled::Busy);
    }
    let TransactWriteItemsError::TransactionCanceledException(cancel) = error else {
        return None;
    };
    let reasons = cancel.cancellation_reasons();
    let code = |wanted: &str| reasons.iter().any(|r| r.code() == Some(wanted));
    if code("ConditionalCheckFailed") {
        let items = reasons
            .iter()
            .map(|r| {
                (r.code() == Some("ConditionalCheckFailed"))
                    .then(|| r.item().cloned().unwrap_or_default())
            })
            .collect();
        return Some(Cancelled::Conditions(items));
    }
    const BUSY: [&str; 3] = [
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
    ];
    BUSY.iter()
        .any(|busy| code(busy))
        .then_some(Cancelled::Busy)
}
