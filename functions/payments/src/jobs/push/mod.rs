//! Positions are told outwards: what has changed at once, what waits when its time has come.
//!
//! ```text
//! archive chosen, and its open positions wanted ─▸ push-open (100 positions, then the next 100)
//! position changed, chunk of an import, chunk of those, re-send ─▸ push-positions ─▸ ACA | GPD | App IO
//! tick ─▸ push-due (100 positions of a creditor and target, then the next 100) ─▸ …
//! ```
//! A failure is kept with its reason on the position and tried again after growing pauses; the
//! message itself is done, so that the queue does not hammer. While a connection is paused what
//! comes is written down and waits.

mod caller;
mod clients;
mod one;
mod open;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::dice::Dice;
use kernel::event::{Envelope, PositionChanged};
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::seal::Sealer;
use platform::table::{Table, TableError};

use self::clients::Clients;
pub use self::clients::PushUrls;
use self::one::Session;
use crate::domain::journal::KeptDays;
use crate::domain::outwards::{Line, OutwardSettings, Target};
use crate::store::journal::Journal;
use crate::store::outwards::{
    self, AgainOrder, PUSH_AGAIN_JOB, PUSH_DUE_JOB, PUSH_JOB, PushDueOrder, PushOrder,
};
use crate::store::passes::PUSH_OPEN_JOB;
use crate::store::{positions, settings};

/// Positions that one message of what waited tells; the next message goes on.
const DUE_MAX: u32 = 100;
/// A message that has worked this long leaves the rest to the next one: the function has 300 s.
const WORK_MAX: SignedDuration = SignedDuration::from_secs(120);

#[derive(Clone)]
pub struct PushDeps {
    table: Table,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    sealer: Sealer,
    clients: Clients,
}

impl PushDeps {
    pub fn new(
        table: Table,
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
        seal_key: &[u8; 32],
        (urls, kept): (&PushUrls, KeptDays),
    ) -> Self {
        let sealer = Sealer::new(seal_key, clock.clone(), dice.clone());
        let journal = Journal::new(table.clone(), (clock.clone(), dice.clone()), kept);
        let clients = Clients::new(urls, &journal);
        Self {
            table,
            clock,
            dice,
            sealer,
            clients,
        }
    }

    async fn line(&self, creditor: &OrgFiscalCode, target: Target) -> Result<Line, JobError> {
        let found = outwards::line(&self.table, creditor, target).await;
        let new = || Line::new(creditor.clone(), target, self.clock.now());
        Ok(found.map_err(JobError::of)?.unwrap_or_else(new))
    }

    async fn settings(&self, creditor: &OrgFiscalCode) -> Result<OutwardSettings, JobError> {
        let found = outwards::choice(&self.table, creditor).await;
        let new = || OutwardSettings::new(creditor.clone(), self.clock.now());
        Ok(found.map_err(JobError::of)?.unwrap_or_else(new))
    }

    async fn session(
        &self,
        settings: OutwardSettings,
        target: Target,
    ) -> Result<Session<'_>, JobError> {
        let line = self.line(&settings.creditor, target).await?;
        Ok(Session {
            deps: self,
            settings,
            target,
            line,
            is_late: false,
        })
    }
}

/// Adds the jobs of telling.
pub fn register(jobs: Jobs, deps: PushDeps) -> Jobs {
    let (other, third, fourth, fifth) = (deps.clone(), deps.clone(), deps.clone(), deps.clone());
    jobs.on(PUSH_JOB, move |message| changed(deps.clone(), message))
        .on(PUSH_DUE_JOB, move |message| due(other.clone(), message))
        .on(PUSH_AGAIN_JOB, move |message| again(third.clone(), message))
        .on(PUSH_OPEN_JOB, move |message| {
            open::run(fifth.clone(), message)
        })
        .on(positions::PUSH_JOB, move |message| {
            heard(fourth.clone(), message)
        })
}

