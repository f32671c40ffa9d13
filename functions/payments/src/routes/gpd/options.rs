//! Payment options for programmes with a key, at the official paths: what the node is told without one
//! (`routes/node`). Another body's fiscal code is refused by the gate.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::notice::NoticeNumber;
use serde_json::Value;

use super::GpdDeps;
use crate::domain::node::{FaultCode, OptionsFault, PaymentOptions, payment_options};
use crate::store::positions;

/// `POST …/payment-options/organizations/{cf}/notices/{nav}`: 1 get, 2 for a pointer.
pub async fn serve(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, nav)): Path<(String, String)>,
) -> Response {
    match options(&deps, &actor, &nav).await {
        Ok(options) => Json(options).into_response(),
        Err(code) => refused(&deps, code),
    }
}

/// The same below GPD internal's mounts, whose document has no word for who stands in for the body.
pub async fn serve_internal(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, nav)): Path<(String, String)>,
) -> Response {
    let told = options(&deps, &actor, &nav).await;
    let told = told.and_then(|told| {
        let told = serde_json::to_value(told).map_err(|_| FaultCode::SystemError)?;
        Ok(without(told, "standin"))
    });
    match told {
        Ok(told) => Json(told).into_response(),
        Err(code) => refused(&deps, code),
    }
}

fn without(mut told: Value, name: &str) -> Value {
    if let Some(fields) = told.as_object_mut() {
        fields.remove(name);
    }
    told
}

fn refused(deps: &GpdDeps, code: FaultCode) -> Response {
    let fault = OptionsFault::new(code, deps.clock.now());
    let status = StatusCode::from_u16(fault.status());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(fault)).into_response()
}

async fn options(deps: &GpdDeps, actor: &Actor, nav: &str) -> Result<PaymentOptions, FaultCode> {
    let digits = !nav.is_empty() && nav.len() <= 30 && nav.bytes().all(|b| b.is_ascii_digit());
    if !digits {
        return Err(FaultCode::SintassiXsd);
    }
    let nav = NoticeNumber::parse(nav).map_err(|_| FaultCode::PagamentoSconosciuto)?;
    let found = positions::by_nav(&deps.table, &actor.tenant, &nav).await;
    let found = found.map_err(|error| {
        tracing::error!(error.cause = %error, "payment options: failed");
        FaultCode::SystemError
    })?;
    let services = actor.scope(Permission::PositionsRead).services(false);
    let seen = found.filter(|position| position.is_within(&services));
    let position = seen.ok_or(FaultCode::PagamentoSconosciuto)?;
    payment_options(&position, &nav, deps.clock.now())
}
