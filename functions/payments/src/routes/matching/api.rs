//! The machine API of flows and statements.

use access::Actor;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use platform::table::Cursor;
use platform::web::ApiError;
use serde::{Deserialize, Serialize};

use super::faults::MatchingFault;
use super::view::{FlowView, StatementView};
use super::{MatchingDeps, Outcome};
use crate::domain::flow::{CHUNK_ROWS, Flow};
use crate::domain::statement::{StatementChoice, StatementState};
use crate::routes::machine::{Ask, Created, Document, answer, done, earlier};
use crate::routes::words::table_fault;
use crate::store::flows;
use crate::store::idempotency::Done;

/// Flows of a page.
const PAGE_FLOWS: u32 = 50;

/// `POST /api/creditors/{cf}/statements` → 201 with the form for the file.
pub(super) async fn create_statement(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let file_name = ask.file_name();
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let id = StatementId::mint(&*deps.clock, &*deps.dice);
    let upload = deps.statement_form(&actor, &id, None).await?;
    let statement = deps.begin(&actor, id, file_name);
    let id = statement.id.to_string();
    let told = (StatusCode::CREATED, &Created { id, upload });
    let done = done(&ask, &actor.tenant, told, deps.clock.now())?;
    let outcome = deps.create(statement, Some(&done)).await?;
    told_once(&deps, &actor, &ask, (outcome, &done)).await
}

#[derive(Serialize)]
struct Accepted {
    id: String,
    state: StatementState,
}

/// `POST …/statements/{id}/check` → 202.
pub(super) async fn check_statement(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let choice = StatementChoice {
        dialect: ask.optional("dialect").unwrap_or_default(),
        mapping: ask.optional("mapping").unwrap_or_default(),
    };
    if !choice.mapping.is_bounded() {
        ask.wrong("mapping", "Il titolo di una colonna è troppo lungo.");
    }
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let statement = deps.statement(&actor, &id).await?;
    let body = Accepted {
        id: statement.id.to_string(),
        state: StatementState::Checking,
    };
    let told = (StatusCode::ACCEPTED, &body);
    let done = done(&ask, &actor.tenant, told, deps.clock.now())?;
    let statement = (statement, false);
    let outcome = deps.check(&actor, statement, &choice, Some(&done)).await?;
    told_once(&deps, &actor, &ask, (outcome, &done)).await
}

/// `POST …/statements/{id}/rows` `{"row","flow_id"}` → 202: a person or a programme says which flow
/// a row credits, `null` that it credits none after all.
pub(super) async fn name_row(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let row: Option<u32> = ask.required("row");
    let flow_id: Option<FlowId> = ask.optional("flow_id");
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let body = Accepted {
        id: id.clone(),
        state: StatementState::Checking,
    };
    let told = (StatusCode::ACCEPTED, &body);
    let done = done(&ask, &actor.tenant, told, deps.clock.now())?;
    let named = (row.unwrap_or_default(), flow_id);
    let outcome = deps.name(&actor, &id, named, Some(&done)).await?;
    told_once(&deps, &actor, &ask, (outcome, &done)).await
}

/// `GET …/statements/{id}`
pub(super) async fn show_statement(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<StatementView>, ApiError> {
    let detail = deps.statement_detail(&actor, &id).await?;
    Ok(Json(StatementView::of(detail)))
}

/// `POST …/flows` → 201 with the flow, also when it is there already; 422 with every fault.
pub(super) async fn load_flow(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    document: Document,
) -> Result<Response, ApiError> {
    let Document { ask, bytes } = document;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let kept = |flow: &Flow| {
        let told = (StatusCode::CREATED, &FlowView::head(flow));
        done(&ask, &actor.tenant, told, deps.clock.now()).ok()
    };
    match deps.load(&actor, &bytes, kept).await? {
        Outcome::Done(flow) => {
            Ok((StatusCode::CREATED, Json(FlowView::head(&flow))).into_response())
        }
        Outcome::KeyUsed => again(&deps, &actor, &ask).await,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    cursor: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Flows {
    flows: Vec<FlowView>,
    next: Option<String>,
}

/// `GET …/flows?cursor=`: the latest settlement first.
pub(super) async fn flows(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Query(paging): Query<Paging>,
) -> Result<Json<Flows>, ApiError> {
    let place = paging.cursor.as_deref().map(Cursor::parse).transpose();
    let place = place.map_err(table_fault)?;
    let page = flows::list(&deps.table, &actor.tenant, place, PAGE_FLOWS).await;
    let page = page.map_err(table_fault)?;
    Ok(Json(Flows {
        flows: page.items.iter().map(FlowView::head).collect(),
        next: page.next.map(|next| next.as_str().to_owned()),
    }))
}

#[derive(Debug, Deserialize)]
pub(super) struct RowPaging {
    /// Rows passed over: a page begins at each thousand.
    #[serde(default)]
    from: u32,
}

/// `GET …/flows/{id}?from=`: a thousand rows.
pub(super) async fn show_flow(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    Query(paging): Query<RowPaging>,
) -> Result<Json<FlowView>, ApiError> {
    let chunk = paging.from / CHUNK_ROWS;
    let detail = deps.flow_detail(&actor, &id, chunk).await?;
    Ok(Json(FlowView::whole(detail, chunk)))
}

/// The answer of this request, or the one that its twin was given.
async fn told_once<T>(
    deps: &MatchingDeps,
    actor: &Actor,
    ask: &Ask,
    (outcome, done): (Outcome<T>, &Done),
) -> Result<Response, ApiError> {
    match outcome {
        Outcome::Done(_) => Ok(answer(done)),
        Outcome::KeyUsed => again(deps, actor, ask).await,
    }
}

pub(super) async fn again(
    deps: &MatchingDeps,
    actor: &Actor,
    ask: &Ask,
) -> Result<Response, ApiError> {
    let found = earlier(&deps.table, &actor.tenant, ask).await?;
    found.ok_or_else(|| MatchingFault::Busy.into())
}