/// The schedule: orders a run for each creditor and target where something is due. 1 query per 500
/// creditors; for each that tells anybody 1 get, and 1 get and 1 query a target.
pub async fn tick(table: &Table, clock: &dyn Clock, dice: &dyn Dice) -> Result<(), TableError> {
    for creditor in settings::list(table).await? {
        let creditor = creditor.fiscal_code;
        let Some(choice) = outwards::choice(table, &creditor).await? else {
            continue;
        };
        for target in choice.all_targets() {
            order_due(table, (&creditor, target), (clock, dice)).await?;
        }
    }
    Ok(())
}

async fn order_due(
    table: &Table,
    (creditor, target): (&OrgFiscalCode, Target),
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<(), TableError> {
    let now = clock.now();
    let line = outwards::line(table, creditor, target).await?;
    if line.is_some_and(|line| !line.is_ready(now)) {
        return Ok(());
    }
    let due = outwards::due(table, creditor, target, (now, 1)).await?;
    if due.is_empty() {
        return Ok(());
    }
    let order = PushDueOrder {
        creditor: creditor.clone(),
        target,
    };
    outwards::order_due(table, &order, (clock, dice)).await
}

/// The event of one position, or of a chunk of an import.
async fn heard(deps: PushDeps, message: JobMessage) -> Result<(), JobError> {
    let event: Envelope<PositionChanged> = message.data()?;
    let positions = event.data.positions.into_iter();
    let order = PushOrder {
        creditor: event.data.creditor,
        navs: positions.map(|one| one.notice).collect(),
        only: None,
    };
    tell(deps, order).await
}

async fn changed(deps: PushDeps, message: JobMessage) -> Result<(), JobError> {
    tell(deps, message.data()?).await
}

/// Positions that have changed: told to everybody who is to hear of them.
async fn tell(deps: PushDeps, order: PushOrder) -> Result<(), JobError> {
    let settings = deps.settings(&order.creditor).await?;
    let start = deps.clock.now();
    let all = settings.all_targets().into_iter();
    for target in all.filter(|one| order.only.is_none_or(|only| only == *one)) {
        let mut session = deps.session(settings.clone(), target).await?;
        for nav in &order.navs {
            session.is_late = is_late(start, deps.clock.now());
            session.tell(nav).await?;
        }
    }
    Ok(())
}

/// Positions that waited. A run that ends well with more to do orders the next.
async fn due(deps: PushDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PushDueOrder = message.data()?;
    let settings = deps.settings(&order.creditor).await?;
    let start = deps.clock.now();
    let waiting = outwards::due(&deps.table, &order.creditor, order.target, (start, DUE_MAX)).await;
    let waiting = waiting.map_err(JobError::of)?;
    let mut session = deps.session(settings, order.target).await?;
    for push in &waiting {
        let now = deps.clock.now();
        if !session.line.is_ready(now) || is_late(start, now) {
            break;
        }
        session.tell(&push.nav).await?;
    }
    let is_ready = session.line.is_ready(deps.clock.now());
    if !is_ready || waiting.len() < DUE_MAX as usize {
        return Ok(());
    }
    let times = (deps.clock.as_ref(), deps.dice.as_ref());
    let next = outwards::order_due(&deps.table, &order, times).await;
    next.map_err(JobError::of)
}

/// What was refused waits again, a hundred a message; then it is told as what has waited.
async fn again(deps: PushDeps, message: JobMessage) -> Result<(), JobError> {
    let order: AgainOrder = message.data()?;
    let refused = outwards::refused_before(&deps.table, &order, DUE_MAX).await;
    let refused = refused.map_err(JobError::of)?;
    for push in &refused {
        let written = outwards::write(&deps.table, &push.resend(deps.clock.now())).await;
        // False: it has changed meanwhile, and is on its way.
        written.map_err(JobError::of)?;
    }
    let times = (deps.clock.as_ref(), deps.dice.as_ref());
    if refused.len() == DUE_MAX as usize {
        let next = outwards::order_again(&deps.table, &order, times).await;
        return next.map_err(JobError::of);
    }
    let due = PushDueOrder {
        creditor: order.creditor,
        target: order.target,
    };
    let next = outwards::order_due(&deps.table, &due, times).await;
    next.map_err(JobError::of)
}

fn is_late(start: Timestamp, now: Timestamp) -> bool {
    now.duration_since(start) > WORK_MAX
}
