//! `domain/` is pure: input to decision, effects are values that the caller carries out.

use crate::code::Source;
use crate::tree::{Findings, Tree, assert_none, assert_one};

/// What has no place in a decision, each with what it would bring in.
const IMPURE: &[(&str, &str)] = &[
    ("async ", "waiting"),
    (".await", "waiting"),
    ("tokio", "waiting"),
    ("aws_", "AWS"),
    ("lambda_", "AWS"),
    ("axum", "HTTP"),
    ("http::", "HTTP"),
    ("reqwest", "HTTP"),
    ("platform::", "the outside world"),
    ("tracing", "logs"),
    ("println!", "logs"),
    ("std::env", "the environment"),
    ("std::fs", "files"),
    ("Timestamp::now", "the clock"),
    ("SystemTime", "the clock"),
    ("SystemClock", "the clock"),
    ("OsDice", "randomness"),
    ("rand::", "randomness"),
];

/// A document is a value: text in, bytes out.
const PURE_ALL_THE_SAME: &str = "platform::pdf";

fn impurities(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    let is_pure = |path: &str| path.contains("/src/domain") || path.contains("/platform/src/pdf/");
    for file in tree
        .rust()
        .filter(|f| is_pure(&f.path) && !tree.is_test_code(&f.path))
    {
        for (number, line) in Source::of(file.text()).product_lines() {
            let line = line.replace(PURE_ALL_THE_SAME, "");
            if let Some((word, what)) = IMPURE.iter().find(|(word, _)| starts_a_word(&line, word)) {
                findings.push(file.finding(number, format!("`{word}` brings in {what}")));
            }
        }
    }
    findings
}

/// Whether `line` has `word` where a word begins.
fn starts_a_word(line: &str, word: &str) -> bool {
    let inside = |before: &str| before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    line.match_indices(word)
        .any(|(at, _)| word.starts_with('.') || !inside(&line[..at]))
}

#[test]
fn domain_folders_are_pure() {
    assert_none(&impurities(&Tree::repository()));
}

#[test]
fn an_impure_decision_is_found_and_a_comment_is_not() {
    let tree = Tree::of(&[
        (
            "functions/desk/src/domain/ticket.rs",
            "// never axum\npub async fn close() {}\n",
        ),
        (
            "functions/desk/src/domain.rs",
            "fn a() -> bool { synchttp::x }\n#[cfg(test)]\nmod tests {\nuse tokio;",
        ),
        (
            "functions/desk/src/domain/mod.rs",
            "#[cfg(test)]\nmod samples;",
        ),
        ("functions/desk/src/domain/samples.rs", "use tokio;"),
        ("functions/desk/src/routes/ticket.rs", "use axum::Router;"),
    ]);
    assert_one(
        &impurities(&tree),
        "ticket.rs:2: `async ` brings in waiting",
    );
}
