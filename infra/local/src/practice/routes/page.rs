//! The practice node's page: pay a notice with or without mishaps, close the day, take the files.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use platform::web::Page;
use platform::web::ui::Alert;
use serde::Deserialize;

use super::super::problem::Problem;
use super::super::service::Practice;
use super::pay::{PayRequest, pay_one};
use super::view::PracticePage;

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
        let alert = Alert::danger(wrong.italian());
        return page(&practice, StatusCode::UNPROCESSABLE_ENTITY, Some(alert));
    }
    let request = PayRequest {
        creditor: form.creditor,
        notice_number: form.notice_number,
        mode: Some(form.mode),
        seed: None,
        times: None,
        delay_ms: None,
        amount_cents: amount.and_then(Result::ok).map(Cents::get),
        psp: None,
        version: Default::default(),
        transfer_type: None,
    };
    match pay_one(&practice, &request).await {
        Ok(paid) => {
            let amount = paid.amount_cents.italian();
            let message = format!("Pagati {amount} €, ricevuta {}.", paid.receipt_id);
            page(&practice, StatusCode::OK, Some(Alert::success(message)))
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
    let alert = Alert::danger(problem.detail()).title("Non riuscito");
    page(practice, problem.into_parts().0, Some(alert))
}

fn page(practice: &Practice, status: StatusCode, alert: Option<Alert>) -> Response {
    let page = practice
        .ledger
        .read(|state| PracticePage::of(&practice.options, state, alert));
    (status, Page(page)).into_response()
}
