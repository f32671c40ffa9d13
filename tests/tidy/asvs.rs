//! The table of security checks tells no stories: each row names a test that stands in the repository, or
//! says why there is none.

use std::collections::BTreeSet;

use crate::tree::{Findings, Tree, assert_none, assert_one};

const TABLE: &str = "functions/access/docs/asvs.md";
/// Check, level, what it asks, how it is met, what shows it.
const CELLS: usize = 5;
/// How a row begins its last cell where nothing shows it, and goes on with why.
const REASONS: [&str; 3] = ["not met: ", "not applicable: ", "by reading: "];

fn untrue_rows(tree: &Tree) -> Findings {
    let Some(file) = tree.get(TABLE) else {
        return vec![format!("{TABLE}:1: is missing")];
    };
    let (mut findings, mut ids) = (Findings::new(), BTreeSet::new());
    for (at, line) in file.text().lines().enumerate() {
        let Some(cells) = cells(line) else { continue };
        let mut say = |what: String| findings.push(file.finding(at + 1, what));
        if cells.len() != CELLS || cells.iter().any(|cell| cell.is_empty()) {
            say(format!("{} cells, {CELLS} wanted", cells.len()));
            continue;
        }
        if !is_check(cells[0]) || !["L1", "L2", "L3"].contains(&cells[1]) {
            say(format!(
                "{} {} is no check with its level",
                cells[0], cells[1]
            ));
        }
        if !ids.insert(cells[0]) {
            say(format!("{} is there twice", cells[0]));
        }
        for what in untrue(tree, cells[CELLS - 1]) {
            say(format!("{}: {what}", cells[0]));
        }
    }
    if ids.is_empty() {
        findings.push(file.finding(1, "no check is in it"));
    }
    findings
}

/// The cells of a row about a check.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix("| ").filter(|row| row.starts_with('V'))?;
    let row = row.trim_end().trim_end_matches('|');
    Some(row.split('|').map(str::trim).collect())
}

/// `V3.4.1`.
fn is_check(id: &str) -> bool {
    let numbers = id.strip_prefix('V').unwrap_or_default().split('.');
    let read = numbers.map(str::parse::<u8>).collect::<Result<Vec<_>, _>>();
    read.is_ok_and(|numbers| numbers.len() == 3)
}

/// What is wrong with the last cell of a row.
fn untrue(tree: &Tree, shown: &str) -> Vec<String> {
    let named: Vec<_> = shown.split('`').skip(1).step_by(2).collect();
    let reason = REASONS.iter().find_map(|begin| shown.strip_prefix(begin));
    if named.is_empty() && reason.is_none_or(str::is_empty) {
        return vec!["neither a test nor a reason".to_owned()];
    }
    let tests = named.into_iter().filter(|named| named.contains("::"));
    tests.filter_map(|test| missing(tree, test)).collect()
}

fn missing(tree: &Tree, test: &str) -> Option<String> {
    let (path, name) = test.split_once("::")?;
    let text = tree.get(path).map(|file| file.text());
    match text {
        None => Some(format!("there is no {path}")),
        Some(text) if is_test(text, name) => None,
        Some(_) => Some(format!("{path} has no test {name}")),
    }
}

/// Whether a function of this name stands under a mark that makes it a test which is always run. The tests of
/// `proptest!` have such a mark, too.
fn is_test(text: &str, name: &str) -> bool {
    let Some(at) = text.find(&format!("fn {name}(")) else {
        return false;
    };
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let above = text[..line_start].lines().rev().map(str::trim);
    let marks: Vec<_> = above.take_while(|line| line.starts_with("#[")).collect();
    let is = |begin: &str| marks.iter().any(|mark| mark.starts_with(begin));
    (is("#[test]") || is("#[tokio::test")) && !is("#[ignore")
}

#[test]
fn every_security_check_names_a_test_that_exists_or_a_reason() {
    assert_none(&untrue_rows(&Tree::repository()));
}

#[cfg(test)]
mod breaches {
    use super::*;

    fn table(last: &str) -> Tree {
        let row = format!("| check |\n|---|\n| V3.4.1 | L1 | HSTS | a header | {last} |\n");
        let code = "#[test]\nfn it_holds() {}\n#[tokio::test(flavor = \"x\")]\nasync fn later() {}\n\
                    #[test]\n#[ignore]\nfn asleep() {}\nfn helper() {}";
        Tree::of(&[(TABLE, &row), ("tests/a.rs", code)])
    }

    #[test]
    fn a_test_that_is_not_there_is_found() {
        assert_none(&untrue_rows(&table(
            "`tests/a.rs::it_holds`, `tests/a.rs::later`",
        )));
        assert_none(&untrue_rows(&table("not applicable: nothing of the kind")));
        for (last, what) in [
            ("`tests/a.rs::gone`", "has no test gone"),
            ("`tests/a.rs::it_hold`", "has no test it_hold"),
            ("`tests/b.rs::it_holds`", "there is no tests/b.rs"),
            ("`tests/a.rs::asleep`", "has no test asleep"),
            ("surely", "neither a test nor a reason"),
            ("not met:", "neither a test nor a reason"),
            ("by reading: of it, `tests/a.rs::gone`", "has no test gone"),
        ] {
            assert_one(&untrue_rows(&table(last)), what);
        }
    }

    #[test]
    fn a_row_of_another_shape_is_found() {
        let of = |rows: &str| untrue_rows(&Tree::of(&[(TABLE, rows)]));
        let good = "| V3.4.1 | L1 | HSTS | a header | not met: so |\n";
        assert_one(&of(&format!("{good}{good}")), "V3.4.1 is there twice");
        assert_one(&of("| V3.4 | L1 | a | b | not met: so |"), "is no check");
        assert_one(&of("| V3.4.1 | L4 | a | b | not met: so |"), "is no check");
        let short = "| V3.4.3 | L2 | a | not met: so |";
        assert_one(&of(&format!("{good}{short}")), "4 cells");
        assert_one(&of("nothing"), "no check is in it");
        assert_one(&untrue_rows(&Tree::of(&[])), "is missing");
    }
}
