//! Ways to record a receipt that lose money or count it twice.

use jiff::Timestamp;
use kernel::event::{Envelope, PositionPaid};
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use payments::domain::position::{InstallmentState, Payment, PositionState};
use payments::domain::receipt::{Answer, Decision, Entry, Found, Receipt, Standing, decide};
use payments::store::receipts::PAID_JOB;
use payments::store::{positions, receipts};
use platform::outbox::OutboxItem;
use platform::table::{Condition, PutNew, Tx, TxError};

use super::samples;
use super::subject::{Station, Subject, Told};

pub struct Failed;

impl<E: std::error::Error> From<E> for Failed {
    fn from(_: E) -> Self {
        Self
    }
}

pub async fn record(station: &Station, told: &Told) -> Result<Answer, Failed> {
    let receipt = receipt(told, station.time.now());
    match station.subject {
        Subject::Product => unreachable!("the product has its own way"),
        Subject::CheckThenAct => check_then_act(station, receipt).await,
        Subject::TwoWrites => two_writes(station, receipt).await,
        Subject::NoVersion => no_version(station, receipt).await,
        Subject::NoCheck => no_check(station, receipt, false).await,
        Subject::Hopes => no_check(station, receipt, true).await,
        Subject::FirstPartPaysAll | Subject::IgnoresChoice => {
            no_check(station, receipt, false).await
        }
    }
}

async fn check_then_act(station: &Station, receipt: Receipt) -> Result<Answer, Failed> {
    let (creditor, nav, id) = (&receipt.creditor, &receipt.nav, &receipt.receipt_id);
    if let Some(first) = receipts::by_id(&station.table, creditor, nav, id).await? {
        return Ok(first.standing.answer());
    }
    let Some(entry) = entry(station, receipt).await? else {
        return Ok(Answer::Ok);
    };
    let any = |entity| Condition::NewOrEquals("entity", entity);
    let mut tx = Tx::new().put(&entry.receipt, any("receipt".to_owned()));
    if let Some(change) = &entry.change {
        tx = tx
            .put(&change.after, any("position".to_owned()))
            .put(&change.history, any("history".to_owned()));
    }
    station
        .table
        .commit(outbox(tx, station, &entry.receipt))
        .await?;
    Ok(entry.receipt.standing.answer())
}

