//! Rows of flows against positions and receipts: the one transaction that reports a transfer.

use jiff::Timestamp;
use kernel::event::{PositionChange, PositionVersion};
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Query, Stored, Table, TableError, Tx, TxError};
use serde::{Deserialize, Serialize};

use super::bulks::release;
use super::positions::Teller;
use super::receipts::shares;
use super::{keys, positions, receipts};
use crate::domain::flow::{Flow, FlowRow, Placement, RowOutcome, ShareOf, Unpaid, place};
use crate::domain::history::HistoryEntry;
use crate::domain::position::{DebtPosition, TransferState, withdraw};

/// A position that changed under our hands this often means that something else is wrong.
const TRIES_MAX: usize = 10;

/// Transfers of the largest plan.
const REPORTED_MAX: usize = 300;

/// A row of a flow with what it is to us, as it is kept in the bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchedRow {
    #[serde(flatten)]
    pub row: FlowRow,
    /// Absent while the flow is being matched.
    pub outcome: Option<RowOutcome>,
    /// Whose notice it pays, where ours has a share alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<ShareOf>,
}

/// What a row is, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowMatch {
    pub outcome: RowOutcome,
    pub share: Option<ShareOf>,
    /// Of a matched row: the position with what the flow reported.
    pub position: Option<PositionVersion>,
}

impl RowMatch {
    pub fn alone(outcome: RowOutcome) -> Self {
        Self {
            outcome,
            share: None,
            position: None,
        }
    }

    pub fn of(outcome: RowOutcome, position: &DebtPosition) -> Self {
        let version = PositionVersion {
            notice: position.nav.clone(),
            version: position.version,
        };
        Self {
            position: (outcome == RowOutcome::Matched).then_some(version),
            ..Self::alone(outcome)
        }
    }
}

/// Which flow reported a transfer: written with the position, once for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedTransfer {
    pub creditor: OrgFiscalCode,
    /// Whose notice it is, where ours has a share alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The number under which the position stands; of another body's notice its number.
    pub position: NoticeNumber,
    /// The number of the part.
    pub nav: NoticeNumber,
    pub transfer: u8,
    pub receipt_id: ReceiptId,
    pub flow_id: FlowId,
    pub revision: u32,
    pub row: u32,
    pub at: Timestamp,
}

impl Stored for ReportedTransfer {
    const ENTITY: &'static str = "reported_transfer";

    fn key(&self) -> Key {
        let (creditor, nav) = (&self.creditor, &self.nav);
        match &self.issuer {
            None => keys::reported_transfer(creditor, &self.position, nav, self.transfer),
            Some(issuer) => {
                keys::reported_share(creditor, (issuer, nav), &self.receipt_id, self.transfer)
            }
        }
    }
}

