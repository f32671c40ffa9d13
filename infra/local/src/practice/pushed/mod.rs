//! The services that are told of positions, as the official OpenAPI files say: the central archive of
//! notices (`paCreatePosition`), GPD (external API, version 1) and App IO; and trouble on demand.
//!
//! | request | answer |
//! |---|---|
//! | `POST /_local/aca/v1/paCreatePosition` | the position |
//! | `POST /_local/gpd/debt-positions-service/v1/organizations/{org}/debtpositions`, `PUT`, `DELETE …/{iupd}`, `POST …/{iupd}/invalidate`, `POST …/paymentoptions/paids/{nav}` | the position |
//! | `POST /_local/io/api/v1/profiles`, `POST …/messages` | the profile, the message's id |
//! | `POST /_local/practice/push-trouble` `{"service":"aca\|gpd\|io","kind","times":n}` | the next `n` answers of it are bad; `kind` is a word of [`PushTrouble`] |
//! | `POST /_local/practice/push-trouble/try` | the same, from the page |
//! | `GET /_local/practice/pushed` | `{"aca":{iuv:…},"gpd":{iupd:…},"messages":[…],"calls":[{"service","method","path","body","status","answer"}]}` |

mod aca;
mod gpd;
mod io;
mod shape;
mod state;
mod trouble;

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::Value;

pub use state::Pushed;
pub use trouble::{ORDERS, Order};

use super::service::Practice;

/// What an answer is made of.
type Made = (StatusCode, Value);

pub fn router() -> Router<Arc<Practice>> {
    let positions = "/_local/gpd/debt-positions-service/v1/organizations/{org}/debtpositions";
    let paids = "/_local/gpd/debt-positions-service/v1/organizations/{org}/paymentoptions/paids";
    Router::new()
        .route("/_local/aca/v1/paCreatePosition", post(aca::create))
        .route(positions, post(gpd::create))
        .route(
            &format!("{positions}/{{iupd}}"),
            put(gpd::update).delete(gpd::delete),
        )
        .route(
            &format!("{positions}/{{iupd}}/invalidate"),
            post(gpd::invalidate),
        )
        .route(&format!("{paids}/{{nav}}"), post(gpd::paid))
        .route("/_local/io/api/v1/profiles", post(io::profile))
        .route("/_local/io/api/v1/messages", post(io::message))
        .route("/_local/practice/push-trouble", post(order))
        .route("/_local/practice/push-trouble/try", post(order_by_form))
        .route("/_local/practice/pushed", get(all))
}

async fn order(State(practice): State<Arc<Practice>>, Json(order): Json<Order>) -> StatusCode {
    practice.pushed.order(order);
    StatusCode::NO_CONTENT
}

async fn order_by_form(
    State(practice): State<Arc<Practice>>,
    Form(order): Form<Order>,
) -> Response {
    practice.pushed.order(order);
    Redirect::to("/_local/practice/").into_response()
}

async fn all(State(practice): State<Arc<Practice>>) -> Json<Value> {
    Json(practice.pushed.told())
}
