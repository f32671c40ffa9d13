//! `/_local/clock`: what time it is for the product, and moving it forward.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use jiff::{SignedDuration, Timestamp};
use kernel::time::Clock;
use serde::{Deserialize, Serialize};

use crate::stack::clock::LocalClock;

#[derive(Serialize)]
struct Shown {
    now: Timestamp,
}

/// `{"advance_s": 86400}` or `{"to": "2026-12-31T23:00:00Z"}`.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Move {
    AdvanceS(u32),
    To(Timestamp),
}

pub(super) fn router(clock: Arc<LocalClock>) -> Router {
    Router::new()
        .route("/_local/clock", get(show).post(set))
        .with_state(clock)
}

async fn show(State(clock): State<Arc<LocalClock>>) -> Json<Shown> {
    Json(Shown { now: clock.now() })
}

/// 409 when the clock would go back.
async fn set(
    State(clock): State<Arc<LocalClock>>,
    Json(wanted): Json<Move>,
) -> Result<Json<Shown>, StatusCode> {
    let by = match wanted {
        Move::AdvanceS(seconds) => SignedDuration::from_secs(seconds.into()),
        Move::To(instant) => instant.duration_since(clock.now()),
    };
    if by.is_negative() {
        return Err(StatusCode::CONFLICT);
    }
    clock.advance(by);
    Ok(Json(Shown { now: clock.now() }))
}
