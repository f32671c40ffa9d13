//! `POST /_local/practice/pay`: one payment at a PSP's counter.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use kernel::dice::SeededDice;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::options::PracticeCreditor;
use super::super::problem::Problem;
use super::super::psp::{Mode, Order, StandIn, checkout_psp, counter_psp};
use super::super::service::Practice;
use super::super::soap::{Answer, Demand, Demanded, TransferType, Version};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayRequest {
    pub creditor: String,
    pub notice_number: String,
    /// A word of [`Mode::parse`]; `regular` when absent.
    pub mode: Option<String>,
    /// Draws the mode, when none is told.
    pub seed: Option<u64>,
    /// Deliveries at once of `doubled`.
    pub times: Option<usize>,
    /// Wait of `late`.
    pub delay_ms: Option<u64>,
    /// Amount of `unannounced` and `unknown`, which ask nobody before.
    pub amount_cents: Option<i64>,
    /// `counter` (default) or `checkout`.
    pub psp: Option<String>,
    /// `v2` (default) or `v1`: which of the two operations tell the payment and take the receipt.
    #[serde(default)]
    pub version: Version,
    /// `POSTAL` or `PAGOPA`.
    pub transfer_type: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct PayAnswer {
    pub receipt_id: String,
    pub iuv: String,
    pub amount_cents: Cents,
    /// All of them: two when the payment was re-issued.
    pub receipt_ids: Vec<String>,
    /// One for each delivery; empty when the receipt is late.
    pub answers: Vec<DeliveryAnswer>,
}

#[derive(Debug, Clone, Serialize)]
pub struct DeliveryAnswer {
    pub outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault_code: Option<String>,
}

pub async fn pay(
    State(practice): State<Arc<Practice>>,
    request: Result<Json<PayRequest>, JsonRejection>,
) -> Result<Json<PayAnswer>, Problem> {
    let Json(request) = request.map_err(|wrong| bad(wrong.body_text()))?;
    pay_one(&practice, &request).await.map(Json)
}

/// `GET /_local/practice/payments`: what was paid here, the oldest first.
pub async fn list(State(practice): State<Arc<Practice>>) -> Json<Value> {
    Json(practice.ledger.read(|state| {
        let payments = state.payments().iter().map(|record| {
            json!({
                "receipt_id": record.receipt.receipt_id,
                "creditor": record.receipt.fiscal_code,
                "notice_number": record.receipt.notice_number,
                "amount_cents": record.receipt.amount_cents,
                "delivered": record.delivered,
                "fault_code": record.fault_code,
            })
        });
        json!({ "payments": payments.collect::<Vec<_>>() })
    }))
}

/// `GET /_local/practice/irregularities`: what was answered against the specification. Empty
/// when the station is right.
pub async fn irregularities(State(practice): State<Arc<Practice>>) -> Json<Value> {
    Json(
        practice
            .ledger
            .read(|state| json!({ "irregularities": state.irregularities() })),
    )
}

/// Takes the money, writes it down, tells the receipts.
pub async fn pay_one(practice: &Arc<Practice>, request: &PayRequest) -> Result<PayAnswer, Problem> {
    let creditor = practice.creditor(&request.creditor)?;
    let order = order(creditor, request)?;
    let identity = match request.psp.as_deref() {
        None | Some("counter") => counter_psp(),
        Some("checkout") => checkout_psp(),
        Some(_) => return Err(bad("`psp` is counter or checkout")),
    };
    let psp = practice.psp(creditor, identity);
    let taken = practice.take(&psp, &order).await?;
    practice.keep(&taken)?;
    let receipts = taken.receipts.clone();
    let answers = practice.tell(psp, taken).await?;
    let first = receipts.first().ok_or_else(|| bad("nothing was paid"))?;
    Ok(PayAnswer {
        receipt_id: first.receipt_id.clone(),
        iuv: first.creditor_reference_id.clone(),
        amount_cents: first.amount_cents,
        receipt_ids: receipts
            .iter()
            .map(|receipt| receipt.receipt_id.clone())
            .collect(),
        answers: answers.iter().map(delivery_answer).collect(),
    })
}

fn order(creditor: &PracticeCreditor, request: &PayRequest) -> Result<Order, Problem> {
    let notice = NoticeNumber::parse(&request.notice_number)
        .map_err(|wrong| bad(format!("`notice_number`: {wrong}")))?;
    let mode = mode(request)?;
    let amount = request.amount_cents.map(Cents::new);
    if amount.is_some_and(|amount| !amount.is_payable()) {
        return Err(bad("`amount_cents` cannot be paid"));
    }
    let stand_in = amount.map(|amount| StandIn {
        amount,
        iban: creditor.iban.as_str().to_owned(),
        company_name: creditor.name.clone(),
    });
    let transfer_type = match request.transfer_type.as_deref() {
        None => None,
        Some("POSTAL") => Some(TransferType::Postal),
        Some("PAGOPA") => Some(TransferType::PagoPa),
        Some(_) => return Err(bad("`transfer_type` is POSTAL or PAGOPA")),
    };
    Ok(Order {
        mode,
        version: request.version,
        transfer_type,
        stand_in,
        ..Order::new(creditor.fiscal_code.clone(), notice)
    })
}

fn mode(request: &PayRequest) -> Result<Mode, Problem> {
    match (request.mode.as_deref(), request.seed) {
        (None, None) => Ok(Mode::Regular),
        (None, Some(seed)) => Ok(Mode::draw(&SeededDice::new(seed))),
        (Some(word), _) => Mode::parse(word, request.times, request.delay_ms)
            .ok_or_else(|| bad(format!("`mode`: {word} is none of this node's"))),
    }
}

fn delivery_answer(answer: &Answer<()>) -> DeliveryAnswer {
    let fault_code = answer.fault_code().map(str::to_owned);
    let outcome = if fault_code.is_none() { "OK" } else { "KO" };
    DeliveryAnswer {
        outcome,
        fault_code,
    }
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}
/// `POST /_local/practice/demand`: a notice that is made on the spot.
pub async fn demand(
    State(practice): State<Arc<Practice>>,
    request: Result<Json<Demand>, JsonRejection>,
) -> Result<Json<Demanded>, Problem> {
    let bad = |error: JsonRejection| Problem::new(StatusCode::BAD_REQUEST, error.body_text());
    let Json(asked) = request.map_err(bad)?;
    let creditor = practice.creditor(&asked.creditor)?.clone();
    let psp = practice.psp(&creditor, counter_psp());
    Ok(Json(psp.demand(&asked).await?))
}
