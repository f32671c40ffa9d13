//! A chunk of the rows of a flow, matched together: what is known to agree costs no write.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures::{StreamExt, TryStreamExt};
use kernel::event::PositionVersion;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Table, TableError, TxError};

use super::flow_rows::{self, MatchError, MatchedRow, ReportedTransfer, RowMatch, match_with};
use super::positions::Teller;
use super::{exceptions, keys, positions};
use crate::domain::exceptions::of_row;
use crate::domain::flow::{
    Flow, FlowRow, KnownTransfer, KnownTransfers, Reconciler, RowOutcome, Unpaid, Verdict, credited,
};
use crate::domain::position::{DebtPosition, TransferState};

/// Rows that are matched at the same time: each waits for an answer of the table.
const ROWS_AT_ONCE: usize = 16;

/// Matches the rows of a chunk: 1 batch per 100 positions, 1 batch per 100 transfers that were
/// reported before; 1 transaction for each transfer that is reported now; 1 get, 1 query and 1 put for each
/// share of another body's notice; for what differs 1 get, at most 1 query, and 1 put, which has a person
/// look at it, for a receipt without position 2 gets and 1 put.
pub async fn match_rows(
    table: &Table,
    flow: &Flow,
    rows: Vec<FlowRow>,
    teller: Teller<'_>,
) -> Result<MatchedChunk, MatchError> {
    let now = teller.now();
    let found = positions_of(table, &flow.creditor, &rows).await?;
    let own = reported_by(table, flow, &rows, &found).await?;
    let matched = rows.into_iter().zip(own).map(|(row, own)| {
        let nav = NoticeNumber::from_iuv(&row.iuv);
        let position = nav.as_ref().and_then(|nav| found.get(nav)).cloned();
        async move {
            let is = match (nav, &position) {
                (_, Some(position)) if own => RowMatch::of(RowOutcome::Matched, position),
                (None, _) => RowMatch::alone(Unpaid::NoPosition.outcome(false)),
                (Some(nav), found) => {
                    match_with(table, flow, (&row, &nav), found.clone(), now).await?
                }
            };
            if !own {
                tell(table, flow, &row, (is.outcome, position), teller).await?;
            }
            Ok::<_, MatchError>((row, is))
        }
    });
    let matched: Vec<(FlowRow, RowMatch)> = futures::stream::iter(matched)
        .buffered(ROWS_AT_ONCE)
        .try_collect()
        .await?;
    Ok(MatchedChunk::of(matched))
}

/// The rows of a chunk as they are kept, and the positions that they report.
#[derive(Debug, Default)]
pub struct MatchedChunk {
    pub rows: Vec<MatchedRow>,
    reported: Vec<(u32, PositionVersion)>,
}

impl MatchedChunk {
    fn of(matched: Vec<(FlowRow, RowMatch)>) -> Self {
        let mut chunk = Self::default();
        for (row, is) in matched {
            chunk
                .reported
                .extend(is.position.map(|told| (row.row, told)));
            chunk.rows.push(MatchedRow {
                row,
                outcome: Some(is.outcome),
                share: is.share,
            });
        }
        chunk
    }

    /// The positions that these rows report, each once, in the last of the versions that they made.
    pub fn reported(&self, wanted: impl Fn(u32) -> bool) -> Vec<PositionVersion> {
        let mut versions: BTreeMap<NoticeNumber, u64> = BTreeMap::new();
        for (_, told) in self.reported.iter().filter(|(row, _)| wanted(*row)) {
            let version = versions.entry(told.notice.clone()).or_default();
            *version = told.version.max(*version);
        }
        let told = |(notice, version)| PositionVersion { notice, version };
        versions.into_iter().map(told).collect()
    }
}

/// Has a person look at what does not agree. A revoked payment is told by its position too.
async fn tell(
    table: &Table,
    flow: &Flow,
    row: &FlowRow,
    (outcome, position): (RowOutcome, Option<DebtPosition>),
    teller: Teller<'_>,
) -> Result<(), MatchError> {
    if outcome == RowOutcome::OrphanReceipt {
        exceptions::reported(table, flow, row, teller.now()).await?;
    }
    let found = of_row(flow, row, (outcome, position.as_ref()), teller.now());
    let Some(found) = found else {
        return Ok(());
    };
    if let Some(position) = position.filter(|_| outcome == RowOutcome::Revoked)
        && let Some(tx) = flow_rows::revoked(flow, row, &position, teller)
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
