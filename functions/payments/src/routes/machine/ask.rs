//! A POST of a program: its key, and its body field by field.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, StatusCode, header};
use kernel::idempotency::{Fingerprint, IdempotencyKey};
use platform::web::{ApiError, Fault};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::strict::Object;

/// What a program asks: take each field, then [`Ask::finish`], which refuses what is left over.
#[derive(Debug)]
pub struct Ask {
    pub key: IdempotencyKey,
    /// `POST /api/creditors/80047110152/imports`
    pub route: String,
    /// Of the body as it came.
    pub fields: BTreeMap<String, Fingerprint>,
    body: Map<String, Value>,
    wrong: Vec<(String, String)>,
}

impl Ask {
    /// Of a document: there are no fields to take.
    pub(super) fn of_document(
        key: IdempotencyKey,
        route: String,
        fields: BTreeMap<String, Fingerprint>,
    ) -> Self {
        let (body, wrong) = (Map::new(), Vec::new());
        Self {
            key,
            route,
            fields,
            body,
            wrong,
        }
    }

    /// A field that may be absent or null. A value of another form is remembered as wrong.
    pub fn optional<T: DeserializeOwned>(&mut self, field: &str) -> Option<T> {
        let value = self.body.remove(field).filter(|value| !value.is_null())?;
        let read = serde_json::from_value(value);
        if read.is_err() {
            self.wrong(field, "Il valore non ha la forma prevista.");
        }
        read.ok()
    }

    /// A field that must be there.
    pub fn required<T: DeserializeOwned>(&mut self, field: &str) -> Option<T> {
        if self.body.get(field).is_none_or(Value::is_null) {
            self.wrong(field, "Il campo è obbligatorio.");
            return None;
        }
        self.optional(field)
    }

    /// Says that a field is wrong, in an Italian sentence.
    pub fn wrong(&mut self, field: &str, sentence: impl Into<String>) {
        self.wrong.push((field.to_owned(), sentence.into()));
    }

    /// 422 with every wrong field, and with those that nobody knows.
    pub fn finish(mut self) -> Result<Self, ApiError> {
        let unknown: Vec<String> = std::mem::take(&mut self.body)
            .into_iter()
            .map(|f| f.0)
            .collect();
        for field in unknown {
            self.wrong(&field, "Il campo non è previsto.");
        }
        if self.wrong.is_empty() {
            return Ok(self);
        }
        let fault = Fault::unprocessable("invalid_body", "Alcuni campi vanno corretti.");
        let wrong = self.wrong.into_iter();
        let fault = wrong.fold(fault, |fault, (field, said)| {
            fault.field(field, "invalid", said)
        });
        Err(fault.into())
    }
}

impl<S: Send + Sync> FromRequest<S> for Ask {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let key = key(request.headers())?;
        let route = format!("{} {}", request.method(), request.uri().path());
        let is_json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|refused| {
                Fault::new(
                    refused.status(),
                    "unreadable_body",
                    "Il contenuto non si può leggere.",
                )
            })?;
        if !is_json && !bytes.is_empty() {
            let detail = "Il contenuto deve essere application/json.";
            return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail).into());
        }
        let body = fields(&bytes)?;
        let print = |value: &Value| Fingerprint::of(&[value.to_string().as_bytes()]);
        let fields = body
            .iter()
            .map(|(name, value)| (name.clone(), print(value)))
            .collect();
        Ok(Ask {
            key,
            route,
            fields,
            body,
            wrong: Vec::new(),
        })
    }
}

/// An empty body is an object without fields.
fn fields(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    let read = serde_json::from_slice(bytes).map(|Object(fields)| fields);
    read.map_err(|_| {
        let detail = "Il contenuto deve essere un oggetto JSON, senza campi ripetuti.";
        Fault::bad_request("not_json", detail)
    })
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim();
    essence.eq_ignore_ascii_case("application/json")
}

pub(super) fn key(headers: &HeaderMap) -> Result<IdempotencyKey, Fault> {
    let sent = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok());
    let sent = sent.ok_or_else(|| {
        let detail = "Manca l'intestazione Idempotency-Key, nuova per ogni operazione.";
        Fault::bad_request("idempotency_key_missing", detail)
    })?;
    IdempotencyKey::parse(sent)
        .map_err(|error| Fault::bad_request("idempotency_key_invalid", error.italian()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    async fn ask(body: &'static str) -> Result<Ask, ApiError> {
        let request = Request::post("/api/creditors/1/imports")
            .header("idempotency-key", "k1")
            .header("content-type", "application/json; charset=utf-8")
            .body(Body::from(body));
        Ask::from_request(request.expect("a request"), &()).await
    }

    #[tokio::test]
    async fn fields_are_taken_one_by_one_and_none_is_left() {
        let mut ask = ask(r#"{"a":1,"b":null}"#).await.expect("readable");
        assert_eq!(ask.required::<u8>("a"), Some(1));
        assert_eq!(ask.optional::<u8>("b"), None);
        assert_eq!(ask.fields.len(), 2);
        assert_eq!(
            ask.finish().expect("clean").route,
            "POST /api/creditors/1/imports"
        );
    }

    #[tokio::test]
    async fn what_is_missing_wrong_or_unknown_is_refused() {
        let mut missing = ask("").await.expect("empty is an object");
        assert_eq!(missing.required::<u8>("a"), None);
        assert!(missing.finish().is_err());
        let mut wrong = ask(r#"{"a":"x"}"#).await.expect("readable");
        assert_eq!(wrong.optional::<u8>("a"), None);
        assert!(wrong.finish().is_err());
        assert!(
            ask(r#"{"zzz":1}"#)
                .await
                .expect("readable")
                .finish()
                .is_err()
        );
        assert!(ask("[1]").await.is_err());
    }

    #[tokio::test]
    async fn a_post_without_a_key_is_refused() {
        let request = Request::post("/").body(Body::empty()).expect("a request");
        assert!(Ask::from_request(request, &()).await.is_err());
    }
}
