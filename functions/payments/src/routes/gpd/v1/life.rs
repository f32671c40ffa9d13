//! `POST …/debtpositions/{iupd}/publish` and `/invalidate`.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, State};
use kernel::event::PositionChange;

use super::create::told_publish;
use super::{TRIES_MAX, one_plan_at_most, unwritten};
use crate::domain::position::{By, Changed, DebtPosition, invalidate, publish};
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::problem::{Entry, GpdError, NOT_INVALIDABLE, Problem};
use crate::routes::gpd::view::PositionModel;

/// 2 requests and 1 transaction.
pub async fn to_published(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
) -> Result<Json<PositionModel>, GpdError> {
    let after = published(&deps, &actor, &iupd, one_plan_at_most).await?;
    Ok(Json(PositionModel::from(&after)))
}

/// Publishes a position that `fits` has nothing against.
pub async fn published(
    deps: &GpdDeps,
    actor: &Actor,
    iupd: &str,
    fits: impl Fn(&DebtPosition) -> Result<(), Problem>,
) -> Result<DebtPosition, GpdError> {
    let decide = |before: &DebtPosition, by: By<'_>| publish(before, by).map_err(told_publish);
    change(
        deps,
        actor,
        (iupd, fits),
        (PositionChange::Published, decide),
    )
    .await
}

/// 2 requests and 1 transaction. Whatever the position looks like: v3 has no word for it.
pub async fn to_invalid(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
) -> Result<Json<PositionModel>, GpdError> {
    let decide =
        |before: &DebtPosition, by: By<'_>| invalidate(before, by).map_err(|_| NOT_INVALIDABLE);
    let what = PositionChange::Invalidated;
    let after = change(
        &deps,
        &actor,
        (&iupd, |_: &DebtPosition| Ok(())),
        (what, decide),
    )
    .await?;
    Ok(Json(PositionModel::from(&after)))
}

async fn change(
    deps: &GpdDeps,
    actor: &Actor,
    (iupd, fits): (&str, impl Fn(&DebtPosition) -> Result<(), Problem>),
    (what, decide): (
        PositionChange,
        impl Fn(&DebtPosition, By<'_>) -> Result<Changed, Entry>,
    ),
) -> Result<DebtPosition, GpdError> {
    let settings = deps.creditor(actor).await?;
    let name = actor.id.to_string();
    for _ in 0..TRIES_MAX {
        let need = Permission::PositionsWrite;
        let before = deps.by_iupd(actor, iupd, need).await?;
        fits(&before)?;
        let by = By {
            actor: &name,
            at: deps.now(),
        };
        let changed = decide(&before, by).map_err(|entry| entry.of(&actor.tenant, iupd))?;
        let stored = deps.write_change(&settings, &before, &changed, what);
        if stored.await.map_err(unwritten)?.is_some() {
            return Ok(changed.after);
        }
    }
    Err(Problem::busy().into())
}
