//! Why the practice node declines, as problem JSON (RFC 9457).

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::psp::PspError;

#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    detail: String,
    more: Value,
}

impl Problem {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            more: json!({}),
        }
    }

    pub fn detail(&self) -> &str {
        &self.detail
    }

    pub fn into_parts(self) -> (StatusCode, Value) {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        if let (Some(body), Value::Object(more)) = (body.as_object_mut(), self.more) {
            body.extend(more);
        }
        (self.status, body)
    }
}

impl From<PspError> for Problem {
    /// Refused 409 with the fault code, against the rules 502 with every deviation, silent 504.
    fn from(error: PspError) -> Self {
        let detail = error.to_string();
        let (status, more) = match error {
            PspError::Refused { fault, .. } => {
                (StatusCode::CONFLICT, json!({ "fault_code": fault.code }))
            }
            PspError::Deviations { found, .. } => {
                (StatusCode::BAD_GATEWAY, json!({ "deviations": found }))
            }
            PspError::Unreachable { .. } | PspError::Timeout(_) => {
                (StatusCode::GATEWAY_TIMEOUT, json!({}))
            }
            PspError::NoAmount => (StatusCode::BAD_REQUEST, json!({})),
        };
        Self {
            status,
            detail,
            more,
        }
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("journal: {error}"),
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, body) = self.into_parts();
        (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            Json(body),
        )
            .into_response()
    }
}
