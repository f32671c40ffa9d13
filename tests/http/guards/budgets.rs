//! Every route has a budget of requests to the table, and every budget a route. That each request keeps to
//! it is seen by every test that makes one: the stack of a test answers a dearer one with 500.

use std::collections::BTreeSet;

use access::gate::ROUTES;
use local::stack::BUDGETS;

use super::{assert_none, named};

#[test]
fn every_route_has_one_budget_and_every_budget_a_route() {
    let routes: BTreeSet<String> = ROUTES.iter().map(named).collect();
    let budgets: BTreeSet<String> = BUDGETS
        .iter()
        .map(|(route, _)| (*route).to_owned())
        .collect();
    let without = routes.difference(&budgets);
    let mut found: Vec<String> = without.map(|route| format!("{route}: no budget")).collect();
    let unknown = budgets.difference(&routes);
    found.extend(unknown.map(|route| format!("{route}: no such route")));
    if budgets.len() != BUDGETS.len() {
        found.push("a route with two budgets".to_owned());
    }
    assert_none(&found);
}
