//! What guards the site as a whole, tried on every route of the gate's table: a new route is covered by
//! standing there. What each guard answers to is in `functions/access/docs/asvs.md`.

mod assignment;
mod budgets;
mod crawl;
mod forgery;
mod headers;
mod oddities;
mod site;

use access::gate::{ROUTES, Rule};
use http::Method;

const TOWN: &str = "80047110152";
const NEIGHBOUR: &str = "80051230409";

/// Every route but the node's, which has a gate of its own.
fn routes() -> impl Iterator<Item = &'static Rule> {
    ROUTES.iter().filter(|rule| !rule.path.starts_with("/node"))
}

/// Every route that acts.
fn acts() -> impl Iterator<Item = &'static Rule> {
    routes().filter(|rule| rule.method != Method::GET)
}

fn is_machine(rule: &Rule) -> bool {
    rule.path.starts_with("/api/")
}

/// The address of a route: the town's, with nothing that exists in its other holes.
fn address(rule: &Rule) -> String {
    let part = |part: &'static str| match part {
        "{cf}" => TOWN,
        _ if part.starts_with('{') => "nessuno",
        _ => part,
    };
    rule.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn named(rule: &Rule) -> String {
    format!("{} {}", rule.method, rule.path)
}

/// The assertion of every walk: all that was found, not the first alone.
#[track_caller]
fn assert_none(found: &[String]) {
    assert!(
        found.is_empty(),
        "{} found:\n{}",
        found.len(),
        found.join("\n")
    );
}
