//! Receipts in the table, and the one transaction that counts a payment.

pub mod shares;

use kernel::event::{Envelope, PositionChange, PositionPaid};
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::outbox::OutboxItem;
use platform::table::{Condition, Indexes, Key, Query, Stored, Table, TableError, Tx, TxError};

use super::bulks::release;
use super::positions::Teller;
use super::{amounts, keys, positions};
use crate::domain::exceptions;
use crate::domain::position::DebtPosition;
use crate::domain::receipt::{Answer, Decision, Entry, Found, Receipt, Standing, decide};

/// A position changed under our hands this often means that something else is wrong.
const TRIES_MAX: usize = 10;
/// The job that mails a receipt, and tells other contexts and the body's software of a payment.
pub const PAID_JOB: &str = "position-paid";

impl Stored for Receipt {
    const ENTITY: &'static str = "receipt";

    fn key(&self) -> Key {
        match &self.issuer {
            None => keys::receipt(&self.creditor, &self.nav, &self.receipt_id),
            Some(issuer) => {
                keys::shared_receipt(&self.creditor, issuer, &self.nav, &self.receipt_id)
            }
        }
    }

    fn indexes(&self) -> Indexes {
        let id = self.receipt_id.as_str();
        let list = keys::receipt_list(&self.creditor, &self.nav, self.received_at, id);
        let paid = keys::receipt_paid(&self.creditor, &self.nav, self.paid_at, id);
        let (creditor, at) = (&self.creditor, self.paid_at);
        let standing = (self.standing != Standing::Settles).then(|| {
            let standing = (creditor, self.standing.as_str());
            keys::receipt_standing(standing, &self.nav, at, id)
        });
        let stand_in = self
            .stand_in
            .then(|| keys::receipt_stand_in(creditor, &self.nav, at, id));
        Indexes([Some(list), standing, Some(paid), stand_in])
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
/// 1 get (2 for a pointer, none for the share of another body's notice) and 1 transaction; 1 get more
/// where the amount is not the stored one, or where the payment is known.
///
/// Receipt, position, history and outbox items are one transaction. Its conditions: the receipt is
/// new, and under its number stands what was decided upon (the position in the version read, or
/// nothing). Where one does not hold nothing is written, and everything is read again, when no bulk
/// holds the position any more.
pub async fn record(
    table: &Table,
    receipt: Receipt,
    teller: Teller<'_>,
) -> Result<Answer, RecordError> {
    for _ in 0..TRIES_MAX {
        let read = position_of(table, &receipt).await?;
        let told = Receipt {
            updated_amount: is_as_told(table, &receipt, &read).await?,
            ..receipt.clone()
        };
        let entry = match decide(read.found(), told, teller.now()) {
            Decision::Known(entry) => match table.get::<Receipt>(&entry.receipt.key()).await? {
                Some(kept) => return Ok(kept.standing.answer()),
                None => entry,
            },
            Decision::Write(entry) => entry,
        };
        match table.commit(transaction(&entry, &read, teller)).await {
            Ok(()) => return Ok(entry.receipt.standing.answer()),
            Err(TxError::Table(error)) => return Err(error.into()),
            Err(conflict) => {
                // The receipt is always the first operation of the transaction.
                if let Some(first) = conflict.found::<Receipt>(0) {
                    return Ok(first.standing.answer());
                }
                if receipt.issuer.is_none() {
                    release::clear(table, &receipt.creditor, &receipt.nav).await?;
                }
            }
        }
    }
    Err(RecordError::Busy)
}

enum Read {
    Position(Box<DebtPosition>),
    Nothing,
    Unreadable,
    /// Another body's notice: our positions are not asked.
    NotOurs,
}

impl Read {
    fn found(&self) -> Found<'_> {
        match self {
            Self::Position(position) => Found::Position(position),
            Self::Nothing | Self::NotOurs => Found::Nothing,
            Self::Unreadable => Found::Unreadable,
        }
    }
}

/// Whether an amount that is not the stored one was told for the payment by the body's software.
async fn is_as_told(table: &Table, receipt: &Receipt, read: &Read) -> Result<bool, TableError> {
    let Read::Position(position) = read else {
        return Ok(false);
    };
    let part = position.installment(&receipt.nav);
    match part.filter(|part| part.payment.is_none() && part.amount_cents != receipt.amount_cents) {
        Some(part) => {
            let amount = receipt.amount_cents;
            amounts::was_told(table, &position.creditor, &part.nav, amount).await
        }
        None => Ok(false),
    }
}

/// A position that can not be read must not lose the receipt: it is kept as orphan, loudly.
async fn position_of(table: &Table, receipt: &Receipt) -> Result<Read, TableError> {
    if receipt.issuer.is_some() {
        return Ok(Read::NotOurs);
    }
    match positions::by_nav(table, &receipt.creditor, &receipt.nav).await {
        Ok(Some(position)) => Ok(Read::Position(Box::new(position))),
        Ok(None) => Ok(Read::Nothing),
        Err(TableError::Corrupt(what)) => {
            tracing::error!(error = what, "receipt for a position that can not be read");
            Ok(Read::Unreadable)
        }
        Err(error) => Err(error),
    }
}

fn transaction(entry: &Entry, read: &Read, teller: Teller<'_>) -> Tx {
    let receipt = &entry.receipt;
    let mut tx = Tx::new().put_new(receipt);
    let after = match (&entry.change, read) {
        (Some(change), _) => Some(&change.after),
        (None, Read::Position(position)) => Some(&**position),
        (None, Read::Nothing | Read::Unreadable | Read::NotOurs) => None,
    };
    if let Some(exception) = exceptions::of_receipt(receipt, after) {
        tx = tx.put_new(&exception);
    }
    if let Some(change) = &entry.change {
        tx = tx
            .put_versioned(&change.after, change.expected)
            .put_new(&change.history);
        let what = match receipt.standing {
            Standing::Settles => PositionChange::Paid,
            Standing::Extra | Standing::Orphan | Standing::Shared => PositionChange::Updated,
        };
        tx = teller.tell(tx, &change.after, what);
    } else if let Read::Position(position) = read {
        tx = tx.check(position.key(), Condition::Version(position.version));
    } else if matches!(read, Read::Nothing) {
        // A position that is published meanwhile must not miss its receipt.
        let place = keys::position(&receipt.creditor, &receipt.nav);
        tx = tx.check(place, Condition::New);
    }
    if receipt.standing == Standing::Settles {
        let event = Envelope::new(paid(receipt), teller.clock, teller.dice);
        let item = OutboxItem::new(PAID_JOB, &event, teller.clock, teller.dice);
        tx = tx.outbox(&item);
    }
    tx
}

fn paid(receipt: &Receipt) -> PositionPaid {
    PositionPaid {
        creditor: receipt.creditor.clone(),
        notice: receipt.nav.clone(),
        receipt: receipt.receipt_id.clone(),
        amount_cents: receipt.amount_cents,
        paid_at: receipt.paid_at,
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

/// Whether the receipt of a payment is here, of a notice of ours or of another body's: 1 get, and 1 query
/// where it is not of ours.
pub async fn is_here(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
    id: &ReceiptId,
) -> Result<bool, TableError> {
    if by_id(table, creditor, nav, id).await?.is_some() {
        return Ok(true);
    }
    let shared = shares::of_any(table, creditor, nav, id).await?;
    Ok(shared.is_some())
}

/// One receipt: 1 request.
pub async fn by_id(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
    id: &ReceiptId,
) -> Result<Option<Receipt>, TableError> {
    table.get(&keys::receipt(creditor, nav, id)).await
}
