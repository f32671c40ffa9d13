//! `PATCH …/debtpositions/transfers`: another account for what is still to be paid.

use access::{Actor, Permission};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use futures::StreamExt;
use kernel::event::PositionChange;
use kernel::iban::Iban;
use serde::Serialize;

use super::{TRIES_MAX, unwritten};
use crate::domain::position::{By, DebtPosition, PositionState, change_ibans};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::body::{self, Faults, IbanBody};
use crate::routes::gpd::caller::{is_own, reaches};
use crate::routes::gpd::paging::Parameters;
use crate::routes::gpd::problem::{GpdError, Problem};
use crate::store::archive::{Leg, slice};
use crate::store::keys;
use crate::store::positions;
use crate::store::positions::seen::listed;

/// Transfers that one call changes, as GPD has it.
const LIMIT_MAX: usize = 1_000;
/// Rounds of 8 queries of 500 positions, all states together: 256,000 positions.
const ROUNDS_MAX: usize = 64;
/// Positions of one partition that a round reads.
const LOOK_MAX: u32 = 500;
/// Transactions that run at the same time.
const WRITES_AT_ONCE: usize = 16;
/// The states in which something is still to be paid.
const OPEN: [PositionState; 4] = [
    PositionState::Draft,
    PositionState::Published,
    PositionState::Valid,
    PositionState::PartiallyPaid,
];

/// `UpdateTransferIbanMassiveResponse`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Updated {
    description: String,
    updated_transfers: usize,
}

/// What is to change, for whom.
struct Rerouting<'a> {
    deps: &'a GpdDeps,
    actor: &'a Actor,
    settings: &'a CreditorSettings,
    old: Iban,
    new: Iban,
    limit: usize,
}

/// 8 queries a round of 4,000 positions, and 1 transaction a position that changes.
pub async fn change(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Query<Vec<(String, String)>>,
    bytes: Bytes,
) -> Result<Json<Updated>, GpdError> {
    let asked = Parameters::new(asked);
    let limit = asked.read("limit", |text| {
        let limit = text.parse().ok();
        limit.filter(|limit| (1..=LIMIT_MAX).contains(limit))
    })?;
    let old = asked.get("oldIban");
    let missing =
        "Required request parameter 'oldIban' for method parameter type String is not present";
    let old = old.ok_or_else(|| Problem::malformed(missing))?;
    let mut faults = Faults::default();
    let body: IbanBody = body::read(&bytes)?;
    let new = faults.required("newIban", body.new_iban);
    let new = faults.parsed("newIban", new.as_deref(), Iban::parse);
    let new = faults.finish(new)?;
    let settings = deps.creditor(&actor).await?;
    let updated = match Iban::parse(old) {
        // None of our positions has an account that is none.
        Err(_) => 0,
        Ok(old) => {
            let change = Rerouting {
                deps: &deps,
                actor: &actor,
                settings: &settings,
                old,
                new,
                limit: limit.unwrap_or(LIMIT_MAX),
            };
            change.everywhere().await?
        }
    };
    Ok(Json(Updated {
        description: format!("Updated IBAN on {updated} Transfers"),
        updated_transfers: updated,
    }))
}

impl Rerouting<'_> {
    /// How many transfers were changed.
    async fn everywhere(&self) -> Result<usize, GpdError> {
        let (mut updated, mut rounds) = (0, 0);
        for state in OPEN {
            let leg = self.leg(state);
            let mut reached = None;
            loop {
                if updated >= self.limit || rounds == ROUNDS_MAX {
                    return Ok(updated);
                }
                rounds += 1;
                let table = &self.deps.table;
                let slice = slice(table, &leg, reached.as_deref(), LOOK_MAX).await?;
                let mut found = Vec::new();
                for (_, position) in listed(table, slice.items).await? {
                    let count = self.touches(&position);
                    found.extend((count > 0).then_some((position, count)));
                }
                updated += self.write(found, self.limit - updated).await?;
                reached = slice.reached;
                if reached.is_none() {
                    break;
                }
            }
        }
        Ok(updated)
    }

    fn leg(&self, state: PositionState) -> Leg {
        let partition = |shard| keys::state_pk(&self.actor.tenant, state.as_str(), shard);
        Leg {
            index: 2,
            partitions: (0..keys::SHARDS).map(partition).collect(),
            range: keys::whole(),
            descending: false,
        }
    }

    fn by<'b>(&self, name: &'b str) -> By<'b> {
        By {
            actor: name,
            at: self.deps.now(),
        }
    }

    /// Transfers of a position that would change, where the caller reaches it.
    fn touches(&self, position: &DebtPosition) -> usize {
        let reached = reaches(self.actor, position, Permission::PositionsWrite)
            && position
                .installments()
                .all(|part| is_own(self.settings, &part.nav));
        let changed = || change_ibans(position, &self.old, &self.new, self.by(""));
        let changed = reached.then(changed).flatten();
        changed.map_or(0, |(_, count)| count)
    }

    /// Changes positions as long as their transfers fit into `room`.
    async fn write(
        &self,
        found: Vec<(DebtPosition, usize)>,
        room: usize,
    ) -> Result<usize, GpdError> {
        let mut sum = 0;
        let fitting = found.into_iter().take_while(|(_, count)| {
            sum += count;
            sum <= room
        });
        let fitting: Vec<DebtPosition> = fitting.map(|(position, _)| position).collect();
        let mut written = futures::stream::iter(fitting)
            .map(|position| self.one(position))
            .buffer_unordered(WRITES_AT_ONCE);
        let mut updated = 0;
        while let Some(count) = written.next().await {
            updated += count?;
        }
        Ok(updated)
    }

    /// Changes one, anew where others changed it meanwhile.
    async fn one(&self, position: DebtPosition) -> Result<usize, GpdError> {
        let name = self.actor.id.to_string();
        let mut before = position;
        for _ in 0..TRIES_MAX {
            let changed = change_ibans(&before, &self.old, &self.new, self.by(&name));
            let Some((changed, count)) = changed else {
                return Ok(0);
            };
            let what = PositionChange::AccountChanged;
            let stored = self
                .deps
                .write_change(self.settings, &before, &changed, what);
            if stored.await.map_err(unwritten)?.is_some() {
                return Ok(count);
            }
            let (table, creditor) = (&self.deps.table, &before.creditor);
            match positions::by_nav(table, creditor, &before.nav).await? {
                Some(now) => before = now,
                None => return Ok(0),
            }
        }
        Err(Problem::busy().into())
    }
}
