//! A request and its answer against the operation that they are of.

use serde_json::Value;

use super::value::{Direction, Finding};
use super::{OpenApi, Operation, hole};

/// What was asked, and what came back.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'e> {
    pub method: &'e str,
    /// Path and query below the URL of the document's server.
    pub target: &'e str,
    pub sent: Option<&'e Value>,
    pub status: u16,
    pub content_type: Option<&'e str>,
    /// The answer's `X-Request-Id`.
    pub request_id: Option<&'e str>,
    pub answer: &'e [u8],
}

/// Types that a document's `application/json` may come as: RFC 9457 gave errors one of their own.
const JSON: [&str; 2] = ["application/json", "application/problem+json"];

impl OpenApi {
    /// All that is wrong: with the answer always, with the request where it was taken as good.
    pub fn faults(&self, exchange: &Exchange<'_>) -> Vec<String> {
        let (path, query) = exchange
            .target
            .split_once('?')
            .unwrap_or((exchange.target, ""));
        let Some(operation) = self.find(exchange.method, path) else {
            return vec![format!(
                "no operation {} {path} in {}",
                exchange.method, self.name
            )];
        };
        let mut faults = Vec::new();
        if exchange.status < 400 {
            self.judge_path(&operation, path, &mut faults);
            self.judge_query(&operation, query, &mut faults);
            self.judge_sent(&operation, exchange.sent, &mut faults);
        }
        self.judge_answer(&operation, exchange, &mut faults);
        faults
    }

    fn judge_path(&self, operation: &Operation, path: &str, faults: &mut Vec<String>) {
        let parts = operation.path.split('/').zip(path.split('/'));
        for (name, given) in parts.filter_map(|(part, given)| Some((hole(part)?, given))) {
            let parameters = self.parameters(operation, "path");
            let Some(one) = parameters.into_iter().find(|one| one["name"] == name) else {
                faults.push(format!("path: {name} is not described"));
                continue;
            };
            let found = request(format!("path {name}"), faults);
            self.judge(&one["schema"], &Value::String(decoded(given)), found);
        }
    }

    fn judge_query(&self, operation: &Operation, query: &str, faults: &mut Vec<String>) {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let given: Vec<(&str, String)> = pairs
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (name, decoded(value)))
            .collect();
        let known = self.parameters(operation, "query");
        for one in known.iter().filter(|one| one["required"] == true) {
            if given.iter().all(|(name, _)| one["name"] != *name) {
                faults.push(format!("query: {} is missing", one["name"]));
            }
        }
        for (name, value) in given {
            match known.iter().find(|one| one["name"] == name) {
                None => faults.push(format!("query: {name} is not known")),
                Some(one) => {
                    let schema = &one["schema"];
                    let found = request(format!("query {name}"), faults);
                    self.judge(schema, &typed(schema, value), found);
                }
            }
        }
    }

    fn judge_sent(&self, operation: &Operation, sent: Option<&Value>, faults: &mut Vec<String>) {
        let body = &self.at(operation)["requestBody"];
        match (body["content"]["application/json"].get("schema"), sent) {
            (Some(schema), Some(sent)) => {
                self.judge(schema, sent, request("request".to_owned(), faults));
            }
            (Some(_), None) if body["required"] == true => {
                faults.push("request: no body".to_owned());
            }
            (None, Some(_)) => faults.push("request: a body that is not described".to_owned()),
            (_, None) => {}
        }
    }

    fn judge_answer(&self, at: &Operation, exchange: &Exchange<'_>, faults: &mut Vec<String>) {
        let status = exchange.status;
        let Some(told) = self.at(at)["responses"].get(status.to_string()) else {
            faults.push(format!("{status} is not documented for {at:?}"));
            return;
        };
        if told["headers"].get("X-Request-Id").is_some() && exchange.request_id.is_none() {
            faults.push(format!("{status}: no X-Request-Id"));
        }
        let Some(content) = told["content"].as_object() else {
            return judge_undescribed(exchange, faults);
        };
        let kind = exchange.content_type.unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        if !JSON.contains(&kind) || !content.contains_key(JSON[0]) {
            return faults.push(format!("{status}: content type {kind:?}"));
        }
        let Ok(answer) = serde_json::from_slice::<Value>(exchange.answer) else {
            return faults.push(format!("{status}: not JSON"));
        };
        if let Some(schema) = content[JSON[0]].get("schema") {
            let direction = Direction::Answer;
            let at = format!("{status}");
            self.judge(
                schema,
                &answer,
                Finding {
                    at,
                    direction,
                    faults,
                },
            );
        }
    }
}

/// Where the document tells no body: none, or a problem's (the gateway before these services writes
/// bodies that their documents leave out).
fn judge_undescribed(exchange: &Exchange<'_>, faults: &mut Vec<String>) {
    let is_problem = || {
        let answer = serde_json::from_slice::<Value>(exchange.answer).ok();
        answer.is_some_and(|answer| {
            let of_gpd = answer["status"] == exchange.status && answer["title"].is_string();
            let of_the_node =
                answer["httpStatusCode"] == exchange.status && answer["appErrorCode"].is_string();
            of_gpd || of_the_node
        })
    };
    let is_right = exchange.answer.is_empty() || (exchange.status >= 400 && is_problem());
    if !is_right {
        faults.push(format!(
            "{}: a body where none is described",
            exchange.status
        ));
    }
}

fn request(at: String, faults: &mut Vec<String>) -> Finding<'_> {
    let direction = Direction::Request;
    Finding {
        at,
        direction,
        faults,
    }
}

/// A parameter's text as the type that its schema wants, where it is one.
fn typed(schema: &Value, text: String) -> Value {
    let other = match schema["type"].as_str() {
        Some("integer" | "number" | "boolean") => serde_json::from_str(&text).ok(),
        _ => None,
    };
    other.unwrap_or(Value::String(text))
}

/// With `%3A` and the like as what they stand for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%');
        let code = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
