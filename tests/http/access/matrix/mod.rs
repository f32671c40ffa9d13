//! All routes, as everybody, of the own organisation and of another one. A new route fails here until
//! somebody has said who may ask it, and what it opens.

mod callers;
mod expected;
mod things;

use access::gate::ROUTES;
use futures::future::join_all;
use local::stack::{Stack, StackOptions};
use platform::web::speaks_pagopa;

use self::callers::{Caller, callers};
use self::expected::{Who, who};
use self::things::Things;
use crate::guests::told;

const TOWN: &str = "80047110152";
const NEIGHBOUR: &str = "80051230409";
const NOBODYS: &str = "80006480281";

fn named(rule: &access::gate::Rule) -> String {
    format!("{} {}", rule.method, rule.path)
}

#[test]
fn of_every_route_it_is_said_who_may_ask_it() {
    let unsaid: Vec<_> = ROUTES
        .iter()
        .map(named)
        .filter(|it| who(it).is_none())
        .collect();
    assert_eq!(unsaid, [""; 0], "say it in expected.rs");
}

/// The answers to every route that are not what was said, of one caller.
async fn surprises(mut caller: Caller) -> Vec<String> {
    let mut all = Vec::new();
    for rule in ROUTES {
        let wanted = who(&named(rule)).filter(|who| *who != Who::Node);
        let Some(wanted) = wanted.map(|who| who.has(caller.name)) else {
            continue;
        };
        let hole = |part: &'static str| match part {
            "{cf}" => TOWN,
            _ if part.starts_with('{') => "nessuno",
            _ => part,
        };
        let path = rule.path.split('/').map(hole).collect::<Vec<_>>().join("/");
        match caller.is_refused(rule, &path, wanted).await {
            Ok(refused) if refused == wanted => {
                let what = if refused { "refused" } else { "let in" };
                all.push(format!("{} is {what}: {}", caller.name, named(rule)));
            }
            Ok(_) => {}
            Err(fault) => all.push(format!("{}: {fault}", caller.name)),
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_exactly_who_may_ask_it() {
    let stack = Stack::start(StackOptions {
        demo: false,
        ..StackOptions::ephemeral()
    });
    let stack = stack.await.unwrap();
    let callers = callers(&stack, TOWN).await;
    let surprises = join_all(callers.into_iter().map(surprises)).await.concat();
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thing_of_another_organisation_looks_like_none_on_every_route() {
    let stack = Stack::start(StackOptions {
        demo: true,
        ..StackOptions::ephemeral()
    });
    let stack = stack.await.unwrap();
    let things = Things::of(&stack).await;
    let callers = callers(&stack, NEIGHBOUR).await;
    let by = |name: &str| callers.iter().find(|caller| caller.name == name).unwrap();
    let (person, key) = (by("administrator"), by("key"));
    let (mut faults, mut tried) = (Vec::new(), 0);
    for rule in ROUTES.iter().filter(|rule| !rule.path.starts_with("/node")) {
        let caller = if rule.path.starts_with("/api/") || speaks_pagopa(rule.path) {
            key
        } else {
            person
        };
        let pair = match things.pair(rule, NEIGHBOUR) {
            Ok(Some(pair)) => pair,
            Ok(None) => continue,
            Err(fault) => {
                faults.push(fault);
                continue;
            }
        };
        let real = told(caller.ask(&rule.method, &pair.real.0).await, &pair.real.1).await;
        let unknown = told(
            caller.ask(&rule.method, &pair.unknown.0).await,
            &pair.unknown.1,
        )
        .await;
        tried += 1;
        if real != unknown || !real.starts_with("404") {
            faults.push(format!("{}\n{real}\n{unknown}", named(rule)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert!(tried >= 58, "only {tried} routes were tried");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_organisation_in_the_path_looks_like_none() {
    let stack = Stack::start(StackOptions {
        demo: false,
        ..StackOptions::ephemeral()
    });
    let stack = stack.await.unwrap();
    let callers = callers(&stack, NEIGHBOUR).await;
    let key = callers.iter().find(|caller| caller.name == "key").unwrap();
    for rule in ROUTES.iter().filter(|rule| rule.path.contains("{cf}")) {
        let ask = async |tenant: &str| {
            let path = rule.path.replace("{cf}", tenant).replace(['{', '}'], "");
            told(key.ask(&rule.method, &path).await, tenant).await
        };
        let foreign = ask(TOWN).await;
        assert_eq!(foreign, ask(NOBODYS).await, "{}", named(rule));
        let status = match speaks_pagopa(rule.path) {
            true => "403",
            false => "404",
        };
        assert!(foreign.starts_with(status), "{}: {foreign}", named(rule));
    }
    stack.stop().await;
}
