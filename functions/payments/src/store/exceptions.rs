//! Exceptions in the table: one item each, in the list of the open ones or of the settled ones.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{
    Condition, Cursor, Indexes, Key, Page, Query, Stored, Table, TableError, Tx, from_item,
};

use super::keys;
use crate::domain::exceptions::{Exception, ExceptionId, raise as decide};
use crate::domain::flow::{Flow, FlowRow};

/// A trouble that changed under our hands this often means that something else is wrong.
const TRIES_MAX: usize = 5;
/// Open exceptions that the healing looks at in one run.
const HEALED_MAX: usize = 500;

impl Stored for Exception {
    const ENTITY: &'static str = "exception";

    fn key(&self) -> Key {
        keys::exception(&self.creditor, &self.id)
    }

    fn indexes(&self) -> Indexes {
        let id = self.id.as_str();
        let place = match &self.settled {
            None => keys::exception_open(&self.creditor, self.opened_at, id),
            Some(settled) => keys::exception_settled(&self.creditor, settled.at, id),
        };
        let searched = self
            .searched_next()
            .map(|at| keys::exception_searched(&self.creditor, at, id));
        Indexes([searched, Some(place), None, None])
    }
}

/// Opens an exception where it is not known: 1 request, 2 where there was one before.
pub async fn raise(table: &Table, found: Exception) -> Result<(), TableError> {
    let Some(item) = table.put(&found, Condition::New).await? else {
        return Ok(());
    };
    let mut kept: Exception = from_item(item)?;
    for _ in 0..TRIES_MAX {
        let Some(again) = decide(Some(&kept), found.clone()) else {
            return Ok(());
        };
        if table.put_versioned(&again, kept.version).await? {
            return Ok(());
        }
        match table.get(&found.key()).await? {
            Some(now) => kept = now,
            None => return Ok(()),
        }
    }
    Err(TableError::Request("an exception kept changing".to_owned()))
}

/// Notes at the exception of a receipt without position which row of a flow reports it, so that the row is
/// matched once a person has linked the receipt: 1 get, and 1 put the first time.
pub async fn reported(
    table: &Table,
    flow: &Flow,
    row: &FlowRow,
    now: Timestamp,
) -> Result<(), TableError> {
    let Some(notice) = NoticeNumber::from_iuv(&row.iuv) else {
        return Ok(());
    };
    let id = ExceptionId::of_payment(&notice, &row.receipt_id);
    for _ in 0..TRIES_MAX {
        let kept = read(table, &flow.creditor, &id).await?;
        let after = kept.and_then(|kept| kept.reported_by(&flow.id, row.row, now));
        let Some(after) = after else {
            return Ok(());
        };
        if keep(table, &after).await? {
            return Ok(());
        }
    }
    Err(TableError::Request("an exception kept changing".to_owned()))
}

/// Closes an exception whose trouble is gone: 1 request, 2 where it was open.
pub async fn resolve(
    table: &Table,
    (creditor, id): (&OrgFiscalCode, &ExceptionId),
    note: &str,
    now: Timestamp,
) -> Result<(), TableError> {
    for _ in 0..TRIES_MAX {
        let Some(kept) = read(table, creditor, id).await? else {
            return Ok(());
        };
        let Some(after) = kept.resolved(note, now) else {
            return Ok(());
        };
        if table.put_versioned(&after, kept.version).await? {
            return Ok(());
        }
    }
    Err(TableError::Request("an exception kept changing".to_owned()))
}

/// One exception: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &ExceptionId,
) -> Result<Option<Exception>, TableError> {
    table.get(&keys::exception(creditor, id)).await
}

/// A page of the open ones, oldest first, or of the settled ones, latest first: 1 query.
pub async fn list(
    table: &Table,
    creditor: &OrgFiscalCode,
    open: bool,
    (after, limit): (Option<Cursor>, u32),
) -> Result<Page<Exception>, TableError> {
    let query = match open {
        true => Query::gsi(2, keys::exceptions_open_pk(creditor)),
        false => Query::gsi(2, keys::exceptions_settled_pk(creditor)).descending(),
    };
    table.query(&query.limit(limit).after(after)).await
}

/// The open ones that the healing looks at: 1 query per 500.
pub async fn open(table: &Table, creditor: &OrgFiscalCode) -> Result<Vec<Exception>, TableError> {
    let query = Query::gsi(2, keys::exceptions_open_pk(creditor));
    table.query_all(query, HEALED_MAX).await
}

/// Those whose receipt is to be asked for by now, the longest waiting first: 1 query.
pub async fn due_searches(
    table: &Table,
    creditor: &OrgFiscalCode,
    (now, limit): (Timestamp, u32),
) -> Result<Vec<Exception>, TableError> {
    let query = Query::gsi(1, keys::exceptions_searched_pk(creditor));
    // What is due at this very moment sorts behind the moment itself.
    let query = query.below(format!("{}~", kernel::time::sortable(now)));
    Ok(table.query(&query.limit(limit)).await?.items)
}

/// Writes what came of an asking, unless somebody has changed the exception meanwhile: 1 put.
pub async fn keep(table: &Table, after: &Exception) -> Result<bool, TableError> {
    let before = after.version.saturating_sub(1);
    table.put_versioned(after, before).await
}

/// Adds to a transaction what follows for the exception of a flow at the bank, which was read as
/// `kept`: opened, opened anew, closed, or nothing.
pub fn judged(
    tx: Tx,
    (kept, found): (Option<&Exception>, Option<Exception>),
    now: Timestamp,
) -> Tx {
    let after = match (kept, found) {
        (None, None) => None,
        (Some(kept), None) => kept.resolved("I conti con la banca tornano.", now),
        (kept, Some(found)) => decide(kept, found),
    };
    match (after, kept) {
        (None, _) => tx,
        (Some(after), None) => tx.put_new(&after),
        (Some(after), Some(kept)) => tx.put_versioned(&after, kept.version),
    }
}
