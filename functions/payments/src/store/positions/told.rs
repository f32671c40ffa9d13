//! Who is told of a change of a position: an outbox item in the transaction of the change, only where
//! the creditor has somebody who listens.

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::event::{Envelope, PositionChange, PositionChanged, PositionVersion};
use kernel::time::Clock;
use platform::outbox::OutboxItem;
use platform::table::Tx;

use crate::domain::position::DebtPosition;
use crate::domain::settings::{CreditorSettings, Listener};

/// Tells the body's software.
pub const CHANGED_JOB: &str = "position-changed";
/// Tells pagoPA's archive, its debt-position service, and App IO.
pub const PUSH_JOB: &str = "position-push";

/// Who listens to a creditor's positions, and what an event is made with.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// None where the creditor is not known: nobody listens.
    pub settings: Option<&'a CreditorSettings>,
    pub clock: &'a dyn Clock,
    pub dice: &'a dyn Dice,
}

impl Teller<'_> {
    /// As [`tell`].
    pub fn tell(self, tx: Tx, position: &DebtPosition, what: PositionChange) -> Tx {
        match self.settings {
            Some(settings) => tell(tx, settings, position, what, (self.clock, self.dice)),
            None => tx,
        }
    }

    /// As [`tell_reported`].
    pub fn tell_reported(self, tx: Tx, positions: &[PositionVersion]) -> Tx {
        match self.settings {
            Some(settings) => tell_reported(tx, settings, positions, (self.clock, self.dice)),
            None => tx,
        }
    }

    pub fn now(self) -> Timestamp {
        self.clock.now()
    }
}

/// Tells of one position's change: at most 2 more operations.
pub fn tell(
    tx: Tx,
    settings: &CreditorSettings,
    position: &DebtPosition,
    what: PositionChange,
    by: (&dyn Clock, &dyn Dice),
) -> Tx {
    tell_all(tx, settings, &[position], what, by)
}

/// Tells of the same change of several positions of one creditor, as one.
pub fn tell_all(
    mut tx: Tx,
    settings: &CreditorSettings,
    positions: &[&DebtPosition],
    what: PositionChange,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Tx {
    let jobs = jobs(&settings.listeners);
    if jobs.is_empty() || positions.is_empty() {
        return tx;
    }
    let changed = PositionChanged {
        creditor: settings.fiscal_code.clone(),
        what,
        positions: positions.iter().copied().map(version).collect(),
    };
    let event = Envelope::new(changed, clock, dice);
    for job in jobs {
        tx = tx.outbox(&OutboxItem::new(job, &event, clock, dice));
    }
    tx
}

/// Tells that a flow reported parts of these positions; who reads it asks for them.
fn tell_reported(
    tx: Tx,
    settings: &CreditorSettings,
    positions: &[PositionVersion],
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Tx {
    if !settings.listeners.contains(&Listener::Webhook) || positions.is_empty() {
        return tx;
    }
    let changed = PositionChanged {
        creditor: settings.fiscal_code.clone(),
        what: PositionChange::Reported,
        positions: positions.to_vec(),
    };
    let event = Envelope::new(changed, clock, dice);
    tx.outbox(&OutboxItem::new(CHANGED_JOB, &event, clock, dice))
}

fn version(position: &DebtPosition) -> PositionVersion {
    PositionVersion {
        notice: position.nav.clone(),
        version: position.version,
    }
}

fn jobs(listeners: &[Listener]) -> Vec<&'static str> {
    let job = |listener: &Listener| match listener {
        Listener::Webhook => CHANGED_JOB,
        Listener::Aca | Listener::Gpd | Listener::AppIo => PUSH_JOB,
    };
    let mut jobs: Vec<&'static str> = listeners.iter().map(job).collect();
    jobs.sort_unstable();
    jobs.dedup();
    jobs
}

#[cfg(test)]
mod tests {
    use kernel::dice::SeededDice;
    use kernel::time::ManualClock;

    use super::*;
    use crate::domain::position::samples::position;
    use crate::domain::settings::samples::settings;

    #[test]
    fn a_change_is_told_once_to_each_queue_that_has_a_listener() {
        let told = |listeners: &[Listener]| {
            let settings = CreditorSettings {
                listeners: listeners.to_vec(),
                ..settings()
            };
            let clock = ManualClock::new("2026-06-01T10:00:00Z".parse().unwrap());
            let by: (&dyn Clock, &dyn Dice) = (&clock, &SeededDice::new(1));
            tell(Tx::new(), &settings, &position(), PositionChange::Paid, by).len()
        };
        assert_eq!(told(&[]), 0);
        assert_eq!(told(&[Listener::Webhook]), 1);
        assert_eq!(told(&[Listener::Aca, Listener::AppIo]), 1);
        assert_eq!(told(&[Listener::Gpd, Listener::Webhook]), 2);
    }
}
