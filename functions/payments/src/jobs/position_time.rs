//! Writes what time has changed of positions: a validity date that came, a last due date that passed.
//!
//! Readers see such a change at once ([`DebtPosition::at`]); this puts it into the record, its history and
//! its lists, and tells who listens. Each position is one conditional transaction: run twice, or
//! beside a payment, nothing is written twice and nothing is lost.

use std::sync::Arc;

use futures::StreamExt;
use kernel::dice::Dice;
use kernel::event::PositionChange;
use kernel::time::Clock;
use platform::outbox::OutboxItem;
use platform::table::{Condition, Stored, Table, TableError, Tx, held};

use crate::domain::position::{Changed, DebtPosition, PositionState, mature};
use crate::store::keys;
use crate::store::outwards::{self, PushOrder};
use crate::store::positions::{self, Waking, WriteError, Writing, waking};
use crate::store::settings::SettingsReader;

/// Most positions of one shard in one run: 8 times that every 5 minutes, well within the function's
/// time. What is left waits for the next run, the longest waiting first.
const SHARD_MAX: u32 = 500;
/// Positions written at the same time.
const AT_ONCE: usize = 16;

#[derive(Clone)]
pub struct TimeDeps {
    table: Table,
    settings: SettingsReader,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

impl TimeDeps {
    pub fn new(table: Table, (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>)) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        Self {
            table,
            settings,
            clock,
            dice,
        }
    }
}

/// The schedule: gives how many positions it wrote. 8 queries; for each position that is due 1 get (2 while a
/// bulk holds it) and 1 transaction. A position that cannot be read or written stops no other: the tick goes on
/// and fails at its end.
pub async fn tick(deps: &TimeDeps) -> Result<usize, TableError> {
    let (mut written, mut failed) = (0, None);
    for shard in 0..keys::SHARDS {
        let due = waking::due_to_wake(&deps.table, shard, deps.clock.now(), SHARD_MAX).await?;
        let mut done = futures::stream::iter(due)
            .map(|one| deps.wake(one))
            .buffer_unordered(AT_ONCE);
        while let Some(woken) = done.next().await {
            match woken {
                Ok(wrote) => written += usize::from(wrote),
                Err(error) => {
                    tracing::error!(error = %error, "a position that time changes is left as it is");
                    failed = Some(error);
                }
            }
        }
    }
    match failed {
        None => Ok(written),
        Some(error) => Err(error),
    }
}

impl TimeDeps {
    async fn wake(&self, waking: Waking) -> Result<bool, TableError> {
        let (creditor, nav) = (&waking.creditor, &waking.nav);
        let Some(before) = positions::by_nav(&self.table, creditor, nav).await? else {
            let gone = Tx::new().check(keys::position(creditor, nav), Condition::New);
            let gone = gone.delete(waking.key(), Waking::any());
            return held(self.table.commit(gone).await).map(|_| false);
        };
        match mature(&before, self.clock.now()) {
            Some(changed) => self.write(&before, &changed).await,
            None => self.tidy(&before, &waking).await.map(|_| false),
        }
    }

    async fn write(&self, before: &DebtPosition, changed: &Changed) -> Result<bool, TableError> {
        let what = match changed.after.state {
            PositionState::Expired => PositionChange::Expired,
            _ => PositionChange::BecameValid,
        };
        let mut with = Tx::new();
        if let Some(settings) = self.settings.get(&before.creditor).await? {
            let times = (&*self.clock, &*self.dice);
            with = positions::tell(with, &settings, &changed.after, what, times);
        }
        match Writing::new(with)
            .replace(before, changed)
            .commit(&self.table)
            .await
        {
            Ok(()) => Ok(true),
            Err(WriteError::Table(error)) => Err(error),
            // Somebody changed it meanwhile: the next run looks again.
            Err(_) => Ok(false),
        }
    }

    /// The item waits for something that was changed since (a payment, a new due date), or for a way to pay that
    /// has opened or closed by itself: the position stays as it is, and who is told of positions outwards hears of it.
    async fn tidy(&self, position: &DebtPosition, waking: &Waking) -> Result<bool, TableError> {
        let tx = Tx::new().check(position.key(), Condition::Version(position.version));
        let tx = match position.next_moment(self.clock.now()) {
            Some(when) if when == waking.when => return Ok(false),
            Some(when) => {
                let waking = Waking {
                    when,
                    ..waking.clone()
                };
                tx.put(&waking, Waking::any())
            }
            None => tx.delete(waking.key(), Waking::any()),
        };
        let tx = match position.turns_at(waking.when) {
            true => self.pushed(tx, position).await?,
            false => tx,
        };
        held(self.table.commit(tx).await)
    }

    async fn pushed(&self, tx: Tx, position: &DebtPosition) -> Result<Tx, TableError> {
        let settings = self.settings.get(&position.creditor).await?;
        if !settings.is_some_and(|it| outwards::is_told(&it.listeners)) {
            return Ok(tx);
        }
        let order = PushOrder {
            creditor: position.creditor.clone(),
            navs: vec![position.nav.clone()],
            only: None,
        };
        let item = OutboxItem::new(outwards::PUSH_JOB, &order, &*self.clock, &*self.dice);
        Ok(tx.outbox(&item))
    }
}
