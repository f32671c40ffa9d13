//! The table: one file of a context spells keys, and no update adds up what a repeat would double.

use crate::code::Source;
use crate::tree::{Findings, Tree, assert_none, assert_one};

const CONTEXTS: &[&str] = &["access", "payments", "registry", "desk", "setup"];

/// Where one `ADD` is allowed: reserving a block of numbers leaves a gap when its answer is lost,
/// never a double.
const MAY_ADD: &str = "functions/platform/src/table/writes.rs";

fn keys_elsewhere(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    let room = |name: &str| format!("functions/{name}/src/");
    let in_context = |path: &str| CONTEXTS.iter().any(|name| path.starts_with(&room(name)));
    let is_keys = |path: &str| path.ends_with("/store/keys.rs") || path.contains("/store/keys/");
    let may_not = |path: &str| in_context(path) && !is_keys(path);
    for file in tree
        .rust()
        .filter(|f| may_not(&f.path) && !tree.is_test_code(&f.path))
    {
        for literal in Source::of(file.text()).product_strings() {
            if spells_a_key(&literal.text) {
                findings.push(file.finding(
                    literal.line,
                    format!("the key {:?} belongs in store/keys.rs", literal.text),
                ));
            }
        }
    }
    findings
}

/// `PP#…`, `USER#{id}`: letters in capitals, then a hash.
fn spells_a_key(text: &str) -> bool {
    text.split_once('#').is_some_and(|(word, rest)| {
        !word.is_empty()
            && word
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            && !rest.starts_with(|c: char| c.is_ascii_digit() || c == ' ')
    })
}

fn additions(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for file in tree.rust().filter(|f| f.path.starts_with("functions/")) {
        let source = Source::of(file.text());
        let adds = source.product_strings().filter(|literal| {
            let text = literal.text.trim_start();
            text.starts_with("ADD ") || text.contains(" ADD ") || text.contains("list_append")
        });
        for literal in adds.skip(usize::from(file.path == MAY_ADD)) {
            findings.push(file.finding(literal.line, "an update that doubles when it is repeated"));
        }
    }
    findings
}

#[test]
fn only_store_keys_spells_keys() {
    assert_none(&keys_elsewhere(&Tree::repository()));
}

#[test]
fn no_update_adds_outside_the_reservation_of_numbers() {
    assert_none(&additions(&Tree::repository()));
}

#[test]
fn a_key_outside_keys_is_found() {
    let tree = Tree::of(&[
        ("functions/desk/src/store/keys.rs", "format!(\"DESK#{id}\")"),
        (
            "functions/desk/src/store/tickets.rs",
            "let c = \"#fff\";\nlet pk = format!(\"DESK#{id}\");",
        ),
    ]);
    assert_one(
        &keys_elsewhere(&tree),
        "tickets.rs:2: the key \"DESK#{id}\"",
    );
}

#[test]
fn an_addition_is_found() {
    let tree = Tree::of(&[
        (MAY_ADD, "\"ADD next :n\""),
        (
            "functions/payments/src/store/ledger.rs",
            "// ADD\n\"SET a = :a ADD paid :n\"",
        ),
    ]);
    assert_one(&additions(&tree), "ledger.rs:2: an update that doubles");
}
