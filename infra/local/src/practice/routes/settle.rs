//! `POST /_local/practice/settle`: the end of the day of one creditor.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::super::problem::Problem;
use super::super::service::Practice;
use super::super::settlement::{Flow, Settlement};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleRequest {
    pub creditor: OrgFiscalCode,
}

/// `flow_id` and `flow_url` are those of the first of `flows`.
#[derive(Debug, Clone, Serialize)]
pub struct SettleAnswer {
    pub flow_id: String,
    pub flow_url: String,
    pub statement_url: String,
    pub flows: Vec<FlowAnswer>,
}

#[derive(Debug, Clone, Serialize)]
pub struct FlowAnswer {
    pub id: String,
    pub url: String,
    pub rows: usize,
    pub amount_cents: Cents,
}

/// 409 when nothing was paid since the last close.
pub async fn settle(
    State(practice): State<Arc<Practice>>,
    request: Result<Json<SettleRequest>, JsonRejection>,
) -> Result<Json<SettleAnswer>, Problem> {
    let bad = |wrong: JsonRejection| Problem::new(StatusCode::BAD_REQUEST, wrong.body_text());
    let Json(request) = request.map_err(bad)?;
    let settlement = practice.settle(&request.creditor)?;
    answer(&practice.options.url, &settlement).map(Json)
}

fn answer(origin: &str, settlement: &Settlement) -> Result<SettleAnswer, Problem> {
    let flows: Vec<_> = settlement
        .flows
        .iter()
        .map(|flow| flow_answer(origin, flow))
        .collect();
    let first = flows
        .first()
        .ok_or_else(|| Problem::new(StatusCode::CONFLICT, "no flow"))?;
    Ok(SettleAnswer {
        flow_id: first.id.clone(),
        flow_url: first.url.clone(),
        statement_url: statement_url(origin, settlement),
        flows,
    })
}

fn flow_answer(origin: &str, flow: &Flow) -> FlowAnswer {
    let (id, amount_cents) = (flow.id.clone(), flow.total());
    FlowAnswer {
        url: flow_url(origin, flow),
        id,
        rows: flow.rows.len(),
        amount_cents,
    }
}

pub fn flow_url(origin: &str, flow: &Flow) -> String {
    format!("{origin}/_local/practice/flows/{}.xml", flow.id)
}

pub fn statement_url(origin: &str, settlement: &Settlement) -> String {
    format!(
        "{origin}/_local/practice/statements/{}.csv",
        settlement.statement.id
    )
}
