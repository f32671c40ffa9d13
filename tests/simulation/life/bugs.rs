//! Bugs planted on purpose, each of a kind that real services had: the simulation must find every one.

use kernel::time::Clock;
use payments::domain::position::{By, Changed, DebtPosition, PositionState, create};
use payments::store::keys;
use payments::store::positions::WriteError;
use platform::table::{Condition, Key, Stored, Tx};

use super::acts::{Heard, decide, draft, read};
use super::script::{Act, File, Timed};
use super::town::Town;
use crate::subject::Subject;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    None,
    /// The receipts are recorded wrongly.
    Receipts(Subject),
    /// An update is written over whatever is there by now.
    BlindUpdate,
    /// An update leaves no history.
    NoHistory,
    /// A number that an update drops still leads to the position.
    PointersStay,
    /// A deletion does not look whether money has come meanwhile.
    BlindDelete,
    /// A deletion forgets the id that the client gave.
    IupdStays,
    /// A new position takes numbers that others have.
    NumbersStolen,
    /// A payment told again after a lost answer counts as a second one.
    PaysTwice,
    /// A position can be withdrawn although money has come.
    InvalidatesPaid,
    /// The job of time writes over whatever is there by now.
    TimeTramples,
    /// "Published" is answered whatever became of the write.
    HopefulPublish,
}

impl Bug {
    pub const ALL: [Self; 16] = [
        Self::Receipts(Subject::CheckThenAct),
        Self::Receipts(Subject::TwoWrites),
        Self::Receipts(Subject::NoVersion),
        Self::Receipts(Subject::Hopes),
        Self::Receipts(Subject::FirstPartPaysAll),
        Self::Receipts(Subject::IgnoresChoice),
        Self::BlindUpdate,
        Self::NoHistory,
        Self::PointersStay,
        Self::BlindDelete,
        Self::IupdStays,
        Self::NumbersStolen,
        Self::PaysTwice,
        Self::InvalidatesPaid,
        Self::TimeTramples,
        Self::HopefulPublish,
    ];

    pub fn subject(self) -> Subject {
        match self {
            Self::Receipts(subject) => subject,
            _ => Subject::Product,
        }
    }
}

/// The act done the wrong way; none where this bug leaves it alone.
pub async fn perform(town: &Town, file: &File, timed: &Timed) -> Option<Option<Heard>> {
    Some(match (town.bug, &timed.act) {
        (Bug::BlindUpdate | Bug::NoHistory | Bug::PointersStay, Act::Update { .. }) => {
            rewrite(town, file, timed).await
        }
        (Bug::BlindDelete | Bug::IupdStays, Act::Delete) => remove(town, file).await,
        (Bug::NumbersStolen, Act::Create { publish }) => steal(town, file, *publish).await,
        (Bug::PaysTwice, Act::PayOutside(_)) => pay_twice(town, file, timed).await,
        (Bug::InvalidatesPaid, Act::Invalidate) => withdraw(town, file, timed).await,
        (Bug::HopefulPublish, Act::Publish) => hope(town, file, timed).await,
        _ => return None,
    })
}

fn any<T: Stored>(_: &T) -> Condition {
    Condition::NewOrEquals("entity", T::ENTITY.to_owned())
}

fn by<'a>(town: &Town, timed: &'a Timed) -> By<'a> {
    By {
        actor: &timed.name,
        at: town.time.now(),
    }
}

async fn rewrite(town: &Town, file: &File, timed: &Timed) -> Option<Heard> {
    let Some(before) = read(&town.station.table, file).await.ok()? else {
        return Some(Heard::Refused("unknown".to_owned()));
    };
    let changed = match decide(file, &timed.act, &before, by(town, timed)) {
        Ok(changed) => changed,
        Err(refusal) => return Some(Heard::Refused(refusal)),
    };
    let (after, history) = (&changed.after, &changed.history);
    let tx = match town.bug {
        Bug::BlindUpdate => Tx::new()
            .put(after, Condition::Exists)
            .put(history, any(history)),
        Bug::NoHistory => Tx::new().put_versioned(after, before.version),
        _ => Tx::new()
            .put_versioned(after, before.version)
            .put_new(history),
    };
    town.station.table.commit(tx).await.ok()?;
    Some(Heard::Done)
}

