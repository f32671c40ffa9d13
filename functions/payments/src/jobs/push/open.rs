//! The open positions are told to somebody who was chosen after they were published: a hundred a
//! message, which orders their telling and the next hundred. Who knows a position already is not
//! called.

use platform::jobs::{JobError, JobMessage};

use super::PushDeps;
use crate::domain::archive::{Filter, Walk};
use crate::domain::position::PositionState;
use crate::store::archive::{self, Place, Search};
use crate::store::passes::{self, PassOrder};

/// Positions of a chunk: what one message tells.
const CHUNK: usize = 100;

/// What can be paid, now or from a day on. A position that leaves or joins these states meanwhile is
/// told by its own change.
const OPEN: [PositionState; 3] = [
    PositionState::Valid,
    PositionState::PartiallyPaid,
    PositionState::Published,
];

pub(super) async fn run(deps: PushDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PassOrder = message.data()?;
    let found = passes::read(&deps.table, &order.creditor, order.target).await;
    let is_ours = |version: u64| version == order.step;
    let Some(pass) = found.map_err(JobError::of)? else {
        return Ok(());
    };
    if !is_ours(pass.version) || pass.ended_at.is_some() {
        return Ok(());
    }
    let settings = deps.settings(&order.creditor).await?;
    let is_on = settings.all_targets().contains(&order.target);
    let place = pass.place.as_deref().map(Place::parse).transpose();
    let walk = Walk::Due {
        states: OPEN.to_vec(),
        descending: false,
    };
    let search = Search {
        creditor: &order.creditor,
        filter: &Filter::default(),
        walk: &walk,
        size: CHUNK,
    };
    let page = archive::page(&deps.table, &search, place.map_err(JobError::of)?).await;
    let page = page.map_err(JobError::of)?;
    let navs: Vec<_> = page.positions.into_iter().map(|one| one.nav).collect();
    let next = page.next.filter(|_| is_on);
    let next = next.map(|place| place.cursor().as_str().to_owned());
    let navs = if is_on { navs } else { Vec::new() };
    let after = pass.after(navs.len(), next, deps.clock.now());
    let times = (deps.clock.as_ref(), deps.dice.as_ref());
    // False: the same message is being worked on elsewhere.
    let written = passes::write(&deps.table, &after, navs, times).await;
    written.map_err(JobError::of).map(drop)
}
