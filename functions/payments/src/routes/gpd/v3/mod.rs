//! The operations of v3: positions with several ways to pay, each with its debtor and its instalments.
//! What they do is what v1's do; the bodies differ, and no position has too many plans.

mod body;
mod view;

use access::{Actor, Permission};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use http::StatusCode;

use self::body::PositionBody;
use self::view::{PositionModel, PositionResponse};
use super::GpdDeps;
use super::paging::Parameters;
use super::problem::GpdError;
use super::v1::list::{Listed, Question, listed};
use super::v1::{create, life, update};
use crate::domain::position::DebtPosition;

type Asked = Query<Vec<(String, String)>>;

impl GpdDeps {
    fn model(&self, position: &DebtPosition) -> Json<PositionModel> {
        let now = self.now();
        Json(PositionModel::of(&position.at(now), now))
    }
}

/// `POST …/debtpositions`: 1 transaction.
pub async fn make(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Asked,
    bytes: Bytes,
) -> Result<(StatusCode, Json<PositionModel>), GpdError> {
    let publish = Parameters::new(asked).flag("toPublish")?;
    let content = super::body::read::<PositionBody>(&bytes)?.content(&actor.tenant)?;
    let made = create::made(&deps, &actor, content, publish).await?;
    Ok((StatusCode::CREATED, deps.model(&made)))
}

/// `GET …/debtpositions/{iupd}`: 2 requests, 1 for a position of an import.
pub async fn show(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
) -> Result<Json<PositionResponse>, GpdError> {
    let need = Permission::PositionsRead;
    let position = deps.by_iupd(&actor, &iupd, need).await?;
    let now = deps.now();
    Ok(Json(PositionResponse::of(&position.at(now), now)))
}

/// `PUT …/debtpositions/{iupd}`: 2 requests and 1 transaction.
pub async fn write(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
    Query(asked): Asked,
    bytes: Bytes,
) -> Result<Json<PositionModel>, GpdError> {
    let publish = Parameters::new(asked).flag("toPublish")?;
    let content = super::body::read::<PositionBody>(&bytes)?.content(&actor.tenant)?;
    let asked = (iupd.as_str(), content, publish);
    let written = update::written(&deps, &actor, asked, |_, content| Ok(content)).await?;
    Ok(deps.model(&written))
}

/// `POST …/debtpositions/{iupd}/publish`: 2 requests and 1 transaction.
pub async fn to_published(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
) -> Result<Json<PositionModel>, GpdError> {
    let published = life::published(&deps, &actor, &iupd, |_| Ok(())).await?;
    Ok(deps.model(&published))
}

/// `GET …/debtpositions`: the requests of v1's list.
pub async fn list(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Asked,
) -> Result<Json<Listed<PositionResponse>>, GpdError> {
    let now = deps.now();
    let view = |position: &DebtPosition, question: &Question| {
        PositionResponse::with_parts(position, now, |part| question.shows(part))
    };
    listed(&deps, &actor, asked, (view::states, view)).await
}
