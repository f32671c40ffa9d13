//! `GET …/debtpositions`: the positions of the organisation, filtered, ordered, page by page.
//!
//! By date of insertion, the list walks the index of all positions and looks at each, 8 queries a round and at
//! most [`walk::ROUNDS_MAX`] rounds; a page leaves a bookmark where the next one begins, so that turning pages
//! never reads a page twice: 1 query for it, 1 put. A page that is not full when the rounds are over leaves it where
//! they ended. Few positions in the states asked for are read from the index of states ([`few`]). The other orders are
//! in no index: what fits the filter is read and sorted, up to [`walk::SORTED_MAX`] positions. `total_pages` is exact
//! up to [`walk::LOOK_AHEAD`] positions ahead, beyond it says that there are more.

mod asked;
mod few;
mod walk;

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;

use asked::Order;
pub use asked::Question;
pub use walk::{LOOK_MAX, ROUNDS_MAX};
use walk::{inserted, sorted};

use crate::domain::position::{DebtPosition, PositionState};
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::paging::{PageInfo, Paging, Parameters};
use crate::routes::gpd::problem::GpdError;
use crate::routes::gpd::view::PositionResponse;

/// GPD's `PaymentPositionsInfo`.
#[derive(Debug, Serialize)]
pub struct Listed<P> {
    payment_position_list: Vec<P>,
    page_info: PageInfo,
}

pub async fn show(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Query<Vec<(String, String)>>,
) -> Result<Json<Listed<PositionResponse>>, GpdError> {
    let states = |word: &str| PositionState::parse(word).map(|state| vec![state]);
    let view = |position: &DebtPosition, question: &Question| {
        PositionResponse::with_parts(position, |part| question.shows(part))
    };
    listed(&deps, &actor, asked, (states, view)).await
}

/// A page, with its own words for states and its own view of a position.
pub async fn listed<P>(
    deps: &GpdDeps,
    actor: &Actor,
    asked: Vec<(String, String)>,
    (states, view): (
        impl Fn(&str) -> Option<Vec<PositionState>>,
        impl Fn(&DebtPosition, &Question) -> P,
    ),
) -> Result<Json<Listed<P>>, GpdError> {
    let asked = Parameters::new(asked);
    let paging = Paging::read(&asked)?;
    let services = actor.scope(Permission::PositionsRead).services(false);
    let question = Question::read(&asked, services, states)?;
    let now = deps.now();
    let page = match question.order {
        Order::Inserted => inserted(deps, &actor.tenant, (&question, now), paging).await?,
        Order::Iupd | Order::Status | Order::CompanyName => {
            sorted(deps, &actor.tenant, (&question, now), paging).await?
        }
    };
    let all = page.positions.iter();
    let list: Vec<P> = all.map(|position| view(position, &question)).collect();
    Ok(Json(Listed {
        page_info: PageInfo {
            page: paging.page,
            limit: paging.limit,
            items_found: list.len(),
            total_pages: page.total_pages,
        },
        payment_position_list: list,
    }))
}
