//! `POST /_local/checkout/carts`: 302 to the cart's page, 400 as `ProblemJson`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::dice;
use serde_json::json;

use super::super::ledger::Event;
use super::super::problem::Problem;
use super::super::service::Practice;
use super::body::CartRequest;

const KEY_HEADER: &str = "ocp-apim-subscription-key";

pub async fn create(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    body: Result<Json<CartRequest>, JsonRejection>,
) -> Response {
    if headers.get(KEY_HEADER).is_none_or(|key| key.is_empty()) {
        return no_key();
    }
    let id = hex::encode(dice::bytes::<16>(practice.options.dice.as_ref()));
    let cart = match body {
        Ok(Json(request)) => request.cart(id.clone()),
        Err(wrong) => Err(wrong.body_text()),
    };
    let cart = match cart {
        Ok(cart) => cart,
        Err(wrong) => return problem(Problem::new(StatusCode::BAD_REQUEST, wrong)),
    };
    if let Err(error) = practice.ledger.record(Event::CartOpened { cart }) {
        return problem(error.into());
    }
    let page = format!("{}/_local/checkout/{id}", practice.options.url);
    (StatusCode::FOUND, [(header::LOCATION, page)]).into_response()
}

/// As the platform's gateway answers it.
fn no_key() -> Response {
    let message = "Access denied due to missing subscription key. Make sure to include \
                   subscription key when making requests to an API.";
    let body = json!({ "statusCode": 401, "message": message });
    (StatusCode::UNAUTHORIZED, Json(body)).into_response()
}

/// checkout_v2.json types its problems `application/json`.
fn problem(problem: Problem) -> Response {
    let (status, body) = problem.into_parts();
    (status, Json(body)).into_response()
}
