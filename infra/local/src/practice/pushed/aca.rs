//! The central archive of notices.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::Made;
use super::shape::{Field, Is, faults};
use super::state::{Call, Told};
use super::trouble::{PushTrouble as T, Service, problem_of};
use crate::practice::service::Practice;

const KINDS: [T; 8] = [
    T::Throttle,
    T::Fail,
    T::Key,
    T::Refuse,
    T::Late,
    T::Closed,
    T::NotJson,
    T::Wrong,
];

/// `NewDebtPositionRequest`
const POSITION: &[Field] = &[
    ("paFiscalCode", true, Is::Digits(11)),
    ("entityType", true, Is::OneOf(&["F", "G"])),
    ("entityFiscalCode", true, Is::Text(2, 255)),
    ("entityFullName", true, Is::Text(1, 255)),
    ("iuv", true, Is::Text(1, 255)),
    ("nav", false, Is::Text(1, 255)),
    ("amount", true, Is::Number(0, 99_999_999_999)),
    ("description", true, Is::Text(1, 255)),
    ("expirationDate", true, Is::Moment),
    ("iban", false, Is::Text(27, 27)),
    ("postalIban", false, Is::Text(27, 27)),
    ("switchToExpired", false, Is::Bool),
    ("payStandIn", false, Is::Bool),
];

pub async fn create(
    State(practice): State<Arc<Practice>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let call = Call {
        service: Service::Aca,
        method: "POST",
        path: "/paCreatePosition".to_owned(),
        headers: &headers,
        body,
    };
    practice.pushed.serve(call, &KINDS, upsert).await
}

/// Amount 0 withdraws what is there.
fn upsert(told: &mut Told, body: &Value) -> Made {
    let wrong = faults("", POSITION, body);
    if !wrong.is_empty() {
        return problem_of(StatusCode::BAD_REQUEST, &wrong.join("; "));
    }
    let iuv = body["iuv"].as_str().unwrap_or_default().to_owned();
    let known = told.aca.get(&iuv).map(|known| known["status"] == "VALID");
    let status = match (body["amount"] == 0, known) {
        (true, None) => return problem_of(StatusCode::NOT_FOUND, "Debit position not found"),
        (_, Some(false)) => {
            let detail = "Error while update debit position conflict into request";
            return problem_of(StatusCode::CONFLICT, detail);
        }
        (true, Some(true)) => "INVALID",
        (false, _) => "VALID",
    };
    let mut position = body.clone();
    if let Some(fields) = position.as_object_mut() {
        fields.remove("payStandIn");
        fields.insert("companyName".to_owned(), json!("practice"));
        fields.insert("status".to_owned(), json!(status));
    }
    told.aca.insert(iuv, position.clone());
    (StatusCode::OK, position)
}
