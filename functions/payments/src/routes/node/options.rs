//! Payment options: the one question that the node asks by REST.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde_json::Value;

use super::NodeDeps;
use super::answer::Trouble;
use crate::domain::journal::{Call, Operation};
use crate::domain::node::{Fault, FaultCode, OptionsFault, PaymentOptions, payment_options};
use crate::store::positions;

/// Longer numbers are nothing (GPD's own pattern: `\d{1,30}`).
const DIGITS_MAX: usize = 30;

/// `POST …/payment-options/organizations/{pa}/notices/{nav}`: 1 get, 2 for a pointer, and the journal's put.
pub async fn serve(
    State(deps): State<NodeDeps>,
    Path((pa, nav)): Path<(String, String)>,
) -> Response {
    let started = deps.journal.now();
    let (status, body) = hear(&deps, &pa, &nav).await;
    let body = body.to_string();
    let (creditor, notice) = (
        OrgFiscalCode::parse(&pa).ok(),
        NoticeNumber::parse(&nav).ok(),
    );
    let call = Call {
        operation: Operation::PaymentOptions,
        creditor: creditor.as_ref(),
        notice: notice.as_ref(),
        what: "POST /payment-options/organizations/{pa}/notices/{nav}",
        started,
        ended: deps.journal.now(),
        status: Some(status.as_u16()),
        trouble: None,
        request: &[],
        answer: body.as_bytes(),
    };
    deps.journal.note(&call).await;
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body).into_response()
}

async fn hear(deps: &NodeDeps, pa: &str, nav: &str) -> (StatusCode, Value) {
    let fault = match options(deps, pa, nav).await {
        Ok(options) => match serde_json::to_value(options) {
            Ok(body) => return (StatusCode::OK, body),
            Err(_) => FaultCode::SystemError,
        },
        Err(Trouble::Ko(fault)) => {
            let (code, why) = (fault.code.as_str(), &fault.description);
            tracing::info!(
                node.operation = NAME,
                node.fault = code,
                node.why = why,
                "node: KO"
            );
            fault.code
        }
        Err(Trouble::Ours(cause)) => {
            tracing::error!(node.operation = NAME, error.cause = cause, "node: failed");
            FaultCode::SystemError
        }
    };
    let fault = OptionsFault::new(fault, deps.clock.now());
    let status = StatusCode::from_u16(fault.status());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, serde_json::to_value(fault).unwrap_or_default())
}

const NAME: &str = "payment-options";

async fn options(deps: &NodeDeps, pa: &str, nav: &str) -> Result<PaymentOptions, Trouble> {
    let digits = |text: &str| {
        text.len() <= DIGITS_MAX && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
    };
    if !digits(pa) || !digits(nav) {
        return Err(Fault::new(FaultCode::SintassiXsd, "not 1 to 30 digits").into());
    }
    let creditor = OrgFiscalCode::parse(pa).map_err(|_| FaultCode::IdDominioErrato)?;
    let known = deps.settings.get(&creditor).await?;
    known.ok_or(FaultCode::IdDominioErrato)?;
    let number = NoticeNumber::parse(nav).map_err(|_| FaultCode::PagamentoSconosciuto)?;
    let found = positions::by_nav(&deps.table, &creditor, &number).await?;
    let position = found.ok_or(FaultCode::PagamentoSconosciuto)?;
    Ok(payment_options(&position, &number, deps.clock.now())?)
}
