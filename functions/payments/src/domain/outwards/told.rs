//! What the other side knows, and what is to be told so that it knows the position as it is now.

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_instant;
use serde::{Deserialize, Serialize};

use super::aca::{self, AcaTold};
use super::call::{Answer, Call};
use super::gpd::{self, GpdTold};
use super::io::{self, IoTold};
use super::settings::Target;
use crate::domain::position::{DebtPosition, Installment, NO_DUE_DATE, PositionState};

/// What one target was told of one position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Told {
    Aca(Vec<AcaTold>),
    Gpd(GpdTold),
    Io(Vec<IoTold>),
}

/// What is to be told, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub calls: Vec<Call>,
    /// What of it the other side cannot take, an Italian half sentence.
    pub unfit: Option<&'static str>,
}

/// The decision: `position` is none where it was taken away.
pub fn plan(
    creditor: &OrgFiscalCode,
    told: &Told,
    position: Option<&DebtPosition>,
    now: Timestamp,
) -> Plan {
    match told {
        Told::Aca(told) => aca::plan(told, position, now),
        Told::Gpd(told) => gpd::plan(told, position, now),
        Told::Io(told) => io::plan(creditor, told, position, now),
    }
}

impl Told {
    pub fn nothing(target: Target) -> Self {
        match target {
            Target::Aca => Self::Aca(Vec::new()),
            Target::Gpd => Self::Gpd(GpdTold::default()),
            Target::Io => Self::Io(Vec::new()),
        }
    }

    /// While the calls are under way: each of them may have its effect, or none.
    pub fn trying(&mut self, calls: &[Call]) {
        for call in calls {
            match (&mut *self, call) {
                (Self::Aca(told), Call::Aca(position)) => aca::note(told, position, false),
                (Self::Gpd(told), Call::Gpd(call)) => gpd::trying(told, call),
                (Self::Io(told), Call::Io(message)) => io::trying(told, message),
                (Self::Aca(_) | Self::Gpd(_) | Self::Io(_), _) => {}
            }
        }
    }

    /// After the other side took a call.
    pub fn done(&mut self, call: &Call, answer: &Answer, now: Timestamp) {
        match (self, call) {
            (Self::Aca(told), Call::Aca(position)) => aca::note(told, position, true),
            (Self::Gpd(told), Call::Gpd(call)) => gpd::done(told, call),
            (Self::Io(told), Call::Io(message)) => io::done(told, message, answer, now),
            (Self::Aca(_) | Self::Gpd(_) | Self::Io(_), _) => {}
        }
    }

    /// These calls had no effect. The archives take a call twice with one effect: they need no
    /// telling.
    pub fn untried(&mut self, calls: &[Call]) {
        let Self::Io(told) = self else { return };
        for call in calls {
            if let Call::Io(message) = call {
                io::untried(told, message);
            }
        }
    }

    /// Whether something may have gone out that would be there twice, if it were told again.
    pub fn is_unsure_for_good(&self) -> bool {
        match self {
            Self::Aca(_) | Self::Gpd(_) => false,
            Self::Io(told) => told.iter().any(|one| !one.sure),
        }
    }

    /// As if nothing were sure: all that holds now is told again. Messages that went out stay; those
    /// that may have are sent again.
    pub fn doubt(&mut self) {
        match self {
            Self::Aca(told) => told.iter_mut().for_each(|it| it.sure = false),
            Self::Gpd(told) => told.doubt(),
            Self::Io(told) => told.retain(|one| one.sure),
        }
    }

    /// Whether the other side was told anything.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Aca(told) => told.is_empty(),
            Self::Gpd(told) => told.print.is_none(),
            Self::Io(told) => told.is_empty(),
        }
    }
}

/// Whether something of it can be paid.
pub(super) fn is_open(position: &DebtPosition) -> bool {
    match position.state {
        PositionState::Valid | PositionState::PartiallyPaid => true,
        PositionState::Draft
        | PositionState::Published
        | PositionState::Invalid
        | PositionState::Expired
        | PositionState::Paid
        | PositionState::Reported => false,
    }
}

/// The moment until which a part is to be paid: the client's, else the last second of the day in
/// Rome; a far one where there is none.
pub(super) fn due(part: &Installment) -> Timestamp {
    let day = part.due_date.unwrap_or(NO_DUE_DATE);
    let end = rome_instant(day.at(23, 59, 59, 0));
    part.due_at.or(end).unwrap_or(Timestamp::MAX)
}
