//! RFC 9457 problem documents.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use super::fault::{Fault, FieldFault};

/// The body of an error answer to a machine:
///
/// ```json
/// {"type":"about:blank","title":"Dati da correggere","status":422,
///  "detail":"La data di scadenza non è valida.","instance":"/errors/K7QM-3XPD",
///  "code":"invalid_body","retryable":false,
///  "errors":[{"field":"due_date","code":"invalid","message":"…"}]}
/// ```
///
/// `instance` names this occurrence by its reference code, never by an address of a record. A 404
/// has none and always says the same: what is unknown and what is somebody else's look alike, byte
/// for byte.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    code: &'static str,
    retryable: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldFault>,
}

/// What every 404 says to a program, whatever the route wanted to say.
const UNKNOWN: &str = "L'oggetto richiesto non esiste.";

impl Problem {
    pub(super) fn new(fault: &Fault, reference: &str) -> Self {
        let mut problem = Self {
            kind: "about:blank",
            title: fault.title.to_string(),
            status: fault.status.as_u16(),
            detail: fault.detail.to_string(),
            instance: Some(format!("/errors/{reference}")),
            code: fault.code,
            retryable: fault.retry_after_s.is_some(),
            errors: fault.errors.clone(),
        };
        if fault.is_unknown() {
            UNKNOWN.clone_into(&mut problem.detail);
            problem.code = "not_found";
            problem.instance = None;
            problem.errors.clear();
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Strings and numbers always serialise.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
