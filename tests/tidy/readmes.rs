//! Each crate tells in at most 40 lines what it is, and no link in a document is dead.

use crate::tree::{File, Findings, Tree, assert_none, assert_one};

const LINES_MAX: usize = 40;
/// With its title.
const DECISION_LINES_MAX: usize = 15;

fn missing_or_long(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for manifest in tree
        .files
        .iter()
        .filter(|f| f.path.ends_with("/Cargo.toml"))
    {
        let path = manifest.path.replace("Cargo.toml", "README.md");
        match tree.get(&path).map(|readme| readme.text().lines().count()) {
            None => findings.push(format!("{path}:1: the crate has no README")),
            Some(lines) if lines > LINES_MAX => {
                findings.push(format!("{path}:1: {lines} lines (past {LINES_MAX})"));
            }
            Some(_) => {}
        }
    }
    findings
}

fn dead_links(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for file in tree.with_extension(&["md"]) {
        for (at, line) in file.text().lines().enumerate() {
            for target in links(line) {
                if !tree.has(&resolve(file, target)) {
                    findings.push(file.finding(at + 1, format!("the link to {target} is dead")));
                }
            }
        }
    }
    findings
}

/// The targets of the links to files of a line of Markdown, without their `#anchor`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets = line
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next());
    targets
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty())
}

/// A path from the root, for a target as seen from `file`.
fn resolve(file: &File, target: &str) -> String {
    let mut parts: Vec<&str> = file.path.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Each numbered question of `functions/DECISIONS.md` is read in one breath.
fn long_decisions(tree: &Tree) -> Findings {
    let Some(file) = tree.get("functions/DECISIONS.md") else {
        return vec!["functions/DECISIONS.md:1: is missing".to_owned()];
    };
    let lines: Vec<&str> = file.text().trim_end().lines().collect();
    let mut heads: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].starts_with("## "))
        .collect();
    heads.push(lines.len() + 1);
    let long = heads
        .windows(2)
        .filter(|pair| pair[1] - pair[0] > DECISION_LINES_MAX + 1);
    long.map(|pair| file.finding(pair[0] + 1, format!("past {DECISION_LINES_MAX} lines")))
        .collect()
}

#[test]
fn every_crate_has_a_short_readme() {
    assert_none(&missing_or_long(&Tree::repository()));
}

#[test]
fn every_link_to_a_file_resolves() {
    assert_none(&dead_links(&Tree::repository()));
}

#[test]
fn a_missing_and_a_long_readme_are_found() {
    assert_one(
        &missing_or_long(&Tree::of(&[("a/Cargo.toml", "")])),
        "has no README",
    );
    let long = Tree::of(&[("a/Cargo.toml", ""), ("a/README.md", &"\n".repeat(41))]);
    assert_one(&missing_or_long(&long), "41 lines");
}

#[test]
fn a_dead_link_is_found() {
    let text = "[a](../b/c.md#top) [b](https://example.org/x) [c](#here)\n![d](gone.png)";
    let tree = Tree::of(&[("a/README.md", text), ("b/c.md", "")]);
    assert_one(&dead_links(&tree), "a/README.md:2: the link to gone.png");
}

#[test]
fn decisions_are_short() {
    assert_none(&long_decisions(&Tree::repository()));
}

#[test]
fn a_long_decision_is_found() {
    let text = format!(
        "## 1. Short?\nyes\n\n## 2. Long?\n{}\n## 3. Last?\n",
        "yes\n".repeat(15)
    );
    assert_one(
        &long_decisions(&Tree::of(&[("functions/DECISIONS.md", &text)])),
        "DECISIONS.md:4",
    );
}
