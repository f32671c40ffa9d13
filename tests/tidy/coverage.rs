//! Every route is asked by a test over HTTP or in the browser.

use std::collections::BTreeSet;

use crate::code::Source;
use crate::routes::gate;
use crate::tree::{Findings, Tree, assert_none, assert_one};

/// Where requests are made: whole addresses, with `{…}` for what a test fills in.
const ASKING: &[&str] = &["tests/", "infra/local/src/demo/"];

fn untested_routes(tree: &Tree) -> Findings {
    let mut asked = BTreeSet::new();
    let asks = |path: &str| ASKING.iter().any(|room| path.starts_with(room));
    for file in tree
        .rust()
        .filter(|f| asks(&f.path) && !f.path.starts_with("tests/tidy/"))
    {
        asked.extend(
            Source::of(file.text())
                .strings
                .into_iter()
                .map(|literal| literal.text),
        );
    }
    let untested = gate(tree)
        .into_iter()
        .filter(|(_, path)| !asked.iter().any(|a| fits(a, path)));
    untested
        .map(|(method, path)| format!("no test asks {method} {path}"))
        .collect()
}

/// Whether an address of a test, `{base}/imports/{id}?cursor=`, is one of the route. `{base}` at the
/// beginning may stand for several steps.
fn fits(asked: &str, path: &str) -> bool {
    let asked = asked.split('?').next().unwrap_or_default();
    let (asked, path): (Vec<_>, Vec<_>) = (asked.split('/').collect(), path.split('/').collect());
    let same = |(a, p): (&&str, &&str)| {
        a == p || (a.starts_with('{') || p.starts_with('{')) && !a.is_empty()
    };
    let based = asked[0].starts_with('{') && asked.len() > 1 && asked.len() <= path.len();
    let whole = asked[0].is_empty() && asked.len() == path.len();
    let words = asked
        .iter()
        .filter(|a| !a.is_empty() && !a.starts_with('{'))
        .count();
    let tail = &path[path.len().saturating_sub(asked.len() - usize::from(based))..];
    (whole || based) && words > 0 && asked[usize::from(based)..].iter().zip(tail).all(same)
}

#[test]
fn every_route_is_asked_by_a_test() {
    assert_none(&untested_routes(&Tree::repository()));
}

#[test]
fn an_untested_route_is_found() {
    let gate = "[Rule::get(\"/desk/{id}\", Public), Rule::post(\"/desk/{id}/close\", Public)]";
    let tests = |text: &str| {
        let gate = ("functions/access/src/gate/table.rs", gate);
        untested_routes(&Tree::of(&[gate, ("tests/http/desk/tickets.rs", text)]))
    };
    assert_none(&tests(
        "get(format!(\"/desk/{id}?a=b\")); post(\"{ticket}/close\")",
    ));
    assert_one(
        &tests("get(\"/desk/7\"); post(\"/desk/open\")"),
        "no test asks POST /desk/{id}/close",
    );
}
