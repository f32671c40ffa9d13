//! The edge and the functions say the same: which paths are the site's, which headers an answer has,
//! who may pass. And what it writes down holds nothing of people's questions.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::Request;
use kernel::dice::SeededDice;
use platform::web::{House, Origins};
use tower::ServiceExt;

use crate::routes::gate;
use crate::template::{EDGE, PATH, resources, resources_of};
use crate::tree::{Findings, Tree, assert_none, assert_one};

const SITE: &str = "site/dist/";

/// The patterns of the paths that the site's bucket answers.
fn patterns(tree: &Tree) -> Vec<&str> {
    let all = resources_of(tree, EDGE);
    let distribution = all.iter().find(|r| r.is("AWS::CloudFront::Distribution"));
    distribution.map_or_else(Vec::new, |r| r.texts("PathPattern").collect())
}

fn fits(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => path.starts_with(before) && path.ends_with(after),
        None => pattern == path,
    }
}

fn misled_paths(tree: &Tree) -> Findings {
    let patterns = patterns(tree);
    let site = |path: &str| patterns.iter().any(|pattern| fits(pattern, path));
    let files = tree
        .files
        .iter()
        .filter_map(|file| file.path.strip_prefix(SITE));
    let lost = files
        .map(|file| format!("/{file}"))
        .filter(|path| !site(path));
    let mut findings: Findings = lost
        .map(|path| format!("{EDGE}: {path} is not led to the site"))
        .collect();
    let routes = gate(tree).into_iter().filter(|(_, path)| site(path));
    findings
        .extend(routes.map(|(method, path)| format!("{EDGE}: {method} {path} is led to the site")));
    findings
}

/// What every answer of a function carries. Whether it may be kept, and by what it varies, is each
/// file's own matter.
async fn house_headers() -> Vec<(String, String)> {
    let house = House {
        origins: Origins::default(),
        dice: Arc::new(SeededDice::new(1)),
    };
    let request = Request::get("/none").body(Body::empty()).unwrap();
    let answer = house.around(Router::new()).oneshot(request).await.unwrap();
    let headers = answer.headers().iter();
    let pair = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap().to_owned())
    };
    let own = ["cache-control", "content-type", "content-length", "vary"];
    headers
        .map(pair)
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .collect()
}

/// How the policy writes a header.
fn written(name: &str, value: &str) -> Option<String> {
    Some(match name {
        "strict-transport-security" => {
            let seconds = value
                .strip_prefix("max-age=")?
                .strip_suffix("; includeSubDomains")?;
            format!(
                "StrictTransportSecurity: {{ AccessControlMaxAgeSec: {seconds}, IncludeSubdomains: true, Override: false }}"
            )
        }
        "x-content-type-options" => "ContentTypeOptions: { Override: false }".to_owned(),
        "referrer-policy" => {
            format!("ReferrerPolicy: {{ ReferrerPolicy: {value}, Override: false }}")
        }
        "content-security-policy" => format!("ContentSecurityPolicy: >- {value}"),
        "permissions-policy" => format!("- Header: {name} Value: {value} Override: false"),
        _ => format!("- {{ Header: {name}, Value: {value}, Override: false }}"),
    })
}

fn missing_headers(tree: &Tree, headers: &[(String, String)]) -> Findings {
    let text = tree.get(EDGE).map_or("", |file| file.text());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let missing = headers
        .iter()
        .filter(|(name, value)| !written(name, value).is_some_and(|line| text.contains(&line)));
    missing
        .map(|(name, value)| format!("{EDGE}: no {name}: {value}"))
        .collect()
}

/// Functions that the edge asks, and that would answer others, too.
fn open_functions(tree: &Tree) -> Findings {
    let all = resources(tree);
    let open = all
        .iter()
        .filter(|r| r.says("ApiId: !Ref Api,") && !r.variables().contains(&"EDGE_KEY"));
    open.map(|r| {
        format!(
            "{PATH}:{}: {} does not ask for the edge's key: take `boot.origins()`",
            r.line, r.name
        )
    })
    .collect()
}

