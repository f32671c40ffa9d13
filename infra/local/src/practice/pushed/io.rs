//! App IO: profiles and messages.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kernel::tax::TaxCode;
use serde_json::{Value, json};

use super::Made;
use super::shape::{Field, Is, faults};
use super::state::{Call, Told};
use super::trouble::{PushTrouble as T, Service, problem_of};
use crate::practice::service::Practice;

const OF_PROFILE: [T; 4] = [T::NotRegistered, T::OptedOut, T::Throttle, T::Key];
const OF_MESSAGE: [T; 6] = [T::Fail, T::Refuse, T::Late, T::Closed, T::NotJson, T::Wrong];

const PAYMENT: &[Field] = &[
    ("amount", true, Is::Number(1, 9_999_999_999)),
    ("notice_number", true, Is::Digits(18)),
    ("invalid_after_due_date", false, Is::Bool),
    (
        "payee",
        false,
        Is::Object(&[("fiscal_code", true, Is::Digits(11))]),
    ),
];

const CONTENT: &[Field] = &[
    ("subject", true, Is::Text(10, 120)),
    ("markdown", true, Is::Text(80, 10_000)),
    ("due_date", false, Is::Moment),
    ("payment_data", false, Is::Object(PAYMENT)),
];

/// `NewMessage`, as far as bodies that collect use it.
const MESSAGE: &[Field] = &[
    ("fiscal_code", true, Is::Text(16, 16)),
    ("time_to_live", false, Is::Number(3_600, 604_800)),
    ("content", true, Is::Object(CONTENT)),
    (
        "feature_level_type",
        false,
        Is::OneOf(&["STANDARD", "ADVANCED"]),
    ),
];

pub async fn profile(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let call = call("/profiles", &headers, body);
    practice.pushed.serve(call, &OF_PROFILE, found).await
}

pub async fn message(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let call = call("/messages", &headers, body);
    practice.pushed.serve(call, &OF_MESSAGE, taken).await
}

fn call<'h>(path: &str, headers: &'h HeaderMap, body: Value) -> Call<'h> {
    Call {
        service: Service::Io,
        method: "POST",
        path: path.to_owned(),
        headers,
        body,
    }
}

fn is_person(body: &Value) -> bool {
    let code = body["fiscal_code"].as_str().unwrap_or_default();
    matches!(TaxCode::parse(code), Ok(TaxCode::Person(_)))
}

fn found(_: &mut Told, body: &Value) -> Made {
    let wrong = faults("", &[("fiscal_code", true, Is::Text(16, 16))], body);
    match wrong.is_empty() && is_person(body) {
        true => {
            let languages = json!(["it_IT"]);
            let profile = json!({ "sender_allowed": true, "preferred_languages": languages });
            (StatusCode::OK, profile)
        }
        false => problem_of(StatusCode::NOT_FOUND, "The user is not found"),
    }
}

fn taken(told: &mut Told, body: &Value) -> Made {
    let mut wrong = faults("", MESSAGE, body);
    if !is_person(body) {
        wrong.push("/fiscal_code: no person".to_owned());
    }
    if !wrong.is_empty() {
        return problem_of(StatusCode::BAD_REQUEST, &wrong.join("; "));
    }
    let id = format!("{:026}", told.messages.len() + 1);
    let mut message = body.clone();
    message["id"] = json!(id);
    told.messages.push(message);
    (StatusCode::CREATED, json!({ "id": id }))
}
