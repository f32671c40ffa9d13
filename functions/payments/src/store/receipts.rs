//! Receipts in the table, and the one transaction that counts a payment.

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::event::{Envelope, PositionPaid};
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::outbox::OutboxItem;
use platform::table::{Indexes, Key, Query, Stored, Table, TableError, Tx, TxError};

use super::{keys, positions};
use crate::domain::history::HistoryEntry;
use crate::domain::position::DebtPosition;
use crate::domain::receipt::{Answer, Decision, Receipt, Standing, decide};

/// A position changed under our hands this often means that something else is wrong.
const TRIES_MAX: usize = 10;
/// The job that tells other contexts and the body's software of a payment.
pub const PAID_JOB: &str = "position-paid";

impl Stored for Receipt {
    const ENTITY: &'static str = "receipt";

    fn key(&self) -> Key {
        keys::receipt(&self.creditor, &self.nav, &self.receipt_id)
    }

    fn indexes(&self) -> Indexes {
        let id = self.receipt_id.as_str();
        let list = keys::receipt_list(&self.creditor, &self.nav, self.received_at, id);
        let waits = (self.standing != Standing::Settles)
            .then(|| keys::receipt_exceptions(&self.creditor, self.received_at, id));
        Indexes([Some(list), waits, None, None])
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the position kept changing")]
    Busy,
}

/// Records a receipt once and gives the answer for the node, the same for every delivery:
/// 1 get (2 for a pointer) and 1 transaction.
///
/// Receipt, position, history and outbox item are one transaction, conditional on the receipt
/// being new and on the position being the one that was read.
pub async fn record(
    table: &Table,
    mut receipt: Receipt,
    clock: &dyn Clock,
    dice: &dyn Dice,
) -> Result<Answer, RecordError> {
    for _ in 0..TRIES_MAX {
        let position = positions::by_nav(table, &receipt.creditor, &receipt.nav).await?;
        let now = clock.now();
        let decision = decide(position.as_ref(), &receipt, now);
        let tx = match (decision, position) {
            (Decision::Known, _) => return Ok(Answer::Ok),
            (Decision::Settle(paid), Some(before)) => {
                receipt.standing = Standing::Settles;
                receipt.warnings = paid.warnings.iter().map(|w| w.italian()).collect();
                settle(&receipt, &before, &paid.position, clock, dice)
            }
            (Decision::Extra(after), Some(before)) => {
                receipt.standing = Standing::Extra;
                let note = "Secondo pagamento dello stesso avviso: da rimborsare.";
                receipt.warnings = vec![note.to_owned()];
                Tx::new()
                    .put_new(&receipt)
                    .put_versioned(&*after, before.version)
                    .put_new(&entry(&before, &after, note.to_owned(), now))
            }
            (Decision::Orphan | Decision::Settle(_) | Decision::Extra(_), _) => {
                receipt.standing = Standing::Orphan;
                receipt.warnings = vec!["Nessuna posizione con questo numero.".to_owned()];
                Tx::new().put_new(&receipt)
            }
        };
        match table.commit(tx).await {
            Ok(()) => return Ok(receipt.standing.answer()),
            Err(TxError::Table(error)) => return Err(error.into()),
            Err(conflict) => {
                // The receipt is always the first operation of the transaction.
                if let Some(first) = conflict.found::<Receipt>(0) {
                    return Ok(first.standing.answer());
                }
            }
        }
    }
    Err(RecordError::Busy)
}

fn settle(
    receipt: &Receipt,
    before: &DebtPosition,
    after: &DebtPosition,
    clock: &dyn Clock,
    dice: &dyn Dice,
) -> Tx {
    let note = format!("Pagamento ricevuto da {}.", receipt.psp_name);
    let event = PositionPaid {
        creditor: receipt.creditor.clone(),
        notice: receipt.nav.clone(),
        receipt: receipt.receipt_id.clone(),
        amount_cents: receipt.amount_cents,
        paid_at: receipt.paid_at,
    };
    let event = Envelope::new(event, clock, dice);
    Tx::new()
        .put_new(receipt)
        .put_versioned(after, before.version)
        .put_new(&entry(before, after, note, clock.now()))
        .outbox(&OutboxItem::new(PAID_JOB, &event, clock, dice))
}

fn entry(before: &DebtPosition, after: &DebtPosition, note: String, at: Timestamp) -> HistoryEntry {
    HistoryEntry {
        creditor: after.creditor.clone(),
        nav: after.nav.clone(),
        version: after.version,
        at,
        actor: "pagoPA".to_owned(),
        from: before.state.as_str().to_owned(),
        to: after.state.as_str().to_owned(),
        note,
    }
}

/// Every receipt of a notice number, orphans too: 1 query.
pub async fn by_nav(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
) -> Result<Vec<Receipt>, TableError> {
    let query = Query::table(keys::position_pk(creditor, nav)).prefix(keys::receipt_prefix());
    table.query_all(query, RECEIPTS_MAX).await
}

/// More payments of one notice are not looked at on one page.
const RECEIPTS_MAX: usize = 100;

/// One receipt: 1 request.
pub async fn by_id(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
    id: &ReceiptId,
) -> Result<Option<Receipt>, TableError> {
    table.get(&keys::receipt(creditor, nav, id)).await
}

/// Receipts that wait for a person, newest first: 1 query.
pub async fn exceptions(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Vec<Receipt>, TableError> {
    let query = Query::gsi(2, keys::receipt_exceptions_pk(creditor)).descending();
    table.query_all(query, RECEIPTS_MAX).await
}
