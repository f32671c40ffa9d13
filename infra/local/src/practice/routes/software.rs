//! `POST /_local/practice/amounts`: plays the software of a body that tells amounts, as well or as badly as
//! the query asks.

use std::time::Duration;

use axum::Json;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// Nobody waits longer for a made-up delay.
const DELAY_MAX_MS: u64 = 30_000;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manners {
    /// Added to the stored amount; 0: the amount is confirmed by an answer without a body.
    #[serde(default)]
    pub add_cents: i64,
    #[serde(default)]
    pub delay_ms: u64,
    /// `paid`, `cancelled`, `expired`, `in_progress`, `unknown`.
    pub not_payable: Option<String>,
    /// An answer with this status and nothing else.
    pub status: Option<u16>,
    /// An answer that is no JSON.
    #[serde(default)]
    pub broken: bool,
}

pub async fn amounts(
    Query(manners): Query<Manners>,
    headers: HeaderMap,
    Json(question): Json<Value>,
) -> Response {
    tokio::time::sleep(Duration::from_millis(manners.delay_ms.min(DELAY_MAX_MS))).await;
    let signed = headers.contains_key("x-sportello-signature");
    let stored = question["data"]["amount_cents"].as_i64();
    let (Some(stored), true) = (stored, signed) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if let Some(status) = manners.status {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        return status.into_response();
    }
    if manners.broken {
        return "trentacinque euro".into_response();
    }
    match manners.not_payable {
        Some(why) => Json(json!({ "not_payable": why })).into_response(),
        None if manners.add_cents == 0 => StatusCode::NO_CONTENT.into_response(),
        None => Json(json!({ "amount_cents": stored + manners.add_cents })).into_response(),
    }
}
