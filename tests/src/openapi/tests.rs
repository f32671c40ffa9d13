//! The judge itself: what it must find, and that it knows all that the official files say.

use serde_json::{Value, json};

use super::{Exchange, OpenApi, Operation};

fn small() -> OpenApi {
    let part = json!({ "type": "object", "required": ["nav"], "properties": {
        "nav": { "type": "string", "pattern": "^\\d{1,30}$" },
        "due": { "type": "string", "format": "date-time" },
        "fee": { "type": "integer", "format": "int32", "minimum": 1, "readOnly": true },
        "secret": { "type": "string", "writeOnly": true, "maxLength": 3 },
        "tags": { "type": "array", "maxItems": 2, "uniqueItems": true, "items": { "type": "string" } } } });
    let content =
        json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Part" } } });
    let operation = json!({
        "parameters": [
            { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "limit", "in": "query", "required": true, "schema": { "type": "integer", "maximum": 50 } }],
        "requestBody": { "required": true, "content": content.clone() },
        "responses": { "200": { "headers": { "X-Request-Id": {} }, "content": content }, "401": {} } });
    let file = json!({ "paths": { "/parts/{id}": { "put": operation }, "/parts/all": { "put": {} } },
        "components": { "schemas": { "Part": part } } });
    OpenApi::of("small.json", file)
}

fn faults(sent: &Value, answer: &Value, target: &str) -> Vec<String> {
    small().faults(&Exchange {
        method: "PUT",
        target,
        sent: Some(sent),
        status: 200,
        content_type: Some("application/json; charset=utf-8"),
        request_id: Some("1"),
        answer: answer.to_string().as_bytes(),
    })
}

#[test]
fn what_is_as_the_document_says_has_no_faults() {
    let sent =
        json!({ "nav": "3", "due": "2026-01-01T10:00:00", "secret": "abc", "tags": ["a", "b"] });
    let answer = json!({ "nav": "3", "due": "2026-01-01T10:00:00Z", "fee": 2 });
    assert_eq!(faults(&sent, &answer, "/parts/x?limit=50"), [""; 0]);
}

fn assert_one(sent: &Value, answer: &Value, (target, wanted): (&str, &str)) {
    let found = faults(sent, answer, target);
    assert_eq!(found.len(), 1, "{wanted}: {found:?}");
    assert!(found[0].contains(wanted), "{wanted}: {found:?}");
}

#[test]
fn each_fault_of_a_request_is_found() {
    let good = json!({ "nav": "3" });
    for (sent, wanted) in [
        (json!({}), "request: nav is missing"),
        (json!({ "nav": 3 }), "not of type"),
        (json!({ "nav": "x" }), "not as ^"),
        (json!({ "nav": "3", "due": "2026-01-01" }), "format"),
        (json!({ "nav": "3", "fee": 1 }), "fee does not go this way"),
        (json!({ "nav": "3", "secret": "long" }), "maxLength"),
        (json!({ "nav": "3", "tags": ["a", "a"] }), "twice"),
        (json!({ "nav": "3", "tags": ["a", "b", "c"] }), "maxItems"),
    ] {
        assert_one(&sent, &good, ("/parts/x?limit=1", wanted));
    }
    for (target, wanted) in [
        ("/parts/x?limit=51", "bounds"),
        ("/parts/x?limit=ten", "not of type"),
        ("/parts/x", "\"limit\" is missing"),
        ("/parts/x?limit=1&page=1", "page is not known"),
        ("/elsewhere", "no operation"),
    ] {
        assert_one(&good, &good, (target, wanted));
    }
}

#[test]
fn each_fault_of_an_answer_is_found() {
    let good = json!({ "nav": "3" });
    for (answer, wanted) in [
        (json!({ "nav": "3", "fee": 0 }), "200/fee: out of bounds"),
        (json!({ "nav": "3", "fee": 3_000_000_000_u64 }), "32 bits"),
        (json!({ "nav": "3", "secret": "a" }), "secret does not go"),
        (json!({ "nav": "3", "more": 1 }), "more is not known"),
        (json!({ "nav": null }), "not of type"),
    ] {
        assert_one(&good, &answer, ("/parts/x?limit=1", wanted));
    }
}

#[test]
fn an_answer_is_of_a_documented_status_type_and_header() {
    let say = |status, content_type, request_id, answer: &str| {
        small().faults(&Exchange {
            method: "PUT",
            target: "/parts/x",
            sent: None,
            status,
            content_type,
            request_id,
            answer: answer.as_bytes(),
        })
    };
    let problem = r#"{"title":"Unauthorized","status":401,"detail":"x"}"#;
    assert_eq!(say(401, None, None, ""), [""; 0]);
    assert_eq!(say(401, Some("application/json"), None, problem), [""; 0]);
    assert_eq!(say(401, Some("text/html"), None, "<p>no</p>").len(), 1);
    assert!(say(418, None, None, "")[0].contains("418 is not documented"));
    let page = say(200, Some("text/html"), None, "<p>yes</p>");
    assert!(
        page.iter()
            .any(|fault| fault.contains("content type \"text/html\"")),
        "{page:?}"
    );
    assert!(
        page.iter().any(|fault| fault.contains("no X-Request-Id")),
        "{page:?}"
    );
}

#[test]
fn a_fixed_word_goes_before_a_parameter() {
    let found = small().find("PUT", "/parts/all").map(|one| one.path);
    assert_eq!(found.as_deref(), Some("/parts/all"));
    let [first, second] = &small().operations()[..] else {
        panic!("two operations")
    };
    assert_eq!(
        (first.path.as_str(), second.path.as_str()),
        ("/parts/{id}", "/parts/all")
    );
    assert_eq!(small().statuses(first), [200, 401]);
}

/// A document in 3.1 says types as a list.
#[test]
fn a_type_may_be_one_of_several() {
    let schema = json!({ "type": ["string", "null"] });
    let content = json!({ "application/json": { "schema": schema } });
    let responses = json!({ "200": { "content": content } });
    let file = json!({ "paths": { "/x": { "get": { "responses": responses } } } });
    let document = OpenApi::of("x.json", file);
    let operation = Operation {
        method: "get".to_owned(),
        path: "/x".to_owned(),
    };
    assert_eq!(document.statuses(&operation), [200]);
    for (answer, count) in [("null", 0), ("\"a\"", 0), ("1", 1)] {
        let exchange = Exchange {
            method: "GET",
            target: "/x",
            sent: None,
            status: 200,
            content_type: Some("application/json"),
            request_id: None,
            answer: answer.as_bytes(),
        };
        assert_eq!(document.faults(&exchange).len(), count, "{answer}");
    }
}
