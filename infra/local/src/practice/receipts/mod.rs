//! pagoPA's API of receipts for creditors, as the official OpenAPI file tells it (`biz_events` 0.1),
//! over the payments that the practice node took; and trouble on demand.
//!
//! | request | answer |
//! |---|---|
//! | `GET /_local/bizevents/service/v1/organizations/{org}/receipts/{iur}` | a receipt |
//! | `GET …/receipts/{iur}/paymentoptions/{iuv}` | the same |
//! | `POST /_local/practice/receipt-trouble` `{"creditor","kind","times":n}` | the next `n` answers to it are bad; `kind` is a word of [`ReceiptTrouble`] |

mod answer;
#[cfg(test)]
mod official;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::service::Practice;
use super::soap::Receipt;
use super::trouble::Order;
use answer::receipt_answer;

/// Longer than any client has patience for.
const LATE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptTrouble {
    /// 404 for a receipt that is there.
    Missing,
    /// 422
    Unprocessable,
    /// 429 with `Retry-After`.
    Throttle,
    /// 500
    Fail,
    /// No answer in time.
    Late,
    /// 200 with something that is no JSON.
    NotJson,
    /// A receipt that lacks what the official file requires.
    Maimed,
    /// A receipt of another body.
    OtherCreditor,
    /// The receipt of another payment.
    OtherReceipt,
    /// The receipt of another notice.
    OtherNotice,
}

const ALL: [ReceiptTrouble; 10] = [
    ReceiptTrouble::Missing,
    ReceiptTrouble::Unprocessable,
    ReceiptTrouble::Throttle,
    ReceiptTrouble::Fail,
    ReceiptTrouble::Late,
    ReceiptTrouble::NotJson,
    ReceiptTrouble::Maimed,
    ReceiptTrouble::OtherCreditor,
    ReceiptTrouble::OtherReceipt,
    ReceiptTrouble::OtherNotice,
];

pub fn router() -> Router<Arc<Practice>> {
    let one = "/_local/bizevents/service/v1/organizations/{org}/receipts/{iur}";
    Router::new()
        .route(one, get(by_iur))
        .route(&format!("{one}/paymentoptions/{{iuv}}"), get(by_iuv))
        .route("/_local/practice/receipt-trouble", post(order))
}

async fn order(
    State(practice): State<Arc<Practice>>,
    Json(order): Json<Order<ReceiptTrouble>>,
) -> StatusCode {
    practice.receipt_trouble.add(order);
    StatusCode::NO_CONTENT
}

async fn by_iur(
    State(practice): State<Arc<Practice>>,
    Path((org, iur)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    serve(&practice, (&org, &iur, None), &headers).await
}

async fn by_iuv(
    State(practice): State<Arc<Practice>>,
    Path((org, iur, iuv)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    serve(&practice, (&org, &iur, Some(&iuv)), &headers).await
}

async fn serve(
    practice: &Practice,
    (org, iur, iuv): (&str, &str, Option<&str>),
    headers: &HeaderMap,
) -> Response {
    if !headers.contains_key("ocp-apim-subscription-key") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let own = |receipt: &&Receipt| {
        receipt.fiscal_code == org
            && receipt.receipt_id == iur
            && iuv.is_none_or(|iuv| receipt.creditor_reference_id == iuv)
    };
    let found = practice.ledger.read(|state| {
        let all = state
            .payments()
            .iter()
            .map(|record| record.receipt.as_ref());
        all.into_iter().find(own).map(receipt_answer)
    });
    let trouble = practice.receipt_trouble.next(org, &ALL);
    match (trouble, found) {
        (Some(kind), found) => bad(kind, found.unwrap_or_default()).await,
        (None, Some(receipt)) => Json(receipt).into_response(),
        (None, None) => problem(StatusCode::NOT_FOUND, "Not found the receipt."),
    }
}

async fn bad(kind: ReceiptTrouble, mut receipt: Value) -> Response {
    match kind {
        ReceiptTrouble::Missing => {
            return problem(StatusCode::NOT_FOUND, "Not found the receipt.");
        }
        ReceiptTrouble::Unprocessable => {
            return problem(StatusCode::UNPROCESSABLE_ENTITY, "Unable to process.");
        }
        ReceiptTrouble::Throttle => {
            let wait = [(header::RETRY_AFTER, "1")];
            return (StatusCode::TOO_MANY_REQUESTS, wait).into_response();
        }
        ReceiptTrouble::Fail => {
            return problem(StatusCode::INTERNAL_SERVER_ERROR, "practice");
        }
        ReceiptTrouble::Late => {
            tokio::time::sleep(LATE).await;
        }
        ReceiptTrouble::NotJson => return "<html>".into_response(),
        ReceiptTrouble::Maimed => receipt["transferList"] = json!([]),
        ReceiptTrouble::OtherCreditor => receipt["fiscalCode"] = json!("80051230409"),
        ReceiptTrouble::OtherReceipt => receipt["receiptId"] = json!("0".repeat(32)),
        ReceiptTrouble::OtherNotice => receipt["noticeNumber"] = json!("300000000000000000"),
    }
    Json(receipt).into_response()
}

/// `ProblemJson`
fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let body = json!({ "title": title, "status": status.as_u16(), "detail": detail });
    (status, Json(body)).into_response()
}
