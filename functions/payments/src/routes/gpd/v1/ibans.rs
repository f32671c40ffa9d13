//! `PATCH …/debtpositions/transfers`: another account for what is still to be paid.

use access::{Actor, Permission};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use futures::StreamExt;
use kernel::event::PositionChange;
use kernel::iban::Iban;
use kernel::idempotency::Fingerprint;
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
use crate::store::bookmarks::{self, Bookmark};
use crate::store::keys;
use crate::store::positions;
use crate::store::positions::seen::listed;

/// Transfers that one call changes, as GPD has it.
const LIMIT_MAX: usize = 1_000;
/// Rounds of 8 queries of 500 positions, all states together: 256,000 positions.
pub const ROUNDS_MAX: usize = 64;
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

/// 8 queries a round of 4,000 positions, and 1 transaction a position that changes; 1 query for the bookmark of the call
/// before, 1 put where one is left.
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

/// How far a walk through the open positions has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    /// Of [`OPEN`].
    state: usize,
    /// The sort key in the index of states behind which it goes on; nothing is its beginning.
    behind: Option<String>,
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let (state, behind) = text.split_once(' ')?;
        Some(Self {
            state: state.parse().ok()?,
            behind: Some(behind.to_owned()).filter(|behind| !behind.is_empty()),
        })
    }

    fn written(&self) -> String {
        let behind = self.behind.as_deref().unwrap_or_default();
        format!("{} {behind}", self.state)
    }
}

/// What a call has done so far.
#[derive(Default)]
struct Done {
    updated: usize,
    rounds: usize,
}

impl Rerouting<'_> {
    /// How many transfers were changed. What is too much for one call is where the next one of the same key goes on, within
    /// the hour.
    async fn everywhere(&self) -> Result<usize, GpdError> {
        let (table, now) = (&self.deps.table, self.deps.now());
        let (cf, question) = (&self.actor.tenant, self.print());
        let mark = bookmarks::nearest(table, cf, &question, (0, now)).await?;
        let began = mark.and_then(|mark| Place::parse(&mark.place));
        let mut done = Done::default();
        let start = began.clone().unwrap_or_default();
        let mut left = self.walk(start, &mut done).await?;
        if left.is_none() && began.is_some() {
            // What has come in behind the mark.
            left = self.walk(Place::default(), &mut done).await?;
        }
        if left.is_some() || began.is_some() {
            let next = Bookmark {
                creditor: cf.clone(),
                question,
                page: 0,
                place: left.unwrap_or_default().written(),
                at: now,
            };
            bookmarks::lay(table, &next).await?;
        }
        Ok(done.updated)
    }

    /// The same change by the same key.
    fn print(&self) -> String {
        let key = self.actor.id.to_string();
        let parts: [&[u8]; 3] = [b"accounts", self.old.as_str().as_bytes(), key.as_bytes()];
        Fingerprint::of(&parts).as_str().to_owned()
    }

    /// Goes on until nothing is left, or the call has done enough: then from where there is more.
    async fn walk(&self, start: Place, done: &mut Done) -> Result<Option<Place>, GpdError> {
        let table = &self.deps.table;
        let look = u32::try_from(self.deps.bounds.look).unwrap_or(1);
        for (n, state) in OPEN.iter().enumerate().skip(start.state) {
            let leg = self.leg(*state);
            let mut behind = start.behind.clone().filter(|_| n == start.state);
            loop {
                let is_over = done.rounds == self.deps.bounds.rounds_of_accounts;
                if done.updated >= self.limit || is_over {
                    return Ok(Some(Place { state: n, behind }));
                }
                done.rounds += 1;
                let slice = slice(table, &leg, behind.as_deref(), look).await?;
                let mut found = Vec::new();
                for (_, position) in listed(table, slice.items).await? {
                    let count = self.touches(&position);
                    found.extend((count > 0).then_some((position, count)));
                }
                let all: usize = found.iter().map(|(_, count)| count).sum();
                let room = self.limit - done.updated;
                done.updated += self.write(found, room).await?;
                if all > room {
                    return Ok(Some(Place { state: n, behind }));
                }
                behind = slice.reached;
                if behind.is_none() {
                    break;
                }
            }
        }
        Ok(None)
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
        let all = (&self.new, usize::MAX);
        let changed = || change_ibans(position, &self.old, all, self.by(""));
        let changed = reached.then(changed).flatten();
        changed.map_or(0, |(_, count)| count)
    }

    /// Changes as many transfers as there is room for, of the last position only some.
    async fn write(
        &self,
        found: Vec<(DebtPosition, usize)>,
        room: usize,
    ) -> Result<usize, GpdError> {
        let mut left = room;
        let fitting = found.into_iter().map_while(|(position, count)| {
            let most = count.min(left);
            left -= most;
            (most > 0).then_some((position, most))
        });
        let fitting: Vec<(DebtPosition, usize)> = fitting.collect();
        let mut written = futures::stream::iter(fitting)
            .map(|(position, most)| self.one(position, most))
            .buffer_unordered(WRITES_AT_ONCE);
        let mut updated = 0;
        while let Some(count) = written.next().await {
            updated += count?;
        }
        Ok(updated)
    }

    /// Changes at most so many transfers of one, anew where others changed it meanwhile.
    async fn one(&self, position: DebtPosition, most: usize) -> Result<usize, GpdError> {
        let name = self.actor.id.to_string();
        let mut before = position;
        for _ in 0..TRIES_MAX {
            let changed = change_ibans(&before, &self.old, (&self.new, most), self.by(&name));
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
