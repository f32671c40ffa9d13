//! Requests that no page and no honest programme sends.

use access::Role;
use access::gate::Rule;
use http::Method;
use reqwest::{RequestBuilder, Response};

use super::site::{Site, changed};
use super::{NEIGHBOUR, acts, address, assert_none, is_machine, named, routes};

/// What proxies of others believe.
const FORGED: [(&str, &str); 12] = [
    ("x-user-id", "01KA9B6N0M5VJ8G2Q4T7XW3ZRE"),
    ("x-forwarded-user", "admin"),
    ("x-remote-user", "admin"),
    ("x-role", "administrator"),
    ("x-tenant", NEIGHBOUR),
    ("x-forwarded-for", "127.0.0.1"),
    ("x-real-ip", "127.0.0.1"),
    ("x-viewer-address", "203.0.113.77"),
    ("x-forwarded-host", "evil.example"),
    ("x-original-url", "/panel/access/keys"),
    ("x-http-method-override", "POST"),
    ("x-amzn-oidc-identity", "admin"),
];

fn forged(request: RequestBuilder) -> RequestBuilder {
    let put = |request: RequestBuilder, (name, value)| request.header(name, value);
    FORGED.into_iter().fold(request, put)
}

/// What an answer decides: whether, where to, and as what.
fn decision(answer: &Response) -> String {
    let header = |name: &str| {
        answer
            .headers()
            .get(name)
            .map(|it| it.to_str().unwrap().to_owned())
    };
    let shown = [header("location"), header("content-type"), header("allow")];
    format!("{} {shown:?}", answer.status())
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_say_who_somebody_is_are_not_believed() {
    let site = Site::open(false).await;
    let viewer = site.person(Role::Viewer).await;
    let mut found = Vec::new();
    for rule in routes().filter(|rule| rule.method == Method::GET) {
        let path = address(rule);
        let nobody = || site.ask(&Method::GET, &path);
        let known = || nobody().header("cookie", &viewer.cookie);
        for (who, plain, dressed) in [
            ("nobody", nobody(), forged(nobody())),
            ("a viewer", known(), forged(known())),
        ] {
            let plain = plain.send().await.unwrap();
            let dressed = dressed.send().await.unwrap();
            let (plain, told) = (decision(&plain), decision(&dressed));
            let page = dressed.text().await.unwrap_or_default();
            if plain != told || page.contains("evil.example") {
                found.push(format!("{} as {who}: {plain}, {told}", named(rule)));
            }
        }
    }
    let dump = site.dump().await;
    site.close().await;
    assert_none(&found);
    let believed = dump.iter().filter(|(_, item)| item.contains("203.0.113.0"));
    assert_none(&believed.map(|(key, _)| key.clone()).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_a_route_does_not_know_is_told_and_does_nothing() {
    let site = Site::open(false).await;
    let admin = site.person(Role::Administrator).await;
    let before = site.dump().await;
    let mut found = Vec::new();
    let brew = Method::from_bytes(b"BREW").unwrap();
    for rule in routes() {
        let path = address(rule);
        for method in [
            &Method::PUT,
            &Method::PATCH,
            &Method::DELETE,
            &Method::OPTIONS,
            &brew,
        ] {
            let known = |other: &&Rule| other.path == rule.path && other.method == *method;
            if routes().any(|other| known(&other)) {
                continue;
            }
            let request = match is_machine(rule) {
                true => site.as_programme(method, &path),
                false => site.as_person(&admin, method, &path),
            };
            let answer = request.send().await.unwrap();
            let allows = answer.headers().get("allow").map(|it| it.to_str().unwrap());
            let says = allows.is_some_and(|allows| allows.contains(rule.method.as_str()));
            if answer.status() != 405 || !says {
                found.push(format!("{method} {path}: {} {allows:?}", answer.status()));
            }
        }
    }
    let touched = changed(&before, &site.dump().await);
    site.close().await;
    assert_none(&found);
    assert_none(&touched);
}

/// Bodies of programmes that two readers would understand differently, or that are none.
const BODIES: [(&str, &str); 6] = [
    (
        "application/json",
        r#"{"file_name":"a.csv","file_name":"b.csv"}"#,
    ),
    ("application/json", r#"{"x":{"a":1,"a":2}}"#),
    ("application/json", "\u{feff}{}"),
    ("application/json", r#"{"x":1e400}"#),
    ("text/plain", r#"{"file_name":"a.csv"}"#),
    ("application/x-www-form-urlencoded", "file_name=a.csv"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_can_be_read_in_two_ways_is_refused() {
    let site = Site::open(false).await;
    let before = site.dump().await;
    let mut found = Vec::new();
    // Flows come as documents of pagoPA, whose schema judges them.
    let of_json = |rule: &&Rule| is_machine(rule) && !rule.path.ends_with("/flows");
    for rule in acts().filter(of_json) {
        for (kind, body) in BODIES {
            let request = site.as_programme(&rule.method, &address(rule));
            let request = request.header("content-type", kind).body(body);
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            if !matches!(status, 400 | 415) {
                found.push(format!("{} with {kind} {body}: {status}", named(rule)));
            }
        }
    }
    let touched = changed(&before, &site.dump().await);
    site.close().await;
    assert_none(&found);
    assert_none(
        &touched
            .into_iter()
            .filter(|key| !key.starts_with("AUDIT#"))
            .collect::<Vec<_>>(),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_in_another_shape_signs_nobody_in() {
    let site = Site::open(false).await;
    for (kind, body) in [
        (
            "application/json",
            r#"{"email":"a@b.example","password":"x"}"#,
        ),
        ("text/plain", "email=a@b.example&password=x"),
        ("multipart/form-data; boundary=x", "--x--"),
    ] {
        let request = site
            .ask(&Method::POST, "/panel/sign-in")
            .header("content-type", kind);
        let request = request.header("sec-fetch-site", "same-origin").body(body);
        assert_eq!(request.send().await.unwrap().status(), 415, "{kind}");
    }
    site.close().await;
}
