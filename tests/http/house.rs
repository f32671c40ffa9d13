//! What the house promises for every route of the gate's table, on the whole stack.

use access::gate::{ROUTES, Rule};
use http::Method;
use local::stack::{Stack, StackOptions};
use platform::web::{inspect, speaks_pagopa};
use reqwest::{Client, Response, redirect};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Caller {
    /// Somebody's browser, without a session, on a page of ours.
    Visitor,
    /// A page of another site, in somebody's browser.
    OtherSite,
    /// A program with a wrong key.
    Program,
}

const CALLERS: [Caller; 3] = [Caller::Visitor, Caller::OtherSite, Caller::Program];

struct House {
    stack: Stack,
    http: Client,
}

impl House {
    async fn open() -> Self {
        let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
        let http = Client::builder().redirect(redirect::Policy::none());
        Self {
            stack,
            http: http.build().unwrap(),
        }
    }

    /// Asks a route, with a word where its path has a hole.
    async fn ask(&self, rule: &Rule, caller: Caller) -> Response {
        let hole = |part: &'static str| {
            if part.starts_with('{') {
                "nessuno"
            } else {
                part
            }
        };
        let path = rule.path.split('/').map(hole).collect::<Vec<_>>().join("/");
        let request = self
            .http
            .request(rule.method.clone(), format!("{}{path}", self.stack.url));
        let request = match caller {
            Caller::Visitor => request.header("sec-fetch-site", "same-origin"),
            Caller::OtherSite => request.header("sec-fetch-site", "cross-site"),
            Caller::Program => request.header("x-api-key", "wrong"),
        };
        request.send().await.unwrap()
    }
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// What an answer lacks.
fn lacking(answer: &Response) -> Vec<&'static str> {
    let policy = header(answer, "content-security-policy");
    let is = |name: &str, value: &str| header(answer, name) == value;
    let kept = [
        (
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"),
            "policy",
        ),
        (
            policy.contains("frame-ancestors 'none'; base-uri 'none'"),
            "frames, base",
        ),
        (!policy.contains("unsafe"), "a safe policy"),
        (is("x-content-type-options", "nosniff"), "nosniff"),
        (is("cross-origin-opener-policy", "same-origin"), "opener"),
        (is("referrer-policy", "same-origin"), "referrer"),
        (
            header(answer, "strict-transport-security").starts_with("max-age=31536000"),
            "HSTS",
        ),
        (
            header(answer, "cache-control").contains("no-store"),
            "no-store",
        ),
    ];
    kept.into_iter()
        .filter(|(holds, _)| !holds)
        .map(|(_, name)| name)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_with_the_security_headers_whoever_asks() {
    let house = House::open().await;
    for rule in ROUTES {
        for caller in CALLERS {
            let answer = house.ask(rule, caller).await;
            let at = format!("{} {} {caller:?}", rule.method, rule.path);
            assert_eq!(lacking(&answer), [""; 0], "{at}");
            // A SOAP 1.1 fault has the status 500.
            let ours = answer.status().as_u16() >= 500 && !rule.path.starts_with("/node");
            assert!(!ours, "{at}: {}", answer.status());
        }
    }
    house.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_site_can_change_anything() {
    let house = House::open().await;
    for rule in ROUTES
        .iter()
        .filter(|rule| rule.method != Method::GET && !rule.path.starts_with("/node"))
    {
        let answer = house.ask(rule, Caller::OtherSite).await;
        assert_eq!(answer.status(), 403, "{} {}", rule.method, rule.path);
    }
    house.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_a_page_for_people_and_a_problem_for_programs() {
    let house = House::open().await;
    for rule in ROUTES.iter().filter(|rule| !rule.path.starts_with("/node")) {
        for caller in CALLERS {
            let answer = house.ask(rule, caller).await;
            let status = answer.status();
            if !status.is_client_error() {
                continue;
            }
            let at = format!("{} {} {caller:?}: {status}", rule.method, rule.path);
            let kind = header(&answer, "content-type").to_owned();
            let body = answer.text().await.unwrap();
            if speaks_pagopa(rule.path) {
                assert_eq!(kind, "application/json", "{at}");
                let body: serde_json::Value = serde_json::from_str(&body).unwrap();
                let mut fields: Vec<_> = body.as_object().unwrap().keys().collect();
                fields.sort();
                assert_eq!(fields, ["detail", "status", "title"], "{at}");
                assert_eq!(body["status"], status.as_u16(), "{at}");
            } else if rule.path.starts_with("/api/") {
                assert_eq!(kind, "application/problem+json", "{at}");
                assert!(
                    body.contains("\"code\":") && body.contains("\"detail\":"),
                    "{at}: {body}"
                );
            } else {
                assert_eq!(kind, "text/html; charset=utf-8", "{at}");
                assert_eq!(inspect::faults(&body), [""; 0], "{at}");
            }
        }
    }
    house.stack.stop().await;
}
