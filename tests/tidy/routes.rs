//! A route is told three times: where its room registers it, in the gate with what it needs, in the
//! template as an event of its function. The three must say the same.

use std::collections::BTreeSet;

use crate::code::product;
use crate::lambda::{binaries, rooms};
use crate::template::{PATH, resources};
use crate::tree::{Findings, Tree, assert_none, assert_one};

const GATE: &str = "functions/access/src/gate/table.rs";

/// Method and pattern.
pub type Route = (String, String);

/// Method and pattern of each rule of the gate.
pub fn gate(tree: &Tree) -> BTreeSet<Route> {
    let text = tree.get(GATE).map_or("", |file| product(file.text()));
    called(text, "Rule::")
}

/// Method and pattern of each `.get("/…"`, `.post("/…"` of a text; `before` stands for the dot.
fn called(text: &str, before: &str) -> BTreeSet<Route> {
    let mut routes = BTreeSet::new();
    for method in ["get", "post", "put", "patch", "delete"] {
        for (at, call) in text.match_indices(&format!("{before}{method}(")) {
            let argument = text[at + call.len()..].trim_start();
            if let Some(path) = argument
                .strip_prefix('"')
                .and_then(|rest| rest.split('"').next())
                && path.starts_with('/')
            {
                routes.insert((method.to_uppercase(), path.to_owned()));
            }
        }
    }
    routes
}

fn unmatched_events(tree: &Tree) -> Findings {
    let rules = gate(tree);
    let mut events = BTreeSet::new();
    for function in resources(tree) {
        for (method, path) in function.routes() {
            if !events.insert((method.to_owned(), path.to_owned())) {
                return vec![format!("{PATH}: {method} {path} is there twice")];
            }
        }
    }
    let ungated = events
        .difference(&rules)
        .filter(|event| !rules.iter().any(|rule| is_below(rule, event)))
        .map(|(m, p)| format!("{PATH}: {m} {p} is not in the gate"));
    let unserved = rules
        .difference(&events)
        .filter(|rule| !events.iter().any(|event| is_below(rule, event)))
        .map(|(m, p)| format!("{GATE}: {m} {p} is not in {PATH}"));
    ungated.chain(unserved).collect()
}

/// The end of an event's path that stands for everything below.
const ALL_BELOW: &str = "/{proxy+}";

/// Whether an event `ANY /gpd/{proxy+}` brings this route: such a family of routes is held against the gate
/// by a test of its room.
fn is_below((_, path): &Route, (method, family): &Route) -> bool {
    let prefix = family.strip_suffix(ALL_BELOW);
    method == "ANY" && prefix.is_some_and(|prefix| path.starts_with(&format!("{prefix}/")))
}

/// Each function's events are what the rooms of its binary register.
fn misplaced_routes(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for (binary, main) in binaries(tree) {
        let Some(function) = resources(tree)
            .into_iter()
            .find(|f| f.binary() == Some(binary))
        else {
            continue;
        };
        let rooms = rooms(tree, main, "routes");
        let registered: BTreeSet<_> = rooms
            .into_iter()
            .flat_map(|f| called(product(f.text()), "."))
            .collect();
        let own = |(method, path): (&str, &str)| (method.to_owned(), path.to_owned());
        let events: BTreeSet<_> = function.routes().into_iter().map(own).collect();
        let all_below = |event: &Route| event.0 == "ANY" && event.1.ends_with(ALL_BELOW);
        let differ = events.symmetric_difference(&registered).filter(|route| {
            !all_below(route) && !events.iter().any(|event| is_below(route, event))
        });
        for (method, path) in differ {
            findings.push(main.finding(1, format!("{method} {path}: its rooms and {PATH} differ")));
        }
    }
    findings
}

#[test]
fn the_gate_and_the_template_list_the_same_routes() {
    assert_none(&unmatched_events(&Tree::repository()));
}

#[test]
fn each_function_gets_the_routes_that_its_rooms_register() {
    assert_none(&misplaced_routes(&Tree::repository()));
}

#[cfg(test)]
mod breaches {
    use super::*;

    fn made_up(events: &[(&str, &str)]) -> Tree {
        let mut template =
            "Resources:\n  Desk:\n    CodeUri: ../target/lambda/desk-tickets/\n".to_owned();
        for (method, path) in events {
            template +=
                &format!("        E: {{ Type: HttpApi, Method: {method}, Path: \"{path}\" }}\n");
        }
        Tree::of(&[
            (PATH, &template),
            (
                GATE,
                "[Rule::get(\"/desk/{id}\", Public), Rule::post(\"/desk\", Public)]",
            ),
            (
                "functions/desk/src/bin/desk-tickets.rs",
                "desk::routes::{tickets::Deps, queues}",
            ),
            (
                "functions/desk/src/routes/tickets/mod.rs",
                ".get(\n  \"/desk/{id}\",\n x).with(\"/no\")",
            ),
            (
                "functions/desk/src/routes/queues.rs",
                ".post(\"/desk\", x)\n#[cfg(test)]\nmod a {\n a.get(\"/no\")",
            ),
            ("functions/desk/src/routes/other.rs", ".post(\"/other\", x)"),
        ])
    }

    const BOTH: [(&str, &str); 2] = [("GET", "/desk/{id}"), ("POST", "/desk")];

    #[test]
    fn an_ungated_and_an_unserved_route_are_found() {
        assert_none(&unmatched_events(&made_up(&BOTH)));
        assert_one(
            &unmatched_events(&made_up(&BOTH[..1])),
            "POST /desk is not in infra",
        );
        let more = [BOTH[0], BOTH[1], ("GET", "/open")];
        assert_one(
            &unmatched_events(&made_up(&more)),
            "GET /open is not in the gate",
        );
    }

    #[test]
    fn a_family_of_routes_is_one_event() {
        let family = made_up(&[("ANY", "/desk/{proxy+}"), BOTH[1]]);
        assert_none(&unmatched_events(&family));
        assert_none(&misplaced_routes(&family));
        let empty = made_up(&[BOTH[0], BOTH[1], ("ANY", "/d/{proxy+}")]);
        assert_one(
            &unmatched_events(&empty),
            "ANY /d/{proxy+} is not in the gate",
        );
    }

    #[test]
    fn a_route_of_another_room_is_found() {
        assert_none(&misplaced_routes(&made_up(&BOTH)));
        assert_one(
            &misplaced_routes(&made_up(&BOTH[..1])),
            "POST /desk: its rooms",
        );
        let more = [BOTH[0], BOTH[1], ("POST", "/other")];
        assert_one(&misplaced_routes(&made_up(&more)), "POST /other: its rooms");
    }
}
