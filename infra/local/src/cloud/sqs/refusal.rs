//! What a call answers when it does not succeed.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

/// The error's name, as in the SQS reference, and a message.
#[derive(Debug)]
pub(super) struct Refusal {
    name: &'static str,
    message: String,
}

pub(super) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    pub fn new(name: &'static str, message: &str) -> Self {
        Self {
            name,
            message: message.to_owned(),
        }
    }

    pub fn invalid(what: &str) -> Self {
        Self::new("InvalidParameterValue", &format!("not valid: {what}"))
    }

    pub fn no_queue() -> Self {
        Self::new("QueueDoesNotExist", "The specified queue does not exist.")
    }

    pub fn unsupported(operation: &str) -> Self {
        let message = format!("the local SQS has no {operation}");
        Self::new("UnsupportedOperation", &message)
    }

    /// The SDKs know errors by the names of the older protocol.
    fn old_name(&self) -> String {
        match self.name {
            "QueueDoesNotExist" => "AWS.SimpleQueueService.NonExistentQueue".to_owned(),
            "InvalidParameterValue" | "ReceiptHandleIsInvalid" | "InternalError" => {
                self.name.to_owned()
            }
            other => format!("AWS.SimpleQueueService.{other}"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let kind = format!("com.amazonaws.sqs#{}", self.name);
        let mut response = answer(&json!({ "__type": kind, "message": self.message }));
        *response.status_mut() = StatusCode::BAD_REQUEST;
        if let Ok(value) = HeaderValue::from_str(&format!("{};Sender", self.old_name())) {
            response.headers_mut().insert("x-amzn-query-error", value);
        }
        response
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the queues' file failed");
        Self::new("InternalError", &error.to_string())
    }
}

pub(super) fn answer<T: Serialize>(body: &T) -> Response {
    let body = serde_json::to_vec(body).unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/x-amz-json-1.0")], body).into_response()
}