fn loose_edge(tree: &Tree) -> Findings {
    let text = tree.get(EDGE).map_or("", |file| file.text());
    let needs = [
        "MinimumProtocolVersion: TLSv1.2_2021",
        "OriginProtocolPolicy: https-only",
        "WebACLId: !GetAtt Firewall.Arn",
        "PriceClass: PriceClass_100",
    ];
    let mut findings: Findings = needs
        .iter()
        .filter(|need| !text.contains(*need))
        .map(|need| format!("{EDGE}: no {need}"))
        .collect();
    let behaviours = text.matches("TargetOriginId: ").count();
    for each in [
        "ViewerProtocolPolicy: redirect-to-https",
        "ResponseHeadersPolicyId: !Ref Headers",
    ] {
        if text.matches(each).count() != behaviours {
            findings.push(format!("{EDGE}: a path without {each}"));
        }
    }
    let told = ["cs-uri-query", "cs(Cookie)", "cs(Referer)"];
    findings.extend(
        told.iter()
            .filter(|field| text.contains(*field))
            .map(|field| format!("{EDGE}: {field} is written down")),
    );
    findings
}

#[test]
fn the_edge_leads_every_path_where_it_is_answered() {
    assert_none(&misled_paths(&Tree::repository()));
}

#[tokio::test]
async fn the_site_has_the_headers_of_the_pages() {
    let headers = house_headers().await;
    assert!(headers.len() >= 7, "{headers:?}");
    assert_none(&missing_headers(&Tree::repository(), &headers));
}

#[test]
fn every_function_behind_the_edge_asks_for_its_key() {
    assert_none(&open_functions(&Tree::repository()));
}

#[test]
fn the_edge_is_strict_and_discreet() {
    assert_none(&loose_edge(&Tree::repository()));
}

#[cfg(test)]
mod breaches {
    use super::*;

    #[test]
    fn a_path_that_is_led_elsewhere_is_found() {
        let edge = "Resources:\n  D:\n    Type: AWS::CloudFront::Distribution\n          - PathPattern: /a/*\n          - PathPattern: /\n";
        let gate = (
            "functions/access/src/gate/table.rs",
            "Rule::get(\"/a/{id}\", Public)",
        );
        let lost = Tree::of(&[
            (EDGE, edge),
            ("site/dist/b.html", ""),
            ("site/dist/a/c.css", ""),
        ]);
        assert_one(&misled_paths(&lost), "/b.html is not led");
        assert_one(
            &misled_paths(&Tree::of(&[(EDGE, edge), gate])),
            "GET /a/{id} is led to the site",
        );
    }

    #[test]
    fn another_header_is_found() {
        let header = |value: &str| [("referrer-policy".to_owned(), value.to_owned())];
        let tree = Tree::of(&[(
            EDGE,
            "ReferrerPolicy: { ReferrerPolicy: same-origin, Override: false }",
        )]);
        assert_none(&missing_headers(&tree, &header("same-origin")));
        assert_one(
            &missing_headers(&tree, &header("no-referrer")),
            "no referrer-policy: no-referrer",
        );
    }

    #[test]
    fn a_function_that_asks_for_no_key_is_found() {
        let text = "Resources:\n  F:\n        Variables:\n          TABLE: x\n      Events:\n        E: { ApiId: !Ref Api, Path: x }\n";
        assert_one(
            &open_functions(&Tree::of(&[(PATH, text)])),
            "F does not ask",
        );
        assert_none(&open_functions(&Tree::of(&[(
            PATH,
            &text.replace("TABLE", "EDGE_KEY"),
        )])));
    }

    #[test]
    fn a_log_of_questions_is_found() {
        let text = Tree::repository()
            .get(EDGE)
            .unwrap()
            .text()
            .replace("- cs-method", "- cs-uri-query");
        assert_one(
            &loose_edge(&Tree::of(&[(EDGE, &text)])),
            "cs-uri-query is written down",
        );
        let text = text
            .replace("cs-uri-query", "x")
            .replacen("redirect-to-https", "allow-all", 1);
        assert_one(
            &loose_edge(&Tree::of(&[(EDGE, &text)])),
            "a path without Viewer",
        );
    }
}
