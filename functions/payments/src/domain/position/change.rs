//! What people, keys and time do to a position: each decision gives what to store, with its history.

mod amend;
mod rewrite;
mod settle;

use jiff::Timestamp;
use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

pub use amend::{FeeRefusal, add_notification_fee, change_ibans};
pub use rewrite::{UpdateRefusal, keep_ways, update};
pub use settle::{Outside, ReportRefusal, SettleRefusal, pay_outside, report_outside};

use super::{Command, DebtPosition, Origin, PositionState, Refusal, Step, step};
use crate::domain::history::HistoryEntry;

/// Who does it, and when.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// As the history tells it: a person's or key's id.
    pub actor: &'a str,
    pub at: Timestamp,
}

/// A position after a change, to be stored over the one with the version before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub after: DebtPosition,
    pub history: HistoryEntry,
}

/// A position that was taken away: kept, so that what its number meant can still be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    pub iupd: Iupd,
    pub at: Timestamp,
    pub actor: String,
    /// One more than the last version: a position made anew under this number goes on from here.
    pub version: u64,
    /// As it was.
    pub position: DebtPosition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefusal {
    #[error("published before")]
    AlreadyDone,
    /// Drafts alone are published.
    #[error("not publishable: {}", .0.as_str())]
    State(PositionState),
    #[error("the validity date has begun")]
    Validity,
    #[error("a due date has passed")]
    DueDate,
    #[error("a due date comes before the validity date")]
    DueBeforeValidity,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidateRefusal {
    #[error("withdrawn before")]
    AlreadyDone,
    /// Published and valid positions alone are withdrawn.
    #[error("not invalidable: {}", .0.as_str())]
    State(PositionState),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeleteRefusal {
    #[error("payments have come in")]
    HasPayments,
    /// Its row is told by the import: it can be withdrawn instead.
    #[error("made by an import")]
    OfAnImport,
}

/// A draft becomes payable: at once, or from its validity date on. Ways to pay without a validity date
/// get this moment.
pub fn publish(before: &DebtPosition, by: By<'_>) -> Result<Changed, PublishRefusal> {
    match before.state_at(by.at) {
        PositionState::Draft => {}
        PositionState::Published | PositionState::Valid => return Err(PublishRefusal::AlreadyDone),
        state => return Err(PublishRefusal::State(state)),
    }
    let mut after = before.clone();
    publication(&mut after, by.at, false)?;
    Ok(changed(before, after, by, "Posizione pubblicata."))
}

/// The rules of publishing (GPD's `publishProcess`). As part of an update (`again`) a validity date and,
/// for what never expires, a due date may be past.
pub(super) fn publication(
    position: &mut DebtPosition,
    now: Timestamp,
    again: bool,
) -> Result<(), PublishRefusal> {
    for option in &position.options {
        for part in &option.installments {
            let Some(due) = part.due_moment() else {
                continue;
            };
            if option.validity_date.is_some_and(|from| due < from) {
                return Err(PublishRefusal::DueBeforeValidity);
            }
            if due < now && (!again || option.switch_to_expired) {
                return Err(PublishRefusal::DueDate);
            }
        }
    }
    let first = position
        .options
        .iter()
        .filter_map(|o| o.validity_date)
        .min();
    if !again && first.is_some_and(|from| from < now) {
        return Err(PublishRefusal::Validity);
    }
    for option in &mut position.options {
        option.validity_date.get_or_insert(now);
    }
    let opens = position.valid_from();
    let command = if opens.is_none_or(|from| from <= now) {
        Command::Publish
    } else {
        Command::PublishLater
    };
    match step(position.state, command) {
        Step::To(state) => position.state = state,
        Step::AlreadyDone => return Err(PublishRefusal::AlreadyDone),
        Step::Refused(_) | Step::Gone => return Err(PublishRefusal::State(position.state)),
    }
    position.published_at = Some(now);
    Ok(())
}

/// The body withdraws it: nobody can pay it any more, and a payment under way still counts.
pub fn invalidate(before: &DebtPosition, by: By<'_>) -> Result<Changed, InvalidateRefusal> {
    let state = before.state_at(by.at);
    match step(state, Command::Invalidate) {
        Step::To(to) => {
            let after = DebtPosition {
                state: to,
                ..before.clone()
            };
            Ok(changed(before, after, by, "Posizione annullata."))
        }
        Step::AlreadyDone => Err(InvalidateRefusal::AlreadyDone),
        Step::Refused(_) | Step::Gone => Err(InvalidateRefusal::State(state)),
    }
}

/// Takes a position away that nobody has paid.
pub fn delete(before: &DebtPosition, by: By<'_>) -> Result<Deleted, DeleteRefusal> {
    if before.extra_payments > 0 {
        return Err(DeleteRefusal::HasPayments);
    }
    match step(before.state_at(by.at), Command::Delete) {
        Step::Gone => {}
        Step::To(_) | Step::AlreadyDone | Step::Refused(_) => {
            return Err(DeleteRefusal::HasPayments);
        }
    }
    if matches!(before.origin, Origin::Import(_)) {
        return Err(DeleteRefusal::OfAnImport);
    }
    Ok(Deleted::of(before, by))
}

impl Deleted {
    /// What is kept of a position that goes away.
    pub fn of(before: &DebtPosition, by: By<'_>) -> Self {
        Self {
            creditor: before.creditor.clone(),
            nav: before.nav.clone(),
            iupd: before.iupd.clone(),
            at: by.at,
            actor: by.actor.to_owned(),
            version: before.version + 1,
            position: before.clone(),
        }
    }

    /// The position as who listens is told of it: in the version that its end made.
    pub fn told(&self) -> DebtPosition {
        DebtPosition {
            version: self.version,
            ..self.position.clone()
        }
    }
}

/// Writes what time has changed by now; none where nothing is to be written.
pub fn mature(before: &DebtPosition, now: Timestamp) -> Option<Changed> {
    let state = before.state_at(now);
    if state == before.state {
        return None;
    }
    let note = match state {
        PositionState::Expired => "Posizione scaduta.",
        _ => "Posizione pagabile: la data di inizio validità è arrivata.",
    };
    let after = DebtPosition {
        state,
        ..before.clone()
    };
    let by = By {
        actor: TIME,
        at: now,
    };
    let mut changed = changed(before, after, by, note);
    changed.history.from = before.state.as_str().to_owned();
    Some(changed)
}

/// The actor of what time changes.
pub const TIME: &str = "tempo";

/// A change of `before`, in the state that time had given it.
pub(super) fn changed(
    before: &DebtPosition,
    mut after: DebtPosition,
    by: By<'_>,
    note: impl Into<String>,
) -> Changed {
    after.version = before.version + 1;
    after.updated_at = by.at;
    let history = HistoryEntry {
        creditor: after.creditor.clone(),
        nav: after.nav.clone(),
        version: after.version,
        at: by.at,
        actor: by.actor.to_owned(),
        from: before.state_at(by.at).as_str().to_owned(),
        to: after.state.as_str().to_owned(),
        note: note.into(),
    };
    Changed { after, history }
}

/// The state after a command that the machine allows.
pub(super) fn stepped(state: PositionState, command: Command) -> Result<PositionState, Refusal> {
    match step(state, command) {
        Step::To(to) => Ok(to),
        Step::AlreadyDone | Step::Gone => Ok(state),
        Step::Refused(refusal) => Err(refusal),
    }
}

#[cfg(test)]
mod tests;
