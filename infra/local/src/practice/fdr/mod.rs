//! The FdR API for creditors, as the official OpenAPI file tells it (`fdr_organization` 1.1), over the
//! flows that the practice node made; and trouble on demand.
//!
//! | request | answer |
//! |---|---|
//! | `GET /_local/fdr-org/service/v1/organizations/{org}/fdrs` | the flows that were published |
//! | `GET …/fdrs/{fdr}/revisions/{revision}/psps/{psp}` | one flow |
//! | `GET …/fdrs/{fdr}/revisions/{revision}/psps/{psp}/payments` | its payments |
//! | `POST /_local/practice/fdr-trouble` `{"creditor","kind":"throttle"\|"fail"\|"wrong_sum"\|"not_json","times":n}` | the next `n` answers to it are bad |

mod answer;
#[cfg(test)]
mod official;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::service::Practice;
use super::settlement::Flow;
use super::trouble::Order;
use answer::{flow_answer, instant, page_of, payment_answer};

/// The largest page of the API, and its default.
const SIZE_MAX: usize = 1_000;
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// 429 with `Retry-After`.
    Throttle,
    /// 500
    Fail,
    /// A flow whose total is not that of its payments.
    WrongSum,
    /// 200 with something that is no JSON.
    NotJson,
}

pub fn router() -> Router<Arc<Practice>> {
    let all = "/_local/fdr-org/service/v1/organizations/{org}/fdrs";
    let one = format!("{all}/{{fdr}}/revisions/{{revision}}/psps/{{psp}}");
    Router::new()
        .route(all, get(list))
        .route(&one, get(show))
        .route(&format!("{one}/payments"), get(payments))
        .route("/_local/practice/fdr-trouble", post(order))
}

async fn order(
    State(practice): State<Arc<Practice>>,
    Json(order): Json<Order<TroubleKind>>,
) -> StatusCode {
    practice.trouble.add(order);
    StatusCode::NO_CONTENT
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    published_gt: Option<String>,
    page: Option<usize>,
    size: Option<usize>,
    psp_id: Option<String>,
}

impl Asked {
    /// From 1, and how many to a page; `None` where the schema forbids it.
    fn window(&self) -> Option<(usize, usize)> {
        let (page, size) = (self.page.unwrap_or(1), self.size.unwrap_or(SIZE_MAX));
        (page >= 1 && (1..=SIZE_MAX).contains(&size)).then_some((page, size))
    }
}

async fn list(
    State(practice): State<Arc<Practice>>,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if let Some(bad) = refused(&practice, &org, &headers) {
        return bad;
    }
    let Some(window) = asked.window() else {
        return error(StatusCode::BAD_REQUEST, "FDR-0400");
    };
    let after = asked.published_gt.as_deref().unwrap_or_default();
    let found: Vec<Value> = practice.ledger.read(|state| {
        let all = state.settlements().iter().flat_map(|one| &one.flows);
        all.filter(|flow| flow.creditor == org)
            .filter(|flow| asked.psp_id.as_ref().is_none_or(|psp| *psp == flow.psp.id))
            .filter(|flow| later(&instant(flow.made_at), after))
            .map(listed)
            .collect()
    });
    Json(page_of(&found, window)).into_response()
}

fn listed(flow: &Flow) -> Value {
    let at = instant(flow.made_at);
    json!({ "fdr": flow.id, "pspId": flow.psp.id, "revision": 1, "published": at, "flowDate": at })
}

/// Strictly later, as the API says.
fn later(published: &str, after: &str) -> bool {
    let parse = |text: &str| text.parse::<jiff::Timestamp>().ok();
    match (parse(published), parse(after)) {
        (Some(published), Some(after)) => published > after,
        _ => true,
    }
}

/// Organisation, flow, revision, PSP.
type Named = (String, String, u32, String);

async fn show(
    State(practice): State<Arc<Practice>>,
    Path(named): Path<Named>,
    headers: HeaderMap,
) -> Response {
    if let Some(bad) = refused(&practice, &named.0, &headers) {
        return bad;
    }
    let wrong = practice
        .trouble
        .next(&named.0, &[TroubleKind::WrongSum])
        .is_some();
    match find(&practice, &named) {
        Some(flow) => Json(flow_answer(&flow, wrong)).into_response(),
        None => error(StatusCode::NOT_FOUND, "FDR-0701"),
    }
}

async fn payments(
    State(practice): State<Arc<Practice>>,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if let Some(bad) = refused(&practice, &named.0, &headers) {
        return bad;
    }
    let (Some(window), Some(flow)) = (asked.window(), find(&practice, &named)) else {
        return error(StatusCode::NOT_FOUND, "FDR-0701");
    };
    let all: Vec<Value> = (1..)
        .zip(&flow.rows)
        .map(|(index, row)| payment_answer(index, row))
        .collect();
    Json(page_of(&all, window)).into_response()
}

fn find(practice: &Practice, (org, fdr, revision, psp): &Named) -> Option<Flow> {
    let own = |flow: &&Flow| flow.creditor == *org && flow.psp.id == *psp && *revision == 1;
    practice
        .ledger
        .read(|state| state.flow(fdr).filter(own).cloned())
}

/// No key, or trouble that was ordered.
fn refused(practice: &Practice, org: &str, headers: &HeaderMap) -> Option<Response> {
    if !headers.contains_key("ocp-apim-subscription-key") {
        return Some(error(StatusCode::UNAUTHORIZED, "FDR-0401"));
    }
    let kinds = [
        TroubleKind::Throttle,
        TroubleKind::Fail,
        TroubleKind::NotJson,
    ];
    Some(match practice.trouble.next(org, &kinds)? {
        TroubleKind::Throttle => {
            let refused = error(StatusCode::TOO_MANY_REQUESTS, "FDR-0429");
            ([(header::RETRY_AFTER, "1")], refused).into_response()
        }
        TroubleKind::NotJson => "<html>".into_response(),
        TroubleKind::Fail | TroubleKind::WrongSum => {
            error(StatusCode::INTERNAL_SERVER_ERROR, "FDR-0500")
        }
    })
}

/// `ErrorResponse`
fn error(status: StatusCode, code: &str) -> Response {
    let body = json!({
        "httpStatusCode": status.as_u16(),
        "httpStatusDescription": status.canonical_reason(),
        "appErrorCode": code,
        "errors": [{ "message": "practice" }],
    });
    (status, Json(body)).into_response()
}
