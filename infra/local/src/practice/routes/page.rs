//! The practice node's page: pay a notice with or without mishaps, close the day, take the files.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::Deserialize;

use super::super::ledger::State as LedgerState;
use super::super::problem::Problem;
use super::super::psp::WORDS;
use super::super::service::Practice;
use super::pay::{PayRequest, pay_one};
use super::settle::{flow_url, statement_url};

/// Most rows of each list on the page.
const ROWS_MAX: usize = 50;

#[derive(Template)]
#[template(path = "practice/routes/page.html")]
struct Page {
    message: Option<String>,
    failed: bool,
    modes: &'static [(&'static str, &'static str)],
    creditors: Vec<CreditorView>,
    payments: Vec<PaymentView>,
    irregularities: Vec<String>,
}

struct CreditorView {
    fiscal_code: String,
    name: String,
    waiting: usize,
    waiting_total: String,
    days: Vec<DayView>,
}

struct DayView {
    statement_id: String,
    statement_url: String,
    /// Id, address, total.
    flows: Vec<(String, String, String)>,
}

struct PaymentView {
    paid_at: String,
    notice_number: String,
    amount: String,
    psp: String,
    state: String,
}

pub async fn show(State(practice): State<Arc<Practice>>) -> Response {
    page(&practice, StatusCode::OK, None)
}

#[derive(Debug, Deserialize)]
pub struct PayForm {
    creditor: String,
    notice_number: String,
    mode: String,
    #[serde(default)]
    amount: String,
}

/// `POST /_local/practice/try`
pub async fn pay(State(practice): State<Arc<Practice>>, Form(form): Form<PayForm>) -> Response {
    let amount = Some(form.amount.trim()).filter(|amount| !amount.is_empty());
    let amount = amount.map(|amount| Cents::parse_decimal(&amount.replace(',', ".")));
    if let Some(Err(wrong)) = amount {
        return page(
            &practice,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(wrong.italian().to_owned()),
        );
    }
    let request = PayRequest {
        creditor: form.creditor,
        notice_number: form.notice_number,
        mode: Some(form.mode),
        times: None,
        delay_ms: None,
        amount_cents: amount.and_then(Result::ok).map(Cents::get),
        psp: None,
    };
    match pay_one(&practice, &request).await {
        Ok(paid) => {
            let amount = paid.amount_cents.italian();
            let message = format!("Pagati {amount} €, ricevuta {}", paid.receipt_id);
            page(&practice, StatusCode::OK, Some(message))
        }
        Err(problem) => decline(&practice, problem),
    }
}

#[derive(Debug, Deserialize)]
pub struct CloseForm {
    creditor: OrgFiscalCode,
}

/// `POST /_local/practice/close`
pub async fn close(State(practice): State<Arc<Practice>>, Form(form): Form<CloseForm>) -> Response {
    match practice.settle(&form.creditor) {
        Ok(_) => Redirect::to("/_local/practice/").into_response(),
        Err(problem) => decline(&practice, problem),
    }
}

fn decline(practice: &Practice, problem: Problem) -> Response {
    let message = format!("Non riuscito: {}", problem.detail());
    page(practice, problem.into_parts().0, Some(message))
}

fn page(practice: &Practice, status: StatusCode, message: Option<String>) -> Response {
    let page = practice.ledger.read(|state| Page {
        message,
        failed: !status.is_success(),
        modes: &WORDS,
        creditors: creditors(practice, state),
        payments: payments(state),
        irregularities: irregularities(state),
    });
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
        }
    }
}

fn creditors(practice: &Practice, state: &LedgerState) -> Vec<CreditorView> {
    let view = |creditor: &super::super::options::PracticeCreditor| {
        let fiscal_code = creditor.fiscal_code.as_str().to_owned();
        let waiting = state.unsettled(&fiscal_code);
        let total = Cents::sum(waiting.iter().map(|(_, transfer)| transfer.amount_cents));
        CreditorView {
            waiting: waiting.len(),
            waiting_total: total.unwrap_or(Cents::ZERO).italian(),
            days: days(&practice.options.url, state, &fiscal_code),
            name: creditor.name.clone(),
            fiscal_code,
        }
    };
    practice.options.creditors.iter().map(view).collect()
}

fn days(origin: &str, state: &LedgerState, creditor: &str) -> Vec<DayView> {
    let own = state
        .settlements()
        .iter()
        .rev()
        .filter(|one| one.creditor == creditor);
    let view = |one: &super::super::settlement::Settlement| DayView {
        statement_id: one.statement.id.clone(),
        statement_url: statement_url(origin, one),
        flows: one
            .flows
            .iter()
            .map(|flow| {
                (
                    flow.id.clone(),
                    flow_url(origin, flow),
                    flow.total().italian(),
                )
            })
            .collect(),
    };
    own.take(ROWS_MAX).map(view).collect()
}

fn payments(state: &LedgerState) -> Vec<PaymentView> {
    let view = |record: &super::super::ledger::PaymentRecord| PaymentView {
        paid_at: record
            .receipt
            .paid_at
            .strftime("%d/%m/%Y %H:%M")
            .to_string(),
        notice_number: record.receipt.notice_number.clone(),
        amount: record.receipt.amount_cents.italian(),
        psp: record.receipt.psp.name.clone(),
        state: match (&record.fault_code, record.delivered) {
            (Some(code), _) => format!("rifiutata: {code}"),
            (None, true) => "consegnata".to_owned(),
            (None, false) => "da consegnare".to_owned(),
        },
    };
    state
        .payments()
        .iter()
        .rev()
        .take(ROWS_MAX)
        .map(view)
        .collect()
}

fn irregularities(state: &LedgerState) -> Vec<String> {
    let recent = state.irregularities().iter().rev().take(ROWS_MAX);
    recent
        .map(|one| format!("{}: {}", one.about, super::super::xml::list(&one.found)))
        .collect()
}
