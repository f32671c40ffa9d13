//! A page of another site can make nobody's browser act.

use access::Role;
use http::Method;
use platform::web::speaks_pagopa;
use reqwest::RequestBuilder;

use super::site::{Site, changed};
use super::{acts, address, assert_none, named};

/// Whence a browser says that a form comes; nothing at all is no page of ours either.
const FOREIGN: [(&str, &[(&str, &str)]); 7] = [
    ("another site", &[("sec-fetch-site", "cross-site")]),
    ("a site beside ours", &[("sec-fetch-site", "same-site")]),
    ("an old browser", &[("origin", "https://evil.example")]),
    ("a sandboxed frame", &[("origin", "null")]),
    ("nothing said", &[]),
    (
        "our name in theirs",
        &[("origin", "https://127.0.0.1.evil.example")],
    ),
    (
        "a forged host",
        &[
            ("origin", "https://evil.example"),
            ("x-forwarded-host", "evil.example"),
        ],
    ),
];

fn with(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
    let put = |request: RequestBuilder, (name, value): &(&str, &str)| request.header(*name, *value);
    headers.iter().fold(request, put)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_act_of_another_sites_page_is_done_whoever_is_signed_in() {
    let site = Site::open(false).await;
    let admin = site.person(Role::Administrator).await;
    let before = site.dump().await;
    let mut found = Vec::new();
    for rule in acts() {
        for (from, headers) in FOREIGN {
            // As a page can make a browser send it: fields, or text that looks like JSON.
            let ask = || with(site.ask(&Method::POST, &address(rule)), headers);
            let form = ask().form(&[("description", "x"), ("act", "remove")]);
            let text = ask()
                .header("content-type", "text/plain")
                .body("{\"description\":\"x\"}");
            for request in [form, text] {
                let answer = request
                    .header("cookie", &admin.cookie)
                    .send()
                    .await
                    .unwrap();
                // Where a key is all that opens, nothing said is nobody: no cookie counts there.
                let nobody = from == "nothing said" && speaks_pagopa(rule.path);
                let refused = match nobody {
                    true => matches!(answer.status().as_u16(), 401 | 405),
                    false => answer.status() == 403,
                };
                if !refused {
                    found.push(format!("{} from {from}: {}", named(rule), answer.status()));
                }
            }
        }
    }
    let touched = changed(&before, &site.dump().await);
    let still = site.as_person(&admin, &Method::GET, "/panel").send().await;
    assert_eq!(still.unwrap().status(), 200, "the session is what it was");
    site.close().await;
    assert_none(&found);
    assert_none(&touched);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_does_not_help_a_page_of_another_site() {
    let site = Site::open(false).await;
    let before = site.dump().await;
    let mut found = Vec::new();
    for rule in acts() {
        for (from, headers) in &FOREIGN[..4] {
            let request = with(site.as_programme(&Method::POST, &address(rule)), headers);
            let answer = request.send().await.unwrap();
            if answer.status() != 403 {
                found.push(format!("{} from {from}: {}", named(rule), answer.status()));
            }
        }
    }
    let touched = changed(&before, &site.dump().await);
    site.close().await;
    assert_none(&found);
    assert_none(&touched);
}
