//! Positions in a few states: the index of states knows where they are, and not when they were made.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::tax::OrgFiscalCode;

use super::asked::Question;
use crate::domain::archive::Days;
use crate::domain::position::{DebtPosition, PositionState};
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::problem::GpdError;
use crate::store::archive::{Leg, slice};
use crate::store::keys;
use crate::store::positions::seen::listed;

/// All positions that are asked for, the oldest first, where states are asked for and their partitions are read in
/// one round: 8 queries a state that those positions may be stored in, together 500 positions each. None where more
/// are there.
pub(super) async fn few(
    deps: &GpdDeps,
    creditor: &OrgFiscalCode,
    (question, now): (&Question, Timestamp),
) -> Result<Option<Vec<DebtPosition>>, GpdError> {
    let Some(states) = question.states() else {
        return Ok(None);
    };
    let look = u32::try_from(deps.bounds.look).unwrap_or(1);
    // One that changes between two queries may be met twice.
    let mut found: BTreeMap<String, DebtPosition> = BTreeMap::new();
    for leg in legs(creditor, states, now) {
        let slice = slice(&deps.table, &leg, None, look).await?;
        if slice.reached.is_some() {
            return Ok(None);
        }
        for (_, position) in listed(&deps.table, slice.items).await? {
            let position = position.at(now).into_owned();
            if question.accepts(&position) {
                let place = keys::list_sk(position.created_at, &position.nav);
                found.insert(place, position);
            }
        }
    }
    Ok(Some(found.into_values().collect()))
}

/// Where a position may stand that is now in one of these states: time changes what is stored some minutes late.
fn legs(creditor: &OrgFiscalCode, states: &[PositionState], now: Timestamp) -> Vec<Leg> {
    let leg = |stored: &[PositionState], range| {
        let shards = |state: &PositionState| {
            let state = state.as_str();
            (0..keys::SHARDS).map(move |shard| keys::state_pk(creditor, state, shard))
        };
        Leg {
            index: 2,
            partitions: stored.iter().flat_map(shards).collect(),
            range,
            descending: false,
        }
    };
    let mut stored = states.to_vec();
    let opens = states.contains(&PositionState::Valid) || states.contains(&PositionState::Expired);
    if opens && !stored.contains(&PositionState::Published) {
        stored.push(PositionState::Published);
    }
    let mut legs = vec![leg(&stored, keys::whole())];
    if states.contains(&PositionState::Expired) && !stored.contains(&PositionState::Valid) {
        // Whose due date has come: those alone can have expired.
        let to = now.to_zoned(TimeZone::UTC).date().tomorrow().ok();
        let range = keys::due_dates(Days { from: None, to });
        legs.push(leg(&[PositionState::Valid], range));
    }
    legs
}