async fn remove(town: &Town, file: &File) -> Option<Heard> {
    let Some(before) = read(&town.station.table, file).await.ok()? else {
        return Some(Heard::Refused("unknown".to_owned()));
    };
    let has_money = before.installments().any(|part| part.payment.is_some());
    if has_money {
        return Some(Heard::Refused("paid".to_owned()));
    }
    let condition = match town.bug {
        Bug::BlindDelete => Condition::Exists,
        _ => Condition::Version(before.version),
    };
    let place = |part: &payments::domain::position::Installment| -> Key {
        keys::position(&before.creditor, &part.nav)
    };
    let others = before.installments().filter(|part| part.nav != before.nav);
    let mut tx = Tx::new().delete(before.key(), condition);
    for part in others {
        tx = tx.delete(place(part), Condition::Exists);
    }
    if town.bug == Bug::BlindDelete {
        tx = tx.delete(
            keys::iupd(&before.creditor, &before.iupd),
            Condition::Exists,
        );
    }
    town.station.table.commit(tx).await.ok()?;
    Some(Heard::Done)
}

async fn steal(town: &Town, file: &File, publish: bool) -> Option<Heard> {
    let position = match create(draft(file, 0), publish, town.time.now()) {
        Ok(position) => position,
        Err(error) => return Some(Heard::Refused(error.to_string())),
    };
    if read(&town.station.table, file).await.ok()?.is_some() {
        return Some(Heard::Refused("there".to_owned()));
    }
    let mut tx = Tx::new().put(&position, any(&position));
    for part in position
        .installments()
        .filter(|part| part.nav != position.nav)
    {
        let pointer = payments::store::positions::PositionPointer {
            creditor: position.creditor.clone(),
            nav: part.nav.clone(),
            position: position.nav.clone(),
        };
        tx = tx.put(&pointer, any(&pointer));
    }
    let pointer = payments::store::positions::IupdPointer {
        creditor: position.creditor.clone(),
        iupd: position.iupd.clone(),
        position: position.nav.clone(),
    };
    town.station.table.commit(tx.put_new(&pointer)).await.ok()?;
    Some(Heard::Done)
}

async fn pay_twice(town: &Town, file: &File, timed: &Timed) -> Option<Heard> {
    super::acts::change(town, file, &timed.name, |before, by| {
        let paid = decide(file, &timed.act, before, by);
        if paid.is_ok() || !before.installments().any(|part| part.payment.is_some()) {
            return paid;
        }
        let mut changed = forced(before, by, before.state);
        changed.after.extra_payments += 1;
        Ok(changed)
    })
    .await
}

async fn withdraw(town: &Town, file: &File, timed: &Timed) -> Option<Heard> {
    super::acts::change(town, file, &timed.name, |before, by| {
        Ok(forced(before, by, PositionState::Invalid))
    })
    .await
}

/// A change that nobody decided upon.
fn forced(before: &DebtPosition, by: By<'_>, state: PositionState) -> Changed {
    let mut after = before.clone();
    after.state = state;
    after.version += 1;
    let history = payments::domain::history::HistoryEntry {
        creditor: after.creditor.clone(),
        nav: after.nav.clone(),
        version: after.version,
        at: by.at,
        actor: by.actor.to_owned(),
        from: before.state_at(by.at).as_str().to_owned(),
        to: state.as_str().to_owned(),
        note: "Forzata.".to_owned(),
    };
    Changed { after, history }
}

async fn hope(town: &Town, file: &File, timed: &Timed) -> Option<Heard> {
    let table = &town.station.table;
    let Some(before) = read(table, file).await.ok()? else {
        return Some(Heard::Refused("unknown".to_owned()));
    };
    let changed = match decide(file, &timed.act, &before, by(town, timed)) {
        Ok(changed) => changed,
        Err(refusal) => return Some(Heard::Refused(refusal)),
    };
    let written = payments::store::positions::replace(table, &before, &changed, Tx::new()).await;
    drop(written);
    Some(Heard::Done)
}

/// What time changed, over whatever is there by now.
pub async fn trample(town: &Town, changed: &Changed) -> Result<(), WriteError> {
    let tx = Tx::new()
        .put(&changed.after, Condition::Exists)
        .put(&changed.history, any(&changed.history));
    town.station
        .table
        .commit(tx)
        .await
        .map_err(WriteError::With)
}
