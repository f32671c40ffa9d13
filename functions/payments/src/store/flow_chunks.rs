//! A chunk of the rows of a flow, matched together: what is known to agree costs no write.

use std::collections::{BTreeSet, HashMap};

use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Table, TableError, TxError};

use super::flow_rows::{self, MatchError, MatchedRow, ReportedTransfer, match_with};
use super::{exceptions, keys, positions};
use crate::domain::exceptions::of_row;
use crate::domain::flow::{
    Flow, FlowRow, KnownTransfer, KnownTransfers, Reconciler, RowOutcome, Unpaid, Verdict, credited,
};
use crate::domain::position::{DebtPosition, TransferState};

/// Rows that are matched at the same time: each waits for an answer of the table.
const ROWS_AT_ONCE: usize = 16;

/// Matches the rows of a chunk: 1 batch per 100 positions, 1 batch per 100 transfers that were
/// reported before; 1 transaction for each transfer that is reported now; for what differs 1 get and
/// 1 put, which has a person look at it, for a receipt without position 2 gets and 1 put.
pub async fn match_rows(
    table: &Table,
    flow: &Flow,
    rows: Vec<FlowRow>,
    now: Timestamp,
) -> Result<Vec<MatchedRow>, MatchError> {
    let found = positions_of(table, &flow.creditor, &rows).await?;
    let own = reported_by(table, flow, &rows, &found).await?;
    let matched = rows.into_iter().zip(own).map(|(row, own)| {
        let nav = NoticeNumber::from_iuv(&row.iuv);
        let position = nav.as_ref().and_then(|nav| found.get(nav)).cloned();
        async move {
            if own {
                let outcome = Some(RowOutcome::Matched);
                return Ok(MatchedRow { row, outcome });
            }
            let outcome = match nav {
                None => Unpaid::NoPosition.outcome(false),
                Some(nav) => {
                    let found = position.clone();
                    match_with(table, flow, (&row, &nav), found, now).await?
                }
            };
            tell(table, flow, &row, (outcome, position), now).await?;
            let outcome = Some(outcome);
            Ok(MatchedRow { row, outcome })
        }
    });
    futures::stream::iter(matched)
        .buffered(ROWS_AT_ONCE)
        .try_collect()
        .await
}

/// Has a person look at what does not agree. A revoked payment is told by its position too.
async fn tell(
    table: &Table,
    flow: &Flow,
    row: &FlowRow,
    (outcome, position): (RowOutcome, Option<DebtPosition>),
    now: Timestamp,
) -> Result<(), MatchError> {
    if outcome == RowOutcome::OrphanReceipt {
        exceptions::reported(table, flow, row, now).await?;
    }
    let found = of_row(flow, row, (outcome, position.as_ref()), now);
    let Some(found) = found else {
        return Ok(());
    };
    if let Some(position) = position.filter(|_| outcome == RowOutcome::Revoked)
        && let Some(tx) = flow_rows::revoked(flow, row, &position, now)
    {
        match table.commit(tx.put_new(&found)).await {
            Ok(()) => return Ok(()),
            // Told before, or the position has just changed: the person is told in any case.
            Err(TxError::Conflict(_)) => {}
            Err(TxError::Table(error)) => return Err(error.into()),
        }
    }
    Ok(exceptions::raise(table, found).await?)
}

/// The positions that the rows name, by the number of the part.
async fn positions_of(
    table: &Table,
    creditor: &OrgFiscalCode,
    rows: &[FlowRow],
) -> Result<HashMap<NoticeNumber, DebtPosition>, TableError> {
    let navs: BTreeSet<NoticeNumber> = rows
        .iter()
        .filter_map(|row| NoticeNumber::from_iuv(&row.iuv))
        .collect();
    let found = positions::by_navs(table, creditor, navs.iter()).await?;
    let mut by_part = HashMap::new();
    for position in found {
        for part in position
            .installments()
            .filter(|part| navs.contains(&part.nav))
        {
            by_part.insert(part.nav.clone(), position.clone());
        }
    }
    Ok(by_part)
}

/// For each row whether it agrees with a transfer that this flow has reported already.
async fn reported_by(
    table: &Table,
    flow: &Flow,
    rows: &[FlowRow],
    found: &HashMap<NoticeNumber, DebtPosition>,
) -> Result<Vec<bool>, TableError> {
    let reported = reported_transfers(flow, found);
    if reported.is_empty() {
        return Ok(vec![false; rows.len()]);
    }
    let known = KnownTransfers::of(reported.iter().map(|(known, _)| *known), []);
    let keys: Vec<Key> = reported.iter().map(|(_, key)| key.clone()).collect();
    let records: Vec<ReportedTransfer> = table.get_many(&keys).await?;
    let records: HashMap<Key, ReportedTransfer> = records
        .into_iter()
        .map(|record| (platform::table::Stored::key(&record), record))
        .collect();
    let mut reconciler = Reconciler::new(&known);
    let own = |row: &FlowRow| match reconciler.row(&row.text()) {
        Verdict::Agrees(place) => {
            let key = keys.get(usize::try_from(place).unwrap_or(usize::MAX));
            let record = key.and_then(|key| records.get(key));
            record.is_some_and(|record| record.is_of(flow, row))
        }
        Verdict::Differs(_) => false,
    };
    Ok(rows.iter().map(own).collect())
}

/// The transfers to this body that were reported, with what the payment brought for each, and the
/// key under which it stands who reported it.
fn reported_transfers(
    flow: &Flow,
    found: &HashMap<NoticeNumber, DebtPosition>,
) -> Vec<(KnownTransfer, Key)> {
    let creditor = &flow.creditor;
    let mut transfers = Vec::new();
    for (nav, position) in found {
        let Some(part) = position.installment(nav) else {
            continue;
        };
        let Some(receipt) = part
            .payment
            .as_ref()
            .and_then(|paid| paid.receipt_id.as_ref())
        else {
            continue;
        };
        let own = part
            .transfers
            .iter()
            .filter(|t| t.is_own(creditor) && t.state == TransferState::Reported);
        for transfer in own {
            let Some(amount) = credited(part, transfer, &position.creditor) else {
                continue;
            };
            let place = u32::try_from(transfers.len()).unwrap_or(u32::MAX);
            let names = (part.iuv.as_str(), receipt.as_str());
            let known = KnownTransfer::new(place, names, transfer.id, amount);
            let key = keys::reported_transfer(creditor, &position.nav, nav, transfer.id);
            transfers.push((known, key));
        }
    }
    transfers
}
