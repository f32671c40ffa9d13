//! SES v1, as far as the product uses it: `SendRawEmail` leaves one `.eml` file.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::clock::machine_now;
use super::folder::write_atomically;

/// The default limit of SES for a raw message.
const MESSAGE_SIZE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// The form carries the message in base64, percent-encoded at worst.
const BODY_SIZE_BYTES_MAX: usize = MESSAGE_SIZE_BYTES_MAX * 2;

struct Mailbag {
    folder: PathBuf,
    sent: AtomicU64,
}

pub(crate) fn router(folder: PathBuf) -> Router {
    let mailbag = Arc::new(Mailbag {
        folder,
        sent: AtomicU64::new(0),
    });
    Router::new()
        .route("/", post(call))
        .layer(DefaultBodyLimit::max(BODY_SIZE_BYTES_MAX))
        .with_state(mailbag)
}

async fn call(
    State(mailbag): State<Arc<Mailbag>>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let field = |name: &str| {
        fields
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    if field("Action") != Some("SendRawEmail") {
        return refusal("InvalidAction", "the local SES knows SendRawEmail alone");
    }
    let Some(message) = field("RawMessage.Data").and_then(|data| STANDARD.decode(data).ok()) else {
        return refusal("InvalidParameterValue", "RawMessage.Data is not base64");
    };
    if message.len() > MESSAGE_SIZE_BYTES_MAX {
        return refusal(
            "InvalidParameterValue",
            "Message length is more than 10485760 bytes long",
        );
    }
    if !has_header(&message, "from") {
        return refusal("InvalidParameterValue", "Missing required header 'From'.");
    }
    match mailbag.keep(&message) {
        Ok(id) => xml(StatusCode::OK, &sent(&id)),
        Err(error) => {
            tracing::error!(%error, "a message could not be written");
            xml(
                StatusCode::INTERNAL_SERVER_ERROR,
                &fault("Receiver", "InternalFailure", "disk"),
            )
        }
    }
}

impl Mailbag {
    /// File names sort by the time of sending: `20260131T101500.123-000001.eml`.
    fn keep(&self, message: &[u8]) -> std::io::Result<String> {
        let number = self.sent.fetch_add(1, Ordering::Relaxed) + 1;
        let now = machine_now().strftime("%Y%m%dT%H%M%S%.3f").to_string();
        let id = format!("{now}-{number:06}");
        write_atomically(&self.folder.join(format!("{id}.eml")), message)?;
        Ok(id)
    }
}

fn has_header(message: &[u8], name: &str) -> bool {
    let head = message
        .split(|byte| *byte == b'\n')
        .take_while(|line| !line.trim_ascii().is_empty());
    head.filter_map(|line| line.split(|byte| *byte == b':').next())
        .any(|found| found.eq_ignore_ascii_case(name.as_bytes()))
}

fn refusal(code: &str, message: &str) -> Response {
    xml(StatusCode::BAD_REQUEST, &fault("Sender", code, message))
}

fn xml(status: StatusCode, body: &str) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/xml")],
        body.to_owned(),
    )
        .into_response()
}

fn sent(id: &str) -> String {
    format!(
        "<SendRawEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">\
         <SendRawEmailResult><MessageId>{id}</MessageId></SendRawEmailResult>\
         <ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></SendRawEmailResponse>"
    )
}

fn fault(kind: &str, code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>{kind}</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>local</RequestId></ErrorResponse>"
    )
}
