//! Everything that stands under the numbers of a position.

use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Item, Key, Query, Stored, Table, TableError, from_item};

use super::flow_rows::ReportedTransfer;
use super::keys;
use super::positions::held::{Held, Next};
use super::positions::{PositionPointer, is, seen};
use crate::domain::history::HistoryEntry;
use crate::domain::outwards::Push;
use crate::domain::position::{DebtPosition, Installment};
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
        let mut found: Vec<Receipt> = pages.into_iter().flat_map(|page| page.items).collect();
        let linked: Vec<Key> = linked(position).collect();
        if !linked.is_empty() {
            found.extend(table.get_many::<Receipt>(&linked).await?);
        }
        return Ok(found);
    }
    let unlinked =
        |part: &&Installment| part.payment.as_ref().is_some_and(|it| it.notice.is_none());
    let paid = others().filter(unlinked);
    let paid = paid.filter_map(|part| receipt_key(creditor, part));
    let paid = paid.chain(linked(position));
    table.get_many(&paid.collect::<Vec<_>>()).await
}

/// The keys of receipts that came for other numbers and were linked to parts of this position: under the
/// number of its first part stands none of them.
fn linked(position: &DebtPosition) -> impl Iterator<Item = Key> {
    let is_linked =
        |part: &&Installment| part.payment.as_ref().is_some_and(|it| it.notice.is_some());
    let parts = position.installments().filter(is_linked);
    parts.filter_map(|part| receipt_key(&position.creditor, part))
}

fn receipt_key(creditor: &OrgFiscalCode, part: &Installment) -> Option<Key> {
    let payment = part.payment.as_ref()?;
    let id = payment.receipt_id.as_ref()?;
    Some(keys::receipt(
        creditor,
        payment.receipt_under(&part.nav),
        id,
    ))
}
