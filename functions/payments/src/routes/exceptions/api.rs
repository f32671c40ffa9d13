//! The machine API of exceptions.

use access::Actor;
use axum::Json;
use axum::extract::{Query, State};
use platform::table::Cursor;
use platform::web::ApiError;
use serde::{Deserialize, Serialize};

use super::ExceptionsDeps;
use super::view::ExceptionView;
use crate::routes::words::table_fault;
use crate::store::exceptions;

/// Exceptions of a page.
const PAGE: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Which {
    #[default]
    Open,
    Settled,
}

#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    #[serde(default)]
    state: Which,
    cursor: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Exceptions {
    exceptions: Vec<ExceptionView>,
    next: Option<String>,
}

/// `GET /api/creditors/{cf}/exceptions?state=open|settled&cursor=`: 1 query.
pub(super) async fn list(
    State(deps): State<ExceptionsDeps>,
    actor: Actor,
    Query(paging): Query<Paging>,
) -> Result<Json<Exceptions>, ApiError> {
    let place = paging.cursor.as_deref().map(Cursor::parse).transpose();
    let place = place.map_err(table_fault)?;
    let open = matches!(paging.state, Which::Open);
    let page = exceptions::list(&deps.table, &actor.tenant, open, (place, PAGE)).await;
    let page = page.map_err(table_fault)?;
    Ok(Json(Exceptions {
        exceptions: page.items.iter().map(ExceptionView::of).collect(),
        next: page.next.map(|next| next.as_str().to_owned()),
    }))
}
