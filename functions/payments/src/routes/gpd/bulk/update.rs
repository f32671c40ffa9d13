//! `PUT …/debtpositions`: positions written anew.

use access::Actor;
use axum::body::Bytes;
use axum::extract::{Query, State};
use http::StatusCode;
use kernel::event::PositionChange;
use kernel::ids::Iupd;
use platform::table::Tx;

use super::create::taken;
use super::{TRIES_MAX, body, reached, unwritten};
use crate::domain::position::{By, DebtPosition, update};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::body::Content;
use crate::routes::gpd::paging::Parameters;
use crate::routes::gpd::problem::{GpdError, Problem};
use crate::routes::gpd::v1::create::{draft, may_write};
use crate::routes::gpd::v1::update::{fitted, is_same, told_update};
use crate::store::bulks::act::Act;
use crate::store::bulks::read::by_iupds;
use crate::store::bulks::run::{self, BulkError, Order};
use crate::store::positions::tell_all;

/// 2 requests, 1 transaction where they fit it (up to 48), else 1 for each 49 and 1; none where nothing
/// would change.
pub async fn write(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Query<Vec<(String, String)>>,
    bytes: Bytes,
) -> Result<StatusCode, GpdError> {
    let publish = Parameters::new(asked).flag("toPublish")?;
    let contents = body::positions(&bytes, &actor.tenant)?;
    let settings = deps.creditor(&actor).await?;
    let iupds: Vec<Iupd> = contents.iter().map(|one| one.iupd.clone()).collect();
    let name = actor.id.to_string();
    for _ in 0..TRIES_MAX {
        let found = by_iupds(&deps.table, &actor.tenant, &iupds).await?;
        let who = (&actor, &*settings, name.as_str());
        let acts = decided(&deps, who, (found, &contents), publish)?;
        if acts.is_empty() {
            return Ok(StatusCode::OK);
        }
        let before: Vec<DebtPosition> = acts.iter().map(|act| act.anchor().clone()).collect();
        let order = order(&deps, (&settings, &name), acts);
        match run::write(&deps.table, order, &*deps.clock, &*deps.dice).await {
            Ok(()) => return Ok(StatusCode::OK),
            Err(BulkError::Taken(place)) => return Err(taken(&before, place).into()),
            Err(BulkError::Stale | BulkError::Aborted) => {}
            Err(other) => return Err(unwritten(other)),
        }
    }
    Err(Problem::busy().into())
}

/// Each position as it is to be, or what is said of the first in the body's order that can not be so.
fn decided(
    deps: &GpdDeps,
    who: (&Actor, &CreditorSettings, &str),
    (found, contents): (Vec<Option<DebtPosition>>, &[Content]),
    publish: bool,
) -> Result<Vec<Act>, GpdError> {
    let mut acts = Vec::with_capacity(found.len());
    for (place, (found, content)) in found.into_iter().zip(contents).enumerate() {
        let act = changed(deps, who, (found, content), publish);
        acts.push(act.map_err(|error| error.placed(place, content.iupd.as_str()))?);
    }
    // The same update once more changes nothing.
    let changes = |act: &Act| match act {
        Act::Replace { before, changed } => !is_same(before, &changed.after),
        Act::Create { .. } | Act::Remove { .. } => true,
    };
    match acts.iter().any(changes) {
        true => Ok(acts),
        false => Ok(Vec::new()),
    }
}

fn changed(
    deps: &GpdDeps,
    (actor, settings, name): (&Actor, &CreditorSettings, &str),
    (found, content): (Option<DebtPosition>, &Content),
    publish: bool,
) -> Result<Act, GpdError> {
    let before = reached((actor, settings), &content.iupd, found)?;
    let content = fitted(&before, content.clone())?;
    let draft = draft(actor, settings, content, Some(&before))?;
    let by = By {
        actor: name,
        at: deps.now(),
    };
    let changed = update(&before, draft, publish, by);
    let changed = changed.map_err(|refusal| told_update(refusal, &before))?;
    may_write(actor, settings, &changed.after)?;
    Ok(Act::Replace { before, changed })
}

fn order<'a>(
    deps: &GpdDeps,
    (settings, actor): (&'a CreditorSettings, &'a str),
    acts: Vec<Act>,
) -> Order<'a> {
    let after = |act: &Act| match act {
        Act::Replace { changed, .. } => changed.after.clone(),
        Act::Create { .. } | Act::Remove { .. } => act.anchor().clone(),
    };
    let after: Vec<DebtPosition> = acts.iter().map(after).collect();
    let each: Vec<&DebtPosition> = after.iter().collect();
    let by = (&*deps.clock, &*deps.dice);
    Order {
        creditor: &settings.fiscal_code,
        actor,
        with: tell_all(Tx::new(), settings, &each, PositionChange::Updated, by),
        acts,
    }
}