impl ReportedTransfer {
    /// Whether it was this row that reported. A later revision of a flow may number its rows anew.
    pub fn is_of(&self, flow: &Flow, row: &FlowRow) -> bool {
        self.flow_id == flow.id && (self.revision != flow.revision || self.row == row.row)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the position kept changing")]
    Busy,
}

/// Matches one row: 1 get (2 for a pointer) and 1 transaction; 1 get more for what does not match
/// or was matched before, and 1 query for what no payment of ours explains. Repeating it gives the same outcome and changes nothing.
pub async fn match_row(
    table: &Table,
    flow: &Flow,
    row: &FlowRow,
    now: Timestamp,
) -> Result<RowMatch, MatchError> {
    let Some(nav) = NoticeNumber::from_iuv(&row.iuv) else {
        return Ok(RowMatch::alone(Unpaid::NoPosition.outcome(false)));
    };
    let position = positions::by_nav(table, &flow.creditor, &nav).await?;
    match_with(table, flow, (row, &nav), position, now).await
}

/// Matches one row whose position, if there is one, was read already: 1 transaction or 1 get, more
/// only where the position has changed meanwhile, or where a person linked the payment to another number.
pub async fn match_with(
    table: &Table,
    flow: &Flow,
    (row, told): (&FlowRow, &NoticeNumber),
    mut position: Option<DebtPosition>,
    now: Timestamp,
) -> Result<RowMatch, MatchError> {
    let creditor = &flow.creditor;
    let mut paid = told.clone();
    for _ in 0..TRIES_MAX {
        let placement = place(row, &paid, position.as_ref(), now);
        let (part, transfer, after) = match (placement, &position) {
            (Placement::Settled(outcome), _) => return Ok(RowMatch::alone(outcome)),
            (Placement::Unpaid(why), _) => {
                let receipt = receipts::by_id(table, creditor, told, &row.receipt_id).await?;
                let linked = receipt.as_ref().and_then(|it| it.linked_to.as_ref());
                if let Some(linked) = linked.filter(|linked| **linked != paid) {
                    paid = linked.clone();
                    position = positions::by_nav(table, creditor, &paid).await?;
                    continue;
                }
                let why = (why, receipt.is_some());
                return Ok(unpaid(table, flow, (row, told), why, now).await?);
            }
            (Placement::Reported { nav, transfer }, Some(position)) => {
                let key = keys::reported_transfer(creditor, &position.nav, &nav, transfer);
                let earlier: Option<ReportedTransfer> = table.get(&key).await?;
                let own = earlier.is_none_or(|earlier| earlier.is_of(flow, row));
                let before = RowOutcome::ReportedBefore;
                let outcome = if own { RowOutcome::Matched } else { before };
                return Ok(RowMatch::of(outcome, position));
            }
            (
                Placement::Report {
                    nav,
                    transfer,
                    after,
                },
                Some(_),
            ) => (nav, transfer, after),
            (Placement::Reported { .. } | Placement::Report { .. }, None) => {
                return Ok(RowMatch::alone(RowOutcome::NoticeUnknown));
            }
        };
        let Some(before) = &position else {
            return Ok(RowMatch::alone(RowOutcome::NoticeUnknown));
        };
        let tx = reporting(flow, row, (before, &after), (part, transfer), now);
        match table.commit(tx).await {
            Ok(()) => return Ok(RowMatch::of(RowOutcome::Matched, &after)),
            Err(TxError::Conflict(_)) => {
                release::clear(table, creditor, &paid).await?;
            }
            Err(TxError::Table(error)) => return Err(error.into()),
        }
        position = positions::by_nav(table, creditor, &paid).await?;
    }
    Err(MatchError::Busy)
}

/// A row that no paid part of ours explains: by a receipt kept aside, or by our share of another body's
/// notice.
async fn unpaid(
    table: &Table,
    flow: &Flow,
    (row, nav): (&FlowRow, &NoticeNumber),
    (why, has_receipt): (Unpaid, bool),
    now: Timestamp,
) -> Result<RowMatch, TableError> {
    if !has_receipt
        && let Some((outcome, share)) = shares::match_row(table, flow, (row, nav), now).await?
    {
        let share = Some(share);
        return Ok(RowMatch {
            share,
            ..RowMatch::alone(outcome)
        });
    }
    Ok(RowMatch::alone(why.outcome(has_receipt)))
}

fn reporting(
    flow: &Flow,
    row: &FlowRow,
    (before, after): (&DebtPosition, &DebtPosition),
    (nav, transfer): (NoticeNumber, u8),
    now: Timestamp,
) -> Tx {
    let reported = ReportedTransfer {
        creditor: flow.creditor.clone(),
        issuer: None,
        position: before.nav.clone(),
        nav,
        transfer,
        receipt_id: row.receipt_id.clone(),
        flow_id: flow.id.clone(),
        revision: flow.revision,
        row: row.row,
        at: now,
    };
    let note = format!("Pagamento rendicontato nel flusso {}.", flow.id);
    Tx::new()
        .put_versioned(after, before.version)
        .put_new(&entry((before, after), flow, note, now))
        .put_new(&reported)
}

/// What flows reported of a position: 1 query where something of it is in a flow, else none.
pub async fn reported_of(
    table: &Table,
    position: &DebtPosition,
) -> Result<Vec<ReportedTransfer>, TableError> {
    let mut transfers = position.installments().flat_map(|part| &part.transfers);
    if !transfers.any(|transfer| transfer.state == TransferState::Reported) {
        return Ok(Vec::new());
    }
    let query = Query::table(keys::position_pk(&position.creditor, &position.nav));
    let query = query.prefix(keys::reported_prefix());
    table.query_all(query, REPORTED_MAX).await
}

/// What a revoked payment leaves at its position: a line in its history. The position stays as it is,
/// whether the money was taken back is for a person to find out.
pub fn revoked(
    flow: &Flow,
    row: &FlowRow,
    position: &DebtPosition,
    teller: Teller<'_>,
) -> Option<Tx> {
    let now = teller.now();
    let nav = NoticeNumber::from_iuv(&row.iuv)?;
    let payment = position.installment(&nav)?.payment.as_ref()?;
    if !payment.is_of(&row.receipt_id) {
        return None;
    }
    let after = DebtPosition {
        version: position.version + 1,
        updated_at: now,
        ..position.clone()
    };
    let note = format!("Pagamento revocato nel flusso {}: da verificare.", flow.id);
    let history = entry((position, &after), flow, note, now);
    let tx = Tx::new().put_versioned(&after, position.version);
    let tx = tx.put_new(&history);
    Some(teller.tell(tx, &after, PositionChange::Updated))
}

/// Takes back what an earlier revision of `flow` reported with this row; whether there was something.
/// 2 gets (1 more for a pointer) and 1 transaction; 1 get and what [`shares::withdraw_row`] costs where no
/// position of ours has it.
pub async fn withdraw_row(
    table: &Table,
    flow: &Flow,
    row: &FlowRow,
    teller: Teller<'_>,
) -> Result<bool, MatchError> {
    let now = teller.now();
    let Some(nav) = NoticeNumber::from_iuv(&row.iuv) else {
        return Ok(false);
    };
    let nav = reported_under(table, flow, (row, nav)).await?;
    for _ in 0..TRIES_MAX {
        let before = positions::by_nav(table, &flow.creditor, &nav).await?;
        let reported = match &before {
            Some(before) => earlier_report(table, flow, (row, &nav), before).await?,
            None => None,
        };
        let (Some(before), Some(reported)) = (before, reported) else {
            return Ok(shares::withdraw_row(table, flow, (row, &nav)).await?);
        };
        let Some(after) = withdraw(&before, &nav, reported.transfer, now) else {
            return Ok(false);
        };
        let note = format!(
            "Il pagamento non è più nel flusso {}: una revisione lo ha tolto.",
            flow.id
        );
        let own = Condition::Equals("flow_id", flow.id.to_string());
        let tx = Tx::new()
            .put_versioned(&after, before.version)
            .put_new(&entry((&before, &after), flow, note, now))
            .delete(reported.key(), own);
        let tx = teller.tell(tx, &after, PositionChange::Updated);
        match table.commit(tx).await {
            Ok(()) => return Ok(true),
            Err(TxError::Conflict(_)) => {}
            Err(TxError::Table(error)) => return Err(error.into()),
        }
    }
    Err(MatchError::Busy)
}

/// The number of the part that the row's payment paid: its own, or the one that a person linked it to.
async fn reported_under(
    table: &Table,
    flow: &Flow,
    (row, nav): (&FlowRow, NoticeNumber),
) -> Result<NoticeNumber, TableError> {
    let position = positions::by_nav(table, &flow.creditor, &nav).await?;
    let part = position.as_ref().and_then(|it| it.installment(&nav));
    let payment = part.and_then(|part| part.payment.as_ref());
    if payment.is_some_and(|payment| payment.is_of(&row.receipt_id)) {
        return Ok(nav);
    }
    let receipt = receipts::by_id(table, &flow.creditor, &nav, &row.receipt_id).await?;
    Ok(receipt.and_then(|it| it.linked_to).unwrap_or(nav))
}

/// What an earlier revision reported of this payment, while it stands.
async fn earlier_report(
    table: &Table,
    flow: &Flow,
    (row, nav): (&FlowRow, &NoticeNumber),
    position: &DebtPosition,
) -> Result<Option<ReportedTransfer>, TableError> {
    let Some(part) = position.installment(nav) else {
        return Ok(None);
    };
    let named = |id: u8| row.transfer.is_none_or(|named| named == id);
    let keys: Vec<Key> = part
        .transfers
        .iter()
        .filter(|t| t.state == TransferState::Reported && named(t.id))
        .map(|t| keys::reported_transfer(&flow.creditor, &position.nav, nav, t.id))
        .collect();
    if keys.is_empty() {
        return Ok(None);
    }
    let found: Vec<ReportedTransfer> = table.get_many(&keys).await?;
    Ok(found.into_iter().find(|reported| {
        reported.flow_id == flow.id
            && reported.revision < flow.revision
            && reported.receipt_id == row.receipt_id
    }))
}

fn entry(
    (before, after): (&DebtPosition, &DebtPosition),
    flow: &Flow,
    note: String,
    at: Timestamp,
) -> HistoryEntry {
    HistoryEntry {
        creditor: after.creditor.clone(),
        nav: after.nav.clone(),
        version: after.version,
        at,
        actor: format!("flow {}", flow.id),
        from: before.state.as_str().to_owned(),
        to: after.state.as_str().to_owned(),
        note,
    }
}
