//! Sizes: a file is read in one sitting, a function on one screen.

use crate::code::{Source, functions};
use crate::tree::{Findings, Tree, assert_none, assert_one};

const FILE_LINES_ASK: usize = 300;
const FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
const MAIN_LINES_MAX: usize = 25;

fn long_files(tree: &Tree, lines_max: usize) -> Findings {
    tree.with_extension(&["rs", "html", "css"])
        .map(|file| (file, file.text().lines().count()))
        .filter(|(_, lines)| *lines > lines_max)
        .map(|(file, lines)| file.finding(1, format!("{lines} lines (past {lines_max})")))
        .collect()
}

fn long_functions(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for file in tree.rust() {
        for (line, name, lines) in functions(&Source::of(file.text()).code) {
            let is_binary = file.path.contains("/src/bin/") || file.path.ends_with("/src/main.rs");
            let lines_max = if is_binary && name == "main" {
                MAIN_LINES_MAX
            } else {
                FUNCTION_LINES_MAX
            };
            if lines > lines_max {
                findings.push(file.finding(
                    line,
                    format!("`{name}` has {lines} lines (past {lines_max})"),
                ));
            }
        }
    }
    findings
}

#[test]
fn no_file_passes_500_lines() {
    let tree = Tree::repository();
    for finding in long_files(&tree, FILE_LINES_ASK) {
        eprintln!("ask what else moved in: {finding}");
    }
    assert_none(&long_files(&tree, FILE_LINES_MAX));
}

#[test]
fn functions_fit_a_screen_and_mains_are_short() {
    assert_none(&long_functions(&Tree::repository()));
}

#[test]
fn a_long_file_is_found() {
    let tree = Tree::of(&[
        ("a/src/long.css", &"a {}\n".repeat(501)),
        ("b.md", &"\n".repeat(900)),
    ]);
    assert_one(
        &long_files(&tree, FILE_LINES_MAX),
        "a/src/long.css:1: 501 lines",
    );
}

#[test]
fn a_long_function_and_a_long_main_are_found() {
    let body = |lines: usize| format!("\nfn main() {{{}}}\n", "\n  x();".repeat(lines));
    let long = Tree::of(&[("a/src/lib.rs", &body(70))]);
    assert_one(
        &long_functions(&long),
        "a/src/lib.rs:2: `main` has 71 lines",
    );
    let main = Tree::of(&[("a/src/bin/a.rs", &body(25)), ("b/src/lib.rs", &body(25))]);
    assert_one(
        &long_functions(&main),
        "a/src/bin/a.rs:2: `main` has 26 lines",
    );
}
