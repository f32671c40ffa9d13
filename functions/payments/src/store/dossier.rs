//! Everything that stands under the numbers of a position.

use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Item, Query, Stored, Table, TableError, from_item};

use super::flow_rows::ReportedTransfer;
use super::keys;
use super::positions::held::{Held, Next};
use super::positions::{PositionPointer, is, seen};
use crate::domain::history::HistoryEntry;
use crate::domain::outwards::Push;
use crate::domain::position::DebtPosition;
use crate::domain::receipt::Receipt;

/// A position with everything that happened to it.
#[derive(Debug)]
pub struct Dossier {
    pub position: DebtPosition,
    pub receipts: Vec<Receipt>,
    pub history: Vec<HistoryEntry>,
    /// The flows in which its transfers were reported.
    pub reported: Vec<ReportedTransfer>,
    /// What was told outwards of it.
    pub pushes: Vec<Push>,
}

/// The position that has a part with this number, with all that belongs to it: 1 query, 1 more
/// where the number is not that of its first part. Of a plan, whose payments stand under the
/// numbers of its parts, 1 batch more; where there were payments too many, 1 query a part; 1 batch
/// while a bulk holds it.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
) -> Result<Option<Dossier>, TableError> {
    let mut found = partition(table, creditor, nav).await?;
    if let Some(pointer) = found.pointer.take() {
        found = partition(table, creditor, &pointer.position).await?;
    }
    let Some(item) = found.position else {
        return Ok(None);
    };
    let Some(position) = seen::one(table, item).await? else {
        return Ok(None);
    };
    let becomes = found.next.filter(|next| next.position == position);
    found.history.extend(becomes.map(|next| next.history));
    let mut receipts = found.receipts;
    receipts.extend(receipts_of_other_parts(table, &position).await?);
    receipts.sort_by_key(|receipt| receipt.paid_at);
    Ok(Some(Dossier {
        position,
        receipts,
        history: found.history,
        reported: found.reported,
        pushes: found.pushes,
    }))
}

/// What stands under one number.
#[derive(Default)]
struct Partition {
    position: Option<Item>,
    /// What a bulk makes of it.
    next: Option<Next>,
    pointer: Option<PositionPointer>,
    receipts: Vec<Receipt>,
    history: Vec<HistoryEntry>,
    reported: Vec<ReportedTransfer>,
    pushes: Vec<Push>,
}

async fn partition(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
) -> Result<Partition, TableError> {
    let mut query = Query::table(keys::position_pk(creditor, nav));
    let mut found = Partition::default();
    loop {
        let page = table.query_items(&query).await?;
        for item in page.items {
            if is(&item, DebtPosition::ENTITY) || is(&item, Held::ENTITY) {
                found.position = Some(item);
            } else if is(&item, Next::ENTITY) {
                found.next = Some(from_item(item)?);
            } else if is(&item, PositionPointer::ENTITY) {
                found.pointer = Some(from_item(item)?);
            } else if is(&item, Receipt::ENTITY) {
                found.receipts.push(from_item(item)?);
            } else if is(&item, HistoryEntry::ENTITY) {
                found.history.push(from_item(item)?);
            } else if is(&item, ReportedTransfer::ENTITY) {
                found.reported.push(from_item(item)?);
            } else if is(&item, Push::ENTITY) {
                found.pushes.push(from_item(item)?);
            }
        }
        match page.next {
            Some(next) => query = query.after(Some(next)),
            None => return Ok(found),
        }
    }
}

async fn receipts_of_other_parts(
    table: &Table,
    position: &DebtPosition,
) -> Result<Vec<Receipt>, TableError> {
    let creditor = &position.creditor;
    let others = || {
        position
            .installments()
            .filter(|part| part.nav != position.nav)
    };
    if position.extra_payments > 0 {
        let queries = others().map(|part| {
            let query = Query::table(keys::position_pk(creditor, &part.nav));
            let query = query.prefix(keys::receipt_prefix());
            async move { table.query::<Receipt>(&query).await }
        });
        let pages = futures::future::try_join_all(queries).await?;
        return Ok(pages.into_iter().flat_map(|page| page.items).collect());
    }
    let paid = others().filter_map(|part| {
        let id = part.payment.as_ref()?.receipt_id.as_ref()?;
        Some(keys::receipt(creditor, &part.nav, id))
    });
    table.get_many(&paid.collect::<Vec<_>>()).await
}
