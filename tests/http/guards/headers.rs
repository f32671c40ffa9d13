//! Headers and cookies of every answer: pages, files, refusals, redirects, addresses that nobody serves.

use std::collections::BTreeSet;

use access::Role;
use http::Method;
use reqwest::Response;

use super::site::{Site, cookies};
use super::{address, assert_none, is_machine, routes};

/// Addresses that no rule knows.
const NOWHERE: [&str; 6] = [
    "/nowhere",
    "/panel/nowhere",
    "/panel/payments/nowhere/x.css",
    "/pay/nowhere",
    "/api/nowhere",
    "/.git/config",
];
/// Of the static site; in which letters they are written stands in them.
const FILES: [&str; 2] = ["/", "/robots.txt"];
/// What an answer to these callers and methods is at least once.
const SEEN: [u16; 7] = [200, 303, 401, 403, 404, 405, 422];

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_headers_and_every_cookie_its_flags() {
    let site = Site::open(false).await;
    let mut walk = Walk::default();
    let mut admin = site.person(Role::Administrator).await;
    for rule in routes() {
        let path = address(rule);
        for method in [&rule.method, &Method::HEAD, &Method::PATCH] {
            let nobody = site.ask(method, &path).header("sec-fetch-site", "none");
            walk.take(
                nobody.send().await.unwrap(),
                &format!("nobody {method} {path}"),
            );
            let forged = site
                .ask(method, &path)
                .header("sec-fetch-site", "cross-site");
            walk.take(
                forged.send().await.unwrap(),
                &format!("forged {method} {path}"),
            );
        }
        let known = match is_machine(rule) {
            true => site.as_programme(&rule.method, &path),
            false => site.as_person(&admin, &rule.method, &path),
        };
        let answer = known.send().await.unwrap();
        site.keep_in(&mut admin, &answer).await;
        walk.take(answer, &format!("known {} {path}", rule.method));
    }
    for path in NOWHERE {
        let answer = site.ask(&Method::GET, path).send().await.unwrap();
        walk.take(answer, path);
    }
    for path in FILES {
        let answer = site.ask(&Method::GET, path).send().await.unwrap();
        walk.keep(lacking(&answer), path);
    }
    site.close().await;
    assert_none(&walk.found);
    let missing: Vec<_> = SEEN
        .iter()
        .filter(|it| !walk.statuses.contains(it))
        .collect();
    assert!(missing.is_empty(), "never answered: {missing:?}");
    assert!(walk.cookies > 0, "no cookie was looked at");
}

#[derive(Default)]
struct Walk {
    found: Vec<String>,
    statuses: BTreeSet<u16>,
    cookies: usize,
}

impl Walk {
    fn take(&mut self, answer: Response, at: &str) {
        let status = answer.status().as_u16();
        self.statuses.insert(status);
        let mut lacks = lacking(&answer);
        lacks.extend(unsaid_letters(&answer));
        for cookie in cookies(&answer) {
            self.cookies += 1;
            lacks.extend(cookie_faults(&cookie));
        }
        if status >= 500 {
            lacks.push("a fault of ours".to_owned());
        }
        self.keep(lacks, &format!("{at} ({status})"));
    }

    fn keep(&mut self, lacks: Vec<String>, at: &str) {
        let lacks = lacks.into_iter().map(|what| format!("{at}: {what}"));
        self.found.extend(lacks);
    }
}

/// ASVS V3.4 and V14.3.2.
const EXACTLY: [(&str, &str); 6] = [
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
];
const POLICY: [&str; 6] = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
];
/// What would open a page to other sites, or tell what we are made of.
const NEVER: [&str; 4] = [
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "server",
    "x-powered-by",
];

fn lacking(answer: &Response) -> Vec<String> {
    let header = |name: &str| {
        let mut all = answer.headers().get_all(name).iter();
        let value = all.next().map_or("", |value| value.to_str().unwrap());
        // Two headers of one name mean what the browser makes of them.
        all.next().map_or(value, |_| "(twice)")
    };
    let mut lacks = Vec::new();
    for (name, value) in EXACTLY {
        if header(name) != value {
            lacks.push(format!("{name}: {}", header(name)));
        }
    }
    let policy = header("content-security-policy");
    let parts: Vec<_> = policy.split(';').map(str::trim).collect();
    let missing = POLICY.iter().filter(|part| !parts.contains(part));
    lacks.extend(missing.map(|part| format!("the policy has no {part}")));
    if policy.contains("unsafe") || policy.contains('*') {
        lacks.push(format!("an open policy: {policy}"));
    }
    let told = NEVER
        .iter()
        .filter(|name| answer.headers().contains_key(**name));
    lacks.extend(told.map(|name| format!("{name} is there")));
    lacks
}

/// Text says in which letters it is written (V4.1.1).
fn unsaid_letters(answer: &Response) -> Option<String> {
    let kind = answer.headers().get("content-type")?.to_str().unwrap();
    let is_text = kind.starts_with("text/") && !kind.contains("charset=utf-8");
    is_text.then(|| format!("content-type: {kind}"))
}

/// ASVS V3.3.
fn cookie_faults(cookie: &str) -> Vec<String> {
    let (pair, flags) = cookie.split_once(';').unwrap_or((cookie, ""));
    let flags: Vec<_> = flags
        .split(';')
        .map(|flag| flag.trim().to_ascii_lowercase())
        .collect();
    let has = |flag: &str| flags.iter().any(|it| it == flag);
    let kept = [
        (pair.starts_with("__Host-"), "__Host-"),
        (has("secure"), "Secure"),
        (has("httponly"), "HttpOnly"),
        (has("samesite=lax") || has("samesite=strict"), "SameSite"),
        (has("path=/"), "Path=/"),
        (
            !flags.iter().any(|flag| flag.starts_with("domain")),
            "no Domain",
        ),
    ];
    let name = pair.split('=').next().unwrap_or_default();
    let missing = kept.into_iter().filter(|(holds, _)| !holds);
    missing
        .map(|(_, what)| format!("the cookie {name} lacks {what}"))
        .collect()
}

#[test]
fn a_cookie_without_a_flag_is_found() {
    let good = "__Host-session=x; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=1";
    assert_none(&cookie_faults(good));
    for (flag, instead) in [
        ("__Host-", ""),
        ("Secure; ", ""),
        ("HttpOnly; ", ""),
        ("SameSite=Lax", "SameSite=None"),
        ("Path=/", "Path=/panel"),
        ("Max-Age=1", "Domain=example.it"),
    ] {
        assert_eq!(
            cookie_faults(&good.replace(flag, instead)).len(),
            1,
            "{flag}"
        );
    }
}
