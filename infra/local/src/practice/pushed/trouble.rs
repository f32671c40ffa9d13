//! Bad answers of the services that are told of positions.

use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// Longer than the product has patience for.
const LATE: Duration = Duration::from_secs(12);

/// Longer than the product's own first pauses.
const RETRY_AFTER_S: &str = "600";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    Aca,
    Gpd,
    Io,
}

impl Service {
    pub fn name(self) -> &'static str {
        match self {
            Self::Aca => "aca",
            Self::Gpd => "gpd",
            Self::Io => "io",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushTrouble {
    /// 429 with `Retry-After`, without effect.
    Throttle,
    /// 500, without effect.
    Fail,
    /// 401
    Key,
    /// 409 with a detail, without effect.
    Refuse,
    /// The effect, and no answer in time.
    Late,
    /// The effect, and a connection that breaks.
    Closed,
    /// The effect, and something that is no JSON.
    NotJson,
    /// The effect, and an answer about something else.
    Wrong,
    /// App IO: 404 for the profile.
    NotRegistered,
    /// App IO: the debtor wants no messages.
    OptedOut,
}

/// For the page.
pub const ORDERS: [(&str, &str); 10] = [
    ("throttle", "Troppe richieste (429)"),
    ("fail", "Errore del servizio (500)"),
    ("key", "Chiave non accettata (401)"),
    ("refuse", "Posizione rifiutata (409)"),
    ("late", "Risposta in ritardo"),
    ("closed", "Connessione interrotta"),
    ("not_json", "Risposta illeggibile"),
    ("wrong", "Risposta di un’altra posizione"),
    ("not_registered", "Debitore non su App IO"),
    ("opted_out", "Debitore che non vuole messaggi"),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub service: Service,
    pub kind: PushTrouble,
    pub times: usize,
}

impl PushTrouble {
    /// Whether the call has its effect all the same.
    pub fn has_effect(self) -> bool {
        matches!(
            self,
            Self::Late | Self::Closed | Self::NotJson | Self::Wrong
        )
    }

    /// The bad answer; `good` is the one that it takes the place of.
    pub async fn answer(self, good: (StatusCode, Value)) -> Response {
        match self {
            Self::Throttle => {
                let wait = [(header::RETRY_AFTER, RETRY_AFTER_S)];
                (StatusCode::TOO_MANY_REQUESTS, wait).into_response()
            }
            Self::Fail => problem(StatusCode::INTERNAL_SERVER_ERROR, "practice").into_response(),
            Self::Key => StatusCode::UNAUTHORIZED.into_response(),
            Self::Refuse => problem(StatusCode::CONFLICT, "practice: conflict").into_response(),
            Self::Late => {
                tokio::time::sleep(LATE).await;
                (good.0, Json(good.1)).into_response()
            }
            Self::Closed => broken(good.0),
            Self::NotJson => (good.0, "<html>").into_response(),
            Self::Wrong => {
                let other = json!({ "iuv": "07000000000000000", "iupd": "another" });
                (good.0, Json(other)).into_response()
            }
            Self::NotRegistered => problem(StatusCode::NOT_FOUND, "User not found").into_response(),
            Self::OptedOut => Json(json!({ "sender_allowed": false })).into_response(),
        }
    }
}

/// A body that breaks off.
fn broken(status: StatusCode) -> Response {
    let end = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let pieces = futures::stream::iter([Ok("{"), Err(end)]);
    let mut answer = Response::new(Body::from_stream(pieces));
    *answer.status_mut() = status;
    answer
}

/// `ProblemJson`
pub fn problem(status: StatusCode, detail: &str) -> (StatusCode, Json<Value>) {
    let (status, body) = problem_of(status, detail);
    (status, Json(body))
}

pub fn problem_of(status: StatusCode, detail: &str) -> (StatusCode, Value) {
    let title = status.canonical_reason().unwrap_or_default();
    let body = json!({ "title": title, "status": status.as_u16(), "detail": detail });
    (status, body)
}
