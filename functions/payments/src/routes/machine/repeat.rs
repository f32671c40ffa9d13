//! The same key again: the same answer for the same content, 409 for other content.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::table::Table;
use platform::web::{ApiError, Fault};
use serde::Serialize;

use super::Ask;
use crate::routes::words::table_fault;
use crate::store::idempotency::{self, Done};

/// The answer that this key got before: 1 request.
pub async fn earlier(
    table: &Table,
    creditor: &OrgFiscalCode,
    ask: &Ask,
) -> Result<Option<Response>, ApiError> {
    let found = idempotency::find(table, creditor, &ask.key)
        .await
        .map_err(table_fault)?;
    let Some(done) = found else { return Ok(None) };
    match done.difference(&ask.route, &ask.fields) {
        None => Ok(Some(answer(&done))),
        Some(field) => Err(used(&field).into()),
    }
}

/// What is to be kept of this request, in the transaction of its effect.
pub fn done(
    ask: &Ask,
    creditor: &OrgFiscalCode,
    (status, body): (StatusCode, &impl Serialize),
    at: Timestamp,
) -> Result<Done, ApiError> {
    Ok(Done {
        creditor: creditor.clone(),
        key: ask.key.clone(),
        route: ask.route.clone(),
        fields: ask.fields.clone(),
        status: status.as_u16(),
        body: serde_json::to_string(body).map_err(Fault::internal)?,
        at,
    })
}

/// The answer as it was given and is given again.
pub fn answer(done: &Done) -> Response {
    let status = StatusCode::from_u16(done.status).unwrap_or(StatusCode::OK);
    let kind = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, kind)], done.body.clone()).into_response()
}

fn used(field: &str) -> Fault {
    let detail = "Questa Idempotency-Key è già servita per una richiesta diversa.";
    let said = "Nella prima richiesta con questa chiave il valore era diverso.";
    Fault::conflict("idempotency_key_used", detail).field(field, "differs", said)
}
