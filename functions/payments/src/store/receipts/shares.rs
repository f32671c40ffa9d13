//! Receipts of other bodies' notices in which ours has a share, and the flows that report it.

use jiff::Timestamp;
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Query, Stored, Table, TableError, Tx, from_item, held};

use super::RECEIPTS_MAX;
use crate::domain::flow::{Flow, FlowRow, RowOutcome, ShareOf, place_share};
use crate::domain::receipt::Receipt;
use crate::store::flow_rows::ReportedTransfer;
use crate::store::keys;

/// Transfers of one payment (`ctTransferListPA`).
const TRANSFERS_MAX: usize = 5;

/// One receipt of another body's notice: 1 request.
pub async fn by_id(
    table: &Table,
    creditor: &OrgFiscalCode,
    (issuer, nav): (&str, &NoticeNumber),
    id: &ReceiptId,
) -> Result<Option<Receipt>, TableError> {
    let key = keys::shared_receipt(creditor, issuer, nav, id);
    table.get(&key).await
}

/// Every receipt of other bodies' notices with this number: 1 query.
pub async fn by_nav(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
) -> Result<Vec<Receipt>, TableError> {
    let query = Query::table(keys::shared_pk(creditor, nav)).prefix(keys::receipt_prefix());
    table.query_all(query, RECEIPTS_MAX).await
}

/// The receipt with this id of a notice with this number, whose ever it is: a flow does not say.
/// 1 query.
pub async fn of_any(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
    id: &ReceiptId,
) -> Result<Option<Receipt>, TableError> {
    let found = by_nav(table, creditor, nav).await?;
    Ok(found.into_iter().find(|receipt| receipt.receipt_id == *id))
}

/// The flows that reported our share of a payment: 1 query.
pub async fn reported(
    table: &Table,
    receipt: &Receipt,
) -> Result<Vec<ReportedTransfer>, TableError> {
    let Some(issuer) = &receipt.issuer else {
        return Ok(Vec::new());
    };
    let prefix = keys::reported_shares_prefix(issuer, &receipt.receipt_id);
    let query = Query::table(keys::shared_pk(&receipt.creditor, &receipt.nav)).prefix(prefix);
    table.query_all(query, TRANSFERS_MAX).await
}

/// Where it stands which flow reported each transfer of ours.
pub fn reported_keys(receipt: &Receipt) -> Vec<Key> {
    let issuer = receipt.issuer.as_deref();
    let key = |issuer| {
        let own = receipt.own_transfers();
        let about = (issuer, &receipt.nav);
        let creditor = &receipt.creditor;
        own.map(move |t| keys::reported_share(creditor, about, &receipt.receipt_id, t.id))
    };
    issuer.map(key).into_iter().flatten().collect()
}

/// Matches a row that no position explains with our share of another body's notice: 1 query, and 1 put where
/// there is one. Repeating it gives the same outcome and changes nothing.
pub async fn match_row(
    table: &Table,
    flow: &Flow,
    (row, nav): (&FlowRow, &NoticeNumber),
    now: Timestamp,
) -> Result<Option<(RowOutcome, ShareOf)>, TableError> {
    let found = of_any(table, &flow.creditor, nav, &row.receipt_id).await?;
    let told = found.and_then(|receipt| Some((ShareOf::of(&receipt)?, receipt)));
    let Some((share, receipt)) = told else {
        return Ok(None);
    };
    let transfer = match place_share(row, &receipt) {
        Ok(transfer) => transfer,
        Err(outcome) => return Ok(Some((outcome, share))),
    };
    let reported = ReportedTransfer {
        creditor: flow.creditor.clone(),
        issuer: receipt.issuer,
        position: nav.clone(),
        nav: nav.clone(),
        transfer,
        receipt_id: row.receipt_id.clone(),
        flow_id: flow.id.clone(),
        revision: flow.revision,
        row: row.row,
        at: now,
    };
    let earlier = match table.put(&reported, Condition::New).await? {
        None => return Ok(Some((RowOutcome::Matched, share))),
        Some(item) => from_item::<ReportedTransfer>(item)?,
    };
    let outcome = match earlier.is_of(flow, row) {
        true => RowOutcome::Matched,
        false => RowOutcome::ReportedBefore,
    };
    Ok(Some((outcome, share)))
}

/// Takes back what an earlier revision of `flow` reported of our share with this row; whether there was
/// something: 1 query, and 1 batch and 1 transaction where there may be.
pub async fn withdraw_row(
    table: &Table,
    flow: &Flow,
    (row, nav): (&FlowRow, &NoticeNumber),
) -> Result<bool, TableError> {
    let Some(receipt) = of_any(table, &flow.creditor, nav, &row.receipt_id).await? else {
        return Ok(false);
    };
    let found: Vec<ReportedTransfer> = table.get_many(&reported_keys(&receipt)).await?;
    let named = |id: u8| row.transfer.is_none_or(|named| named == id);
    let earlier = found
        .into_iter()
        .find(|one| one.flow_id == flow.id && one.revision < flow.revision && named(one.transfer));
    let Some(earlier) = earlier else {
        return Ok(false);
    };
    let own = Condition::Equals("flow_id", flow.id.to_string());
    held(table.commit(Tx::new().delete(earlier.key(), own)).await)
}
