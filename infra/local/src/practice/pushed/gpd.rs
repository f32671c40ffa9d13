//! GPD, external API, version 1: what the product calls of it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
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

const METADATA: Is = Is::List(
    0,
    10,
    &[
        ("key", true, Is::Text(0, 140)),
        ("value", true, Is::Text(0, 140)),
    ],
);

const STAMP: &[Field] = &[
    ("hashDocument", true, Is::Text(0, 72)),
    ("stampType", true, Is::Text(2, 2)),
    ("provincialResidence", true, Is::Text(2, 2)),
];

const TRANSFER: &[Field] = &[
    ("idTransfer", true, Is::OneOf(&["1", "2", "3", "4", "5"])),
    ("amount", true, Is::Number(1, i64::MAX)),
    ("organizationFiscalCode", false, Is::Text(0, 255)),
    ("remittanceInformation", true, Is::Text(0, 140)),
    ("category", true, Is::Text(0, 255)),
    ("iban", false, Is::Text(1, 35)),
    ("postalIban", false, Is::Text(0, 35)),
    ("stamp", false, Is::Object(STAMP)),
    ("companyName", false, Is::Text(0, 140)),
    ("transferMetadata", false, METADATA),
];

const OPTION: &[Field] = &[
    ("nav", false, Is::Text(1, 255)),
    ("iuv", true, Is::Text(1, 255)),
    ("amount", true, Is::Number(1, i64::MAX)),
    ("description", true, Is::Text(0, 140)),
    ("isPartialPayment", true, Is::Bool),
    ("dueDate", true, Is::Moment),
    ("retentionDate", false, Is::Moment),
    ("transfer", false, Is::List(0, 5, TRANSFER)),
    ("paymentOptionMetadata", false, METADATA),
];

/// `PaymentPositionModel`, without what is read only.
const POSITION: &[Field] = &[
    ("iupd", true, Is::Text(1, 255)),
    ("type", true, Is::OneOf(&["F", "G"])),
    ("payStandIn", false, Is::Bool),
    ("fiscalCode", true, Is::Text(1, 255)),
    ("fullName", true, Is::Text(1, 255)),
    ("streetName", false, Is::Text(0, 255)),
    ("civicNumber", false, Is::Text(0, 255)),
    ("postalCode", false, Is::Text(0, 255)),
    ("city", false, Is::Text(0, 255)),
    ("province", false, Is::Text(0, 255)),
    ("region", false, Is::Text(0, 255)),
    ("country", false, Is::Text(2, 2)),
    ("email", false, Is::Text(0, 255)),
    ("phone", false, Is::Text(0, 255)),
    ("switchToExpired", true, Is::Bool),
    ("companyName", true, Is::Text(0, 140)),
    ("officeName", false, Is::Text(0, 140)),
    ("validityDate", false, Is::Moment),
    ("paymentOption", false, Is::List(0, 6_000, OPTION)),
];

struct Asked {
    method: &'static str,
    rest: String,
    body: Value,
}

async fn serve(
    practice: &Practice,
    headers: &HeaderMap,
    (org, asked): (&str, Asked),
    effect: impl FnOnce(&mut Told, &Value) -> Made,
) -> Response {
    let call = Call {
        service: Service::Gpd,
        method: asked.method,
        path: format!("/organizations/{org}/{}", asked.rest),
        headers,
        body: asked.body,
    };
    practice.pushed.serve(call, &KINDS, effect).await
}

pub async fn create(
    State(practice): State<Arc<Practice>>,
    Path(org): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let asked = Asked {
        method: "POST",
        rest: "debtpositions".to_owned(),
        body,
    };
    let now = practice.options.clock.now();
    let made = |told: &mut Told, body: &Value| write(told, (&org, None), (body, now));
    serve(&practice, &headers, (&org, asked), made).await
}

