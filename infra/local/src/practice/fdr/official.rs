//! What the practice node answers is what the official OpenAPI file says of the FdR API.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::super::station_in_tests::{CREDITOR, Station, notice, right};
use super::super::tests::serve;

const FILES: [&str; 2] = ["fdr_organization.json", "pagopa-fdr_openapi_org.json"];
const BASE: &str = "/organizations/{organizationId}/fdrs";
const ONE: &str = "/organizations/{organizationId}/fdrs/{fdr}/revisions/{revision}/psps/{pspId}";

/// The files; none, with the reason told, where they are absent.
fn files() -> Vec<Value> {
    let told = std::env::var_os("SPORTELLO_SPECS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs");
    let folder = told.unwrap_or(near).join("pagopa/fdr");
    let read = |name: &&str| std::fs::read(folder.join(name)).ok();
    let found: Vec<_> = FILES.iter().filter_map(read).collect();
    if found.is_empty() {
        let folder = folder.display();
        eprintln!("skipped: no OpenAPI files at {folder} (see tests/SCHEMAS.md)");
    }
    let parsed = found.iter().map(|file| serde_json::from_slice(file));
    parsed.map(|file| file.expect("an OpenAPI file")).collect()
}

/// One OpenAPI file, as far as answers go.
struct Judge<'f>(&'f Value);

impl<'f> Judge<'f> {
    /// What is wrong with an answer to `GET path`.
    fn answer(&self, (path, status): (&str, &str), answer: &Value) -> Vec<String> {
        let answers = &self.0["paths"][path]["get"]["responses"][status];
        let schema = &answers["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path} {status}: no schema");
        let mut faults = Vec::new();
        self.judge(schema, answer, (path, &mut faults));
        faults
    }

    fn resolved(&self, schema: &'f Value) -> &'f Value {
        let Some(place) = schema["$ref"].as_str() else {
            return schema;
        };
        let found = self.0.pointer(place.trim_start_matches('#'));
        found.unwrap_or_else(|| panic!("{place} is not there"))
    }

    fn judge(&self, schema: &'f Value, value: &Value, (at, faults): (&str, &mut Vec<String>)) {
        let schema = self.resolved(schema);
        let mut wrong = |what: &str| faults.push(format!("{at}: {what}: {value}"));
        let is_right = match schema["type"].as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            other => panic!("{at}: the type {other:?} is not known to this test"),
        };
        if !is_right {
            return wrong("type");
        }
        let one_of = schema["enum"].as_array();
        if one_of.is_some_and(|all| !all.contains(value)) {
            wrong("enum");
        }
        let text = value.as_str().unwrap_or_default();
        let form = match schema["format"].as_str() {
            Some("date-time") => text.parse::<Timestamp>().is_ok(),
            Some("date") => text.parse::<Date>().is_ok(),
            _ => true,
        };
        if !form {
            wrong("format");
        }
        let bound = |name: &str| schema[name].as_f64().zip(value.as_f64());
        let low = bound("minimum").is_some_and(|(least, value)| value < least);
        if low || bound("maximum").is_some_and(|(most, value)| value > most) {
            wrong("bounds");
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            if value.get(name).is_none() {
                wrong(&format!("{name} is missing"));
            }
        }
        let items = value.as_array().into_iter().flatten();
        for item in items {
            self.judge(&schema["items"], item, (at, &mut *faults));
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            let at = format!("{at}/{name}");
            match schema["properties"].get(name) {
                Some(schema) => self.judge(schema, inner, (&at, &mut *faults)),
                None => faults.push(format!("{at}: unknown")),
            }
        }
    }
}

async fn get(url: &str, path: &str) -> (u16, Value) {
    let request = reqwest::Client::new()
        .get(format!("{url}/_local/fdr-org/service/v1{path}"))
        .header("Ocp-Apim-Subscription-Key", "practice");
    let answer = request.send().await.expect("answers");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

async fn post(url: &str, path: &str, body: Value) -> Value {
    let request = reqwest::Client::new().post(format!("{url}/_local/practice/{path}"));
    let answer = request.json(&body).send().await.expect("answers");
    assert!(answer.status().is_success(), "{path}");
    answer.json().await.expect("JSON")
}

#[tokio::test]
async fn every_answer_is_as_the_official_openapi_file_says() {
    let files = files();
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    for (base, mode) in [(1, "regular"), (2, "unannounced")] {
        let body = json!({ "creditor": CREDITOR, "notice_number": notice(base).as_str(),
            "mode": mode, "delay_ms": 20, "amount_cents": 1200 });
        post(&url, "pay", body).await;
    }
    let settled = post(&url, "settle", json!({ "creditor": CREDITOR })).await;
    let all = format!("/organizations/{CREDITOR}/fdrs");
    let (status, list) = get(&url, &format!("{all}?page=1&size=10")).await;
    assert_eq!(
        (status, &list["data"][0]["fdr"]),
        (200, &settled["flow_id"])
    );
    let text = |name: &str| list["data"][0][name].as_str().expect(name).to_owned();
    let one = format!("{all}/{}/revisions/1/psps/{}", text("fdr"), text("pspId"));
    let (_, flow) = get(&url, &one).await;
    let (_, payments) = get(&url, &format!("{one}/payments")).await;
    assert_eq!(payments["count"], 2, "{payments}");
    let (lost, error) = get(&url, &format!("{all}/X/revisions/1/psps/Y")).await;
    assert_eq!(lost, 404);
    for file in &files {
        let judge = Judge(file);
        for (path, status, answer) in [
            (BASE.to_owned(), "200", &list),
            (ONE.to_owned(), "200", &flow),
            (format!("{ONE}/payments"), "200", &payments),
            (ONE.to_owned(), "404", &error),
        ] {
            assert_eq!(judge.answer((&path, status), answer), [""; 0]);
        }
        let mut wrong = flow.clone();
        wrong["status"] = json!("DONE");
        wrong["totPayments"] = json!("2");
        wrong["fdrDate"] = json!("2026-11-21");
        assert_eq!(judge.answer((ONE, "200"), &wrong).len(), 3, "it judges");
    }
}
