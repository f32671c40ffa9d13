//! What is read from requests to the table, and what its failures look like.

use aws_smithy_runtime_api::client::result::ConnectorError;
use serde_json::{Value, json};

fn actions(body: &[u8]) -> Vec<Value> {
    let request: Value = serde_json::from_slice(body).unwrap();
    request["TransactItems"].as_array().unwrap().clone()
}

/// The keys that a transaction holds: of what it writes and of what it checks.
pub fn keys_of(target: &str, body: &[u8]) -> Vec<String> {
    if !target.ends_with("TransactWriteItems") {
        return Vec::new();
    }
    let key = |action: &Value| action.as_object()?.values().next().map(key_of);
    actions(body).iter().filter_map(key).collect()
}

/// The keys that a request writes, where it is a put or a transaction of puts.
pub fn written_by(target: &str, body: &[u8]) -> Vec<String> {
    match target.rsplit('.').next() {
        Some("PutItem") => vec![key_of(&serde_json::from_slice(body).unwrap())],
        Some("TransactWriteItems") => {
            let put = |action: &Value| action.get("Put").map(key_of);
            actions(body).iter().filter_map(put).collect()
        }
        _ => Vec::new(),
    }
}

fn key_of(inside: &Value) -> String {
    let of = inside.get("Item").or(inside.get("Key"));
    let text = |part: &str| of.and_then(|of| of[part]["S"].as_str()).unwrap_or_default();
    name(text("pk"), text("sk"))
}

pub fn name(pk: &str, sk: &str) -> String {
    format!("{pk} {sk}")
}

pub fn gone() -> ConnectorError {
    ConnectorError::io("the connection is gone".into())
}

pub fn throttled() -> (u16, String) {
    let kind = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
    (
        400,
        json!({ "__type": kind, "message": "simulated" }).to_string(),
    )
}

pub fn broken() -> (u16, String) {
    let kind = "com.amazonaws.dynamodb.v20120810#InternalServerError";
    (
        500,
        json!({ "__type": kind, "message": "simulated" }).to_string(),
    )
}

pub fn conflict(body: &[u8]) -> (u16, String) {
    let mut reasons = vec![json!({ "Code": "None" }); actions(body).len()];
    reasons[0] = json!({ "Code": "TransactionConflict", "Message": "simulated" });
    let kind = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException";
    let message = "Transaction cancelled, please refer cancellation reasons for specific reasons";
    let body = json!({ "__type": kind, "Message": message, "CancellationReasons": reasons });
    (400, body.to_string())
}