async fn two_writes(station: &Station, receipt: Receipt) -> Result<Answer, Failed> {
    for _ in 0..10 {
        let Some(entry) = entry(station, receipt.clone()).await? else {
            return Ok(Answer::Ok);
        };
        if let PutNew::Existed(first) = station.table.put_new(&entry.receipt).await? {
            return Ok(first.standing.answer());
        }
        let Some(change) = &entry.change else {
            return Ok(entry.receipt.standing.answer());
        };
        let tx = Tx::new().put_versioned(&change.after, change.expected);
        let tx = outbox(tx.put_new(&change.history), station, &entry.receipt);
        match station.table.commit(tx).await {
            Ok(()) => return Ok(entry.receipt.standing.answer()),
            Err(TxError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failed)
}

async fn no_version(station: &Station, receipt: Receipt) -> Result<Answer, Failed> {
    let Some(entry) = entry(station, receipt).await? else {
        return Ok(Answer::Ok);
    };
    let mut tx = Tx::new().put_new(&entry.receipt);
    if let Some(change) = &entry.change {
        let there = || Condition::Exists;
        let history = Condition::NewOrEquals("entity", "history".to_owned());
        tx = tx.put(&change.after, there()).put(&change.history, history);
    }
    match station
        .table
        .commit(outbox(tx, station, &entry.receipt))
        .await
    {
        Ok(()) => Ok(entry.receipt.standing.answer()),
        Err(conflict) => match conflict.found::<Receipt>(0) {
            Some(first) => Ok(first.standing.answer()),
            None => Err(Failed),
        },
    }
}

async fn no_check(station: &Station, receipt: Receipt, hopes: bool) -> Result<Answer, Failed> {
    for _ in 0..10 {
        let Some(entry) = entry(station, receipt.clone()).await? else {
            return Ok(Answer::Ok);
        };
        let mut tx = Tx::new().put_new(&entry.receipt);
        if let Some(change) = &entry.change {
            tx = tx.put_versioned(&change.after, change.expected);
            tx = tx.put_new(&change.history);
        }
        match station
            .table
            .commit(outbox(tx, station, &entry.receipt))
            .await
        {
            Ok(()) => return Ok(entry.receipt.standing.answer()),
            Err(TxError::Table(_)) if hopes => return Ok(entry.receipt.standing.answer()),
            Err(TxError::Table(error)) => return Err(error.into()),
            Err(conflict) => {
                if let Some(first) = conflict.found::<Receipt>(0) {
                    return Ok(first.standing.answer());
                }
            }
        }
    }
    Err(Failed)
}

/// What the product's own decision would write; nothing for a receipt that settled its notice.
async fn entry(station: &Station, receipt: Receipt) -> Result<Option<Entry>, Failed> {
    let found = positions::by_nav(&station.table, &receipt.creditor, &receipt.nav).await?;
    let found = found.as_ref().map_or(Found::Nothing, Found::Position);
    Ok(match decide(found, receipt, station.time.now()) {
        Decision::Known(_) => None,
        Decision::Write(entry) => Some(twisted(station.subject, *entry)),
    })
}

/// The decision as somebody would make it who knows nothing of plans.
fn twisted(subject: Subject, mut entry: Entry) -> Entry {
    let Some(change) = &mut entry.change else {
        return entry;
    };
    match subject {
        Subject::FirstPartPaysAll => change.after.state = PositionState::Paid,
        Subject::IgnoresChoice if entry.receipt.standing == Standing::Extra => {
            let parts = change
                .after
                .options
                .iter_mut()
                .flat_map(|o| &mut o.installments);
            let mut open = parts.filter(|part| part.payment.is_none());
            if let Some(part) = open.find(|part| part.nav == entry.receipt.nav) {
                part.state = InstallmentState::Paid;
                part.payment = Some(Payment {
                    receipt_id: Some(entry.receipt.receipt_id.clone()),
                    amount_cents: entry.receipt.amount_cents,
                    paid_at: entry.receipt.paid_at,
                    psp_name: entry.receipt.psp_name.clone(),
                    method: None,
                    fee_cents: None,
                    notice: None,
                });
                change.after.extra_payments -= 1;
                entry.receipt.standing = Standing::Settles;
            }
        }
        _ => {}
    }
    change.history.to = change.after.state.as_str().to_owned();
    entry
}

fn outbox(tx: Tx, station: &Station, receipt: &Receipt) -> Tx {
    if receipt.standing != Standing::Settles {
        return tx;
    }
    let (clock, dice) = (&station.time, station.dice.as_ref());
    let event = PositionPaid {
        creditor: receipt.creditor.clone(),
        notice: receipt.nav.clone(),
        receipt: receipt.receipt_id.clone(),
        amount_cents: receipt.amount_cents,
        paid_at: receipt.paid_at,
    };
    let event = Envelope::new(event, clock, dice);
    tx.outbox(&OutboxItem::new(PAID_JOB, &event, clock, dice))
}

fn receipt(told: &Told, now: Timestamp) -> Receipt {
    Receipt {
        creditor: OrgFiscalCode::parse(samples::CREDITOR).unwrap(),
        issuer: None,
        nav: told.nav.clone(),
        iuv: told.nav.iuv(),
        receipt_id: told.id.clone(),
        amount_cents: told.amount,
        fee_cents: None,
        description: "Mensa scolastica".to_owned(),
        debtor_tax_code: "RSSMRA80A01H501U".to_owned(),
        debtor_name: "Mario Rossi".to_owned(),
        payer_name: None,
        psp_id: "PSP1".to_owned(),
        psp_name: "Banca di prova".to_owned(),
        channel: "PSP1_01".to_owned(),
        payment_method: None,
        payment_note: None,
        paid_at: now,
        application_date: None,
        transfer_date: None,
        stand_in: false,
        updated_amount: false,
        received_at: now,
        standing: Standing::Orphan,
        linked_to: None,
        warnings: Vec::new(),
        told: Default::default(),
    }
}
