//! A POST of a program whose body is a document, not JSON.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use http::StatusCode;
use kernel::idempotency::Fingerprint;
use platform::web::limits::FLOW_BYTES_MAX;
use platform::web::{ApiError, Fault};

use super::Ask;
use super::ask::key;

/// The document, of any type, up to [`FLOW_BYTES_MAX`].
#[derive(Debug)]
pub struct Document {
    pub ask: Ask,
    pub bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for Document {
    type Rejection = ApiError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, ApiError> {
        let key = key(request.headers())?;
        let route = format!("{} {}", request.method(), request.uri().path());
        DefaultBodyLimit::max(FLOW_BYTES_MAX).apply(&mut request);
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|refused| unreadable(refused.status()))?;
        let fields = BTreeMap::from([("body".to_owned(), Fingerprint::of(&[&bytes]))]);
        Ok(Self {
            ask: Ask::of_document(key, route, fields),
            bytes,
        })
    }
}

fn unreadable(status: StatusCode) -> Fault {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("Il documento supera i {} MB.", FLOW_BYTES_MAX / 1024 / 1024);
            Fault::new(status, "body_too_large", detail)
        }
        _ => Fault::new(
            status,
            "unreadable_body",
            "Il contenuto non si può leggere.",
        ),
    }
}
