//! Payment options: the one question that the node asks by REST.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;

use super::NodeDeps;
use super::answer::Trouble;
use crate::domain::node::{Fault, FaultCode, OptionsFault, PaymentOptions, payment_options};
use crate::store::positions;

/// Longer numbers are nothing (GPD's own pattern: `\d{1,30}`).
const DIGITS_MAX: usize = 30;

/// `POST …/payment-options/organizations/{pa}/notices/{nav}`: 1 get, 2 for a pointer.
pub async fn serve(
    State(deps): State<NodeDeps>,
    Path((pa, nav)): Path<(String, String)>,
) -> Response {
    let outcome = options(&deps, &pa, &nav).await;
    let fault = match outcome {
        Ok(options) => return Json(options).into_response(),
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
    (status, Json(fault)).into_response()
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