pub async fn update(
    State(practice): State<Arc<Practice>>,
    Path((org, iupd)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let asked = Asked {
        method: "PUT",
        rest: format!("debtpositions/{iupd}"),
        body,
    };
    let now = practice.options.clock.now();
    let made = |told: &mut Told, body: &Value| write(told, (&org, Some(&iupd)), (body, now));
    serve(&practice, &headers, (&org, asked), made).await
}

fn write(
    told: &mut Told,
    (org, iupd): (&str, Option<&str>),
    (body, now): (&Value, Timestamp),
) -> Made {
    let mut wrong = faults("", POSITION, body);
    wrong.extend(sums(body));
    let from = body["validityDate"].as_str();
    if from
        .and_then(|from| from.parse().ok())
        .is_some_and(|from: Timestamp| from < now)
    {
        wrong.push("validity_date must be >= current_date".to_owned());
    }
    if !wrong.is_empty() {
        return problem_of(StatusCode::BAD_REQUEST, &wrong.join("; "));
    }
    let named = body["iupd"].as_str().unwrap_or_default();
    let place = format!("{org}/{}", iupd.unwrap_or(named));
    let known = told.gpd.get(&place).map(|it| it["status"].clone());
    let status = match (iupd, known) {
        (None, Some(_)) => {
            return problem_of(StatusCode::CONFLICT, "Already existing debt position");
        }
        (None, None) => StatusCode::CREATED,
        (Some(_), None) => return not_found(),
        (Some(_), Some(state)) if state == "VALID" => StatusCode::OK,
        (Some(_), Some(_)) => return problem_of(StatusCode::CONFLICT, "Not updatable"),
    };
    let mut position = body.clone();
    position["status"] = json!("VALID");
    told.gpd.insert(place, position.clone());
    (status, position)
}

/// Transfers add up, each with an account or a stamp.
fn sums(body: &Value) -> Vec<String> {
    let options = body["paymentOption"].as_array().into_iter().flatten();
    let is_wrong = |option: &&Value| {
        let transfers = || option["transfer"].as_array().into_iter().flatten();
        let sum: i64 = transfers().filter_map(|it| it["amount"].as_i64()).sum();
        let one_way = |it: &Value| it["iban"].is_string() != it["stamp"].is_object();
        option["amount"].as_i64() != Some(sum) || !transfers().all(one_way)
    };
    let wrong = options.filter(is_wrong);
    wrong
        .map(|option| format!("{}: transfers do not fit", option["iuv"]))
        .collect()
}

fn not_found() -> Made {
    problem_of(StatusCode::NOT_FOUND, "Not found the debt position")
}

pub async fn delete(
    State(practice): State<Arc<Practice>>,
    Path((org, iupd)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let asked = Asked {
        method: "DELETE",
        rest: format!("debtpositions/{iupd}"),
        body: Value::Null,
    };
    let place = format!("{org}/{iupd}");
    let made = |told: &mut Told, _: &Value| match told.gpd.remove(&place) {
        Some(_) => (StatusCode::OK, json!("deleted")),
        None => not_found(),
    };
    serve(&practice, &headers, (&org, asked), made).await
}

pub async fn invalidate(
    State(practice): State<Arc<Practice>>,
    Path((org, iupd)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let asked = Asked {
        method: "POST",
        rest: format!("debtpositions/{iupd}/invalidate"),
        body: Value::Null,
    };
    let place = format!("{org}/{iupd}");
    let made = |told: &mut Told, _: &Value| match told.gpd.get_mut(&place) {
        Some(position) if position["status"] == "VALID" => {
            position["status"] = json!("INVALID");
            (StatusCode::OK, position.clone())
        }
        Some(_) => problem_of(StatusCode::CONFLICT, "Not invalidable"),
        None => not_found(),
    };
    serve(&practice, &headers, (&org, asked), made).await
}

pub async fn paid(
    State(practice): State<Arc<Practice>>,
    Path((org, nav)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let asked = Asked {
        method: "POST",
        rest: format!("paymentoptions/paids/{nav}"),
        body,
    };
    let made = |told: &mut Told, body: &Value| mark_paid(told, (&org, &nav), body);
    serve(&practice, &headers, (&org, asked), made).await
}

fn mark_paid(told: &mut Told, (org, nav): (&str, &str), body: &Value) -> Made {
    let wrong = faults("", &[("paymentDate", false, Is::Moment)], body);
    if !wrong.is_empty() {
        return problem_of(StatusCode::BAD_REQUEST, &wrong.join("; "));
    }
    let own = format!("{org}/");
    let mut positions = told.gpd.iter_mut().filter(|it| it.0.starts_with(&own));
    let has = |position: &Value| {
        let options = position["paymentOption"].as_array().into_iter().flatten();
        options.into_iter().any(|option| option["nav"] == nav)
    };
    let Some((_, position)) = positions.find(|it| has(it.1)) else {
        return problem_of(StatusCode::NOT_FOUND, "Not found the payment option");
    };
    let paid = position["practicePaid"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if paid.iter().any(|it| it == nav) {
        return problem_of(StatusCode::CONFLICT, "Already paid");
    }
    let all = position["paymentOption"].as_array().map_or(0, Vec::len);
    let paid: Vec<Value> = paid.into_iter().chain([json!(nav)]).collect();
    let state = if paid.len() == all {
        "PAID"
    } else {
        "PARTIALLY_PAID"
    };
    position["status"] = json!(state);
    position["practicePaid"] = json!(paid);
    let option = json!({ "nav": nav, "status": "PO_PAID", "organizationFiscalCode": org });
    (StatusCode::OK, option)
}
