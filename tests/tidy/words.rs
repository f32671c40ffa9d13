//! Words that have no place in the project: leftovers, lints switched off, and what is true of one
//! machine alone.

use crate::code::Source;
use crate::tree::{Findings, Tree, assert_none, assert_one};

/// What is written by hand and read by people.
const WRITTEN: &[&str] = &[
    "rs", "html", "css", "js", "mjs", "toml", "md", "yaml", "yml", "sh", "txt", "json",
];

/// Notes to oneself. Spelt apart, so that this file does not find itself.
const LEFTOVERS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X"),
    concat!("HA", "CK"),
];

/// Paths of one machine and hosts of registries: the project names packages, not where they lie.
const OF_A_MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("registry.npmjs", ".org"),
    concat!("static.crates", ".io"),
    concat!("index.crates", ".io"),
    concat!("deb.debian", ".org"),
];

fn bad_words(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    let is_script = |path: &str| !path.rsplit('/').next().unwrap_or_default().contains('.');
    for file in tree
        .files
        .iter()
        .filter(|f| f.has_extension(WRITTEN) || is_script(&f.path))
    {
        for (at, line) in file.text().lines().enumerate() {
            let leftover = LEFTOVERS.iter().find(|word| has_word(line, word));
            let machine = OF_A_MACHINE.iter().find(|word| has_path(line, word));
            if let Some(word) = leftover.or(machine) {
                findings.push(file.finding(at + 1, format!("`{word}` has no place here")));
            }
        }
    }
    findings
}

fn word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(word_char) && !line[at + word.len()..].starts_with(word_char)
    })
}

/// A path counts where it begins, not inside a longer one or a URL.
fn has_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        !path.starts_with('/')
            || !line[..at].ends_with(|c: char| word_char(c) || ".-}*/".contains(c))
    })
}

fn switched_off_lints(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for file in tree.rust() {
        for (at, line) in Source::of(file.text()).code.lines().enumerate() {
            if line.contains("#[allow(") || line.contains("#![allow(") {
                findings
                    .push(file.finding(at + 1, "say `expect` with a reason instead of `allow`"));
            }
        }
    }
    findings
}

#[test]
fn nothing_is_left_over_or_true_of_one_machine_alone() {
    assert_none(&bad_words(&Tree::repository()));
}

#[test]
fn no_lint_is_switched_off_without_a_reason() {
    assert_none(&switched_off_lints(&Tree::repository()));
}

#[test]
fn a_leftover_and_a_path_of_a_machine_are_found() {
    let leftover = format!("fn todo_list() {{}} // {} later", LEFTOVERS[0]);
    assert_one(&bad_words(&Tree::of(&[("a.rs", &leftover)])), "a.rs:1");
    let path = format!("see https://example.org{0}x\nread {0}x", OF_A_MACHINE[0]);
    assert_one(
        &bad_words(&Tree::of(&[("tests/run", &path)])),
        "tests/run:2",
    );
}

#[test]
fn an_allow_is_found_and_a_quoted_one_is_not() {
    let tree = Tree::of(&[(
        "a.rs",
        "let a = \"#[allow(x)]\";\n#[allow(dead_code)]\nfn b() {}",
    )]);
    assert_one(&switched_off_lints(&tree), "a.rs:2");
}
