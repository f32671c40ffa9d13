//! Errors of the addresses that speak as pagoPA's own APIs of debt positions do.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::fault::Fault;
use super::reference::Reference;

const PREFIXES: [&str; 3] = ["/gpd/", "/aca/", "/payment-options/"];

/// The header with which a client names its call and finds it in the answer.
pub(super) const REQUEST_ID: &str = "x-request-id";
/// Characters of a name that is given back.
const REQUEST_ID_MAX: usize = 128;

/// Whether an address speaks as pagoPA's APIs do: their error shape, and no more told than they tell.
pub fn speaks_pagopa(path: &str) -> bool {
    PREFIXES.iter().any(|prefix| path.starts_with(prefix))
}

/// `ProblemJson` of GPD's OpenAPI documents: three fields, in English, as `application/json`.
#[derive(Debug, Serialize)]
pub(super) struct ProblemJson {
    title: &'static str,
    status: u16,
    detail: String,
}

impl ProblemJson {
    pub fn new(fault: &Fault, reference: &Reference) -> Self {
        // GPD documents 500 alone for what is our doing.
        let status = match fault.status.as_u16() {
            500.. => StatusCode::INTERNAL_SERVER_ERROR,
            _ => fault.status,
        };
        let (title, detail) = words(status);
        let detail = match status.is_server_error() {
            true => format!("{detail} [{reference}]"),
            false => detail.to_owned(),
        };
        Self {
            title,
            status: status.as_u16(),
            detail,
        }
    }
}

impl IntoResponse for ProblemJson {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Strings and numbers always serialise.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/json");
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}

fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        401 => (
            "UNAUTHORIZED",
            "Access denied due to a missing or invalid subscription key",
        ),
        403 => (
            "FORBIDDEN",
            "The caller does not have proper authorization for the requested operation",
        ),
        404 => ("NOT FOUND", "The requested resource does not exist"),
        405 => (
            "METHOD NOT ALLOWED",
            "The requested operation does not exist for this resource",
        ),
        413 => ("PAYLOAD TOO LARGE", "The request is too large"),
        415 => (
            "UNSUPPORTED MEDIA TYPE",
            "The content must be application/json",
        ),
        429 => ("TOO MANY REQUESTS", "Too many requests, retry later"),
        400..=499 => ("BAD REQUEST", "The request is malformed"),
        _ => ("INTERNAL SERVER ERROR", "An unexpected error has occurred"),
    }
}

/// The client's name of its call, else ours.
pub(super) fn request_id(asked: &HeaderMap, reference: &Reference) -> Option<HeaderValue> {
    let is_fit = |value: &&HeaderValue| {
        let bytes = value.as_bytes();
        !bytes.is_empty() && bytes.len() <= REQUEST_ID_MAX && bytes.iter().all(u8::is_ascii_graphic)
    };
    let told = asked.get(REQUEST_ID).filter(is_fit).cloned();
    told.or_else(|| HeaderValue::from_str(reference.as_str()).ok())
}

#[cfg(test)]
mod tests {
    use kernel::dice::SeededDice;

    use super::*;

    #[test]
    fn what_is_our_doing_is_a_500_with_a_reference() {
        let reference = Reference::mint(&SeededDice::new(7));
        let problem = ProblemJson::new(&Fault::unavailable("the table is away"), &reference);
        assert_eq!(problem.status, 500);
        assert!(problem.detail.ends_with(&format!("[{reference}]")));
        let problem = ProblemJson::new(&Fault::forbidden(), &reference);
        let json = serde_json::to_value(&problem).expect("JSON");
        assert_eq!(json.as_object().map(serde_json::Map::len), Some(3));
        assert_eq!(
            (&json["status"], &json["title"]),
            (&403.into(), &"FORBIDDEN".into())
        );
    }

    #[test]
    fn a_call_keeps_its_name_where_it_is_one() {
        let reference = Reference::mint(&SeededDice::new(7));
        let of = |name: &'static str| {
            let headers = [(
                http::HeaderName::from_static(REQUEST_ID),
                HeaderValue::from_static(name),
            )];
            let id = request_id(&headers.into_iter().collect(), &reference);
            id.and_then(|id| id.to_str().map(str::to_owned).ok())
        };
        assert_eq!(of("c110729d-258c").as_deref(), Some("c110729d-258c"));
        for name in ["", "two words"] {
            assert_eq!(of(name).as_deref(), Some(reference.as_str()));
        }
    }
}
