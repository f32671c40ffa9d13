//! `DELETE …/debtpositions`: positions taken away.

use access::Actor;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use kernel::event::PositionChange;
use kernel::ids::Iupd;
use platform::table::Tx;

use super::{TRIES_MAX, body, placed, reached, unwritten};
use crate::domain::position::{By, DebtPosition, Deleted, delete};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::problem::{GpdError, Problem};
use crate::routes::gpd::v1::update::told_delete;
use crate::store::bulks::act::Act;
use crate::store::bulks::read::by_iupds;
use crate::store::bulks::run::{BulkError, Order, write};
use crate::store::positions::tell_all;

const DELETED: &str = "The debt positions were successfully deleted";

/// 2 requests and 1 transaction; of 20 that have plans, 1 more.
pub async fn remove(
    State(deps): State<GpdDeps>,
    actor: Actor,
    bytes: Bytes,
) -> Result<Json<&'static str>, GpdError> {
    let iupds = body::iupds(&bytes, &actor.tenant)?;
    let settings = deps.creditor(&actor).await?;
    let name = actor.id.to_string();
    for _ in 0..TRIES_MAX {
        let found = by_iupds(&deps.table, &actor.tenant, &iupds).await?;
        let order = order(&deps, (&actor, &settings, &name), &iupds, found)?;
        match write(&deps.table, order, &*deps.clock, &*deps.dice).await {
            Ok(()) => return Ok(Json(DELETED)),
            Err(BulkError::Stale | BulkError::Aborted) => {}
            Err(other) => return Err(unwritten(other)),
        }
    }
    Err(Problem::busy().into())
}

fn order<'a>(
    deps: &GpdDeps,
    (actor, settings, name): (&Actor, &'a CreditorSettings, &'a str),
    iupds: &[Iupd],
    found: Vec<Option<DebtPosition>>,
) -> Result<Order<'a>, Problem> {
    let by = By {
        actor: name,
        at: deps.now(),
    };
    let (mut acts, mut all) = (Vec::with_capacity(found.len()), Vec::new());
    for (place, (iupd, found)) in iupds.iter().zip(found).enumerate() {
        let act = removed((actor, settings), (iupd, found), by);
        let (before, deleted) = act.map_err(|problem| placed(problem, place, iupd.as_str()))?;
        all.push(deleted.told());
        acts.push(Act::Remove { before, deleted });
    }
    let each: Vec<&DebtPosition> = all.iter().collect();
    let chance = (&*deps.clock, &*deps.dice);
    Ok(Order {
        creditor: &settings.fiscal_code,
        actor: name,
        acts,
        with: tell_all(Tx::new(), settings, &each, PositionChange::Deleted, chance),
    })
}

fn removed(
    (actor, settings): (&Actor, &CreditorSettings),
    (iupd, found): (&Iupd, Option<DebtPosition>),
    by: By<'_>,
) -> Result<(DebtPosition, Deleted), Problem> {
    let before = reached((actor, settings), iupd, found)?;
    let deleted = delete(&before, by);
    let deleted = deleted.map_err(|refusal| told_delete(refusal).of(&before.creditor, iupd))?;
    Ok((before, deleted))
}
