//! What clients, the node and time do to a position: the product's own decisions and writes.

use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use payments::domain::position::{
    By, Changed, DebtPosition, Draft, Outside, add_notification_fee, create, delete, invalidate,
    mature, pay_outside, publish, update,
};
use payments::store::positions::{self, WriteError};
use platform::table::{Table, Tx};

use super::bugs::{self, Bug};
use super::script::{Act, File, Timed};
use super::town::Town;
use crate::samples;
use kernel::money::Cents;

/// A position that keeps changing under one's hands is left after so many looks.
const TRIES_MAX: usize = 10;
const FEE: Cents = Cents::new(150);

/// What the client heard in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    Done,
    Refused(String),
}

/// The answer; none where it is lost and the client has to ask again.
pub async fn perform(town: &Town, timed: &Timed) -> Option<Heard> {
    let file = &town.script.files[timed.file];
    let name = timed.name.as_str();
    if let Some(wrong) = bugs::perform(town, file, timed).await {
        return wrong;
    }
    match &timed.act {
        Act::Create { publish } => make(town, file, *publish).await,
        Act::Delete => remove(town, file, name).await,
        Act::Receipt(_) => None,
        Act::Wake => wake(town).await,
        act => change(town, file, name, |before, by| decide(file, act, before, by)).await,
    }
}

/// The product's decision about everything that changes a position and leaves it there.
pub fn decide(
    file: &File,
    act: &Act,
    before: &DebtPosition,
    by: By<'_>,
) -> Result<Changed, String> {
    match act {
        Act::Publish => publish(before, by).map_err(|error| error.to_string()),
        Act::Update { content, publish } => {
            let draft = draft(file, *content);
            update(before, draft, *publish, by).map_err(|error| error.to_string())
        }
        Act::Invalidate => invalidate(before, by).map_err(|error| error.to_string()),
        Act::PayOutside(index) => {
            let told = Outside {
                paid_at: by.at,
                psp_name: "Sportello dell’ente".to_owned(),
                method: None,
                fee_cents: None,
                receipt_id: None,
            };
            let paid = pay_outside(before, &file.number(*index), told, by);
            paid.map_err(|error| error.to_string())
        }
        Act::Fee(index) => {
            let added = add_notification_fee(before, &file.number(*index), FEE, by);
            added.map_err(|error| error.to_string())
        }
        Act::Create { .. } | Act::Delete | Act::Receipt(_) | Act::Wake => {
            Err("not a change".to_owned())
        }
    }
}

pub fn draft(file: &File, content: u64) -> Draft {
    let sample = samples::position(&file.number(0), Cents::new(1), jiff::Timestamp::UNIX_EPOCH);
    Draft {
        creditor: sample.creditor,
        iupd: file.iupd.clone(),
        debtor: sample.debtor,
        company_name: sample.company_name,
        office_name: Some(format!("Contenuto {content}")),
        service: sample.service,
        options: file.options(content),
        origin: sample.origin,
        pay_stand_in: true,
    }
}

pub fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(samples::CREDITOR).unwrap()
}

pub async fn read(table: &Table, file: &File) -> Result<Option<DebtPosition>, ()> {
    let found = positions::by_iupd(table, &creditor(), &file.iupd).await;
    found.map_err(|_| ())
}

async fn make(town: &Town, file: &File, publish: bool) -> Option<Heard> {
    let position = match create(draft(file, 0), publish, town.time.now()) {
        Ok(position) => position,
        Err(error) => return Some(Heard::Refused(error.to_string())),
    };
    match positions::create(&town.station.table, &position, Tx::new()).await {
        Ok(_) => Some(Heard::Done),
        Err(error) => told(error),
    }
}

async fn remove(town: &Town, file: &File, name: &str) -> Option<Heard> {
    let table = &town.station.table;
    for _ in 0..TRIES_MAX {
        let Some(before) = read(table, file).await.ok()? else {
            return Some(Heard::Refused("unknown".to_owned()));
        };
        let by = By {
            actor: name,
            at: town.time.now(),
        };
        let deleted = match delete(&before, by) {
            Ok(deleted) => deleted,
            Err(error) => return Some(Heard::Refused(error.to_string())),
        };
        match positions::delete(table, &before, &deleted, Tx::new()).await {
            Ok(()) => return Some(Heard::Done),
            Err(WriteError::VersionLost) => {}
            Err(error) => return told(error),
        }
    }
    None
}

pub async fn change(
    town: &Town,
    file: &File,
    name: &str,
    decide: impl Fn(&DebtPosition, By<'_>) -> Result<Changed, String>,
) -> Option<Heard> {
    let table = &town.station.table;
    for _ in 0..TRIES_MAX {
        let Some(before) = read(table, file).await.ok()? else {
            return Some(Heard::Refused("unknown".to_owned()));
        };
        let by = By {
            actor: name,
            at: town.time.now(),
        };
        let changed = match decide(&before, by) {
            Ok(changed) => changed,
            Err(refusal) => return Some(Heard::Refused(refusal)),
        };
        match positions::replace(table, &before, &changed, Tx::new()).await {
            Ok(()) => return Some(Heard::Done),
            Err(WriteError::VersionLost) => {}
            Err(error) => return told(error),
        }
    }
    None
}

/// Writes what time has changed, of every position.
async fn wake(town: &Town) -> Option<Heard> {
    let table = &town.station.table;
    for file in &town.script.files {
        for _ in 0..TRIES_MAX {
            let Some(before) = read(table, file).await.ok()? else {
                break;
            };
            let Some(changed) = mature(&before, town.time.now()) else {
                break;
            };
            let written = match town.bug {
                Bug::TimeTramples => bugs::trample(town, &changed).await,
                _ => positions::replace(table, &before, &changed, Tx::new()).await,
            };
            match written {
                Ok(()) => break,
                Err(WriteError::VersionLost) => {}
                Err(_) => return None,
            }
        }
    }
    Some(Heard::Done)
}

/// A write that surely did not happen is a refusal; any other failure leaves the client in doubt.
fn told(error: WriteError) -> Option<Heard> {
    match error {
        WriteError::NumberTaken(_) | WriteError::IupdTaken => {
            Some(Heard::Refused(error.to_string()))
        }
        _ => None,
    }
}
