//! What is read: a position by its id or by an IUV, a part by its number.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, State};

use super::{one_plan_at_most, seen};
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::problem::{GpdError, OPTION_NOT_FOUND};
use crate::routes::gpd::view::{OptionWithDebtor, PositionResponse};

/// `GET …/debtpositions/{iupd}`: 2 requests, 1 for a position of an import.
pub async fn position(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
) -> Result<Json<PositionResponse>, GpdError> {
    let need = Permission::PositionsRead;
    let position = deps.by_iupd(&actor, &iupd, need).await?;
    one_plan_at_most(&position)?;
    Ok(Json(PositionResponse::from(&*seen(&position, deps.now()))))
}

/// `GET …/paymentoptions/{iuv}/debtposition`: 1 request, 2 for a part of a plan.
pub async fn by_iuv(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iuv)): Path<(String, String)>,
) -> Result<Json<PositionResponse>, GpdError> {
    let need = Permission::PositionsRead;
    let (position, _) = deps.by_iuv(&actor, &iuv, need).await?;
    Ok(Json(PositionResponse::from(&*seen(&position, deps.now()))))
}

/// `GET …/paymentoptions/{nav}`: 1 request, 2 for a part of a plan. As in GPD, a part is unknown where its
/// debtor has chosen another way to pay.
pub async fn option(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, number)): Path<(String, String)>,
) -> Result<Json<OptionWithDebtor>, GpdError> {
    let need = Permission::PositionsRead;
    let (position, nav) = deps.by_number(&actor, &number, need).await?;
    let position = seen(&position, deps.now());
    let part = position.installment(&nav);
    let part = part.filter(|part| part.payment.is_some() || !position.has_other_way(&nav));
    let part = part.ok_or_else(|| OPTION_NOT_FOUND.of(&actor.tenant, &number))?;
    Ok(Json(OptionWithDebtor::of(&position, part)))
}
