//! A role allows what its function's code asks of AWS, action by action: no more, no less.

use std::collections::{BTreeMap, BTreeSet};

use crate::calls::{Calls, Function};
use crate::lambda::{FEEDING, binaries, rooms};
use crate::template::{PATH, resources};
use crate::tree::{File, Findings, Tree, assert_none, assert_one};

/// What a call asks for. Reading an object that is not there asks for the list, too: without it
/// the answer would be a refusal instead of "not found".
const ASKS: &[(&str, &[&str])] = &[
    ("table.get(", &["dynamodb:GetItem"]),
    ("table.get_item(", &["dynamodb:GetItem"]),
    ("table.get_many(", &["dynamodb:BatchGetItem"]),
    ("table.get_many_items(", &["dynamodb:BatchGetItem"]),
    ("table.put(", &["dynamodb:PutItem"]),
    ("table.put_new(", &["dynamodb:PutItem"]),
    ("table.put_versioned(", &["dynamodb:PutItem"]),
    ("table.put_unguarded(", &["dynamodb:BatchWriteItem"]),
    ("table.delete(", &["dynamodb:DeleteItem"]),
    ("table.query(", &["dynamodb:Query"]),
    ("table.query_items(", &["dynamodb:Query"]),
    ("table.query_fitting(", &["dynamodb:Query"]),
    ("table.query_all(", &["dynamodb:Query"]),
    ("table.reserve(", &["dynamodb:UpdateItem"]),
    ("table.tally(", &["dynamodb:UpdateItem"]),
    ("objects.get(", &["s3:GetObject", "s3:ListBucket"]),
    ("objects.size_bytes(", &["s3:GetObject", "s3:ListBucket"]),
    ("objects.presigned_get(", &["s3:GetObject"]),
    ("objects.presigned_post(", &["s3:PutObject"]),
    ("objects.put(", &["s3:PutObject"]),
    ("objects.put_new(", &["s3:PutObject"]),
    ("objects.begin_parts(", &["s3:PutObject"]),
    ("objects.put_part(", &["s3:PutObject"]),
    (
        "objects.join_parts(",
        &["s3:PutObject", "s3:GetObject", "s3:ListBucket"],
    ),
    ("objects.drop_parts(", &["s3:AbortMultipartUpload"]),
    ("queues.send(", &["sqs:SendMessage"]),
    ("mailer.send(", &["ses:SendRawEmail"]),
];

/// What a step of a transaction asks for, in a function that speaks of one.
const STEPS: &[(&str, &str)] = &[
    (".put(", "dynamodb:PutItem"),
    (".put_new(", "dynamodb:PutItem"),
    (".put_versioned(", "dynamodb:PutItem"),
    (".outbox(", "dynamodb:PutItem"),
    (".delete(", "dynamodb:DeleteItem"),
    (".check(", "dynamodb:ConditionCheckItem"),
];

/// `table.get::<Position>(` asks as `table.get(` does.
fn asked(function: &Function<'_>) -> BTreeSet<&'static str> {
    let code = &function.code;
    let calls = ASKS
        .iter()
        .filter(|(call, _)| code.contains(call) || code.contains(&call.replace('(', "::<")));
    let mut actions: BTreeSet<&str> = calls
        .flat_map(|(_, actions)| actions.iter().copied())
        .collect();
    let transacts = ["Tx", "tx"].iter().any(|word| {
        code.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|w| w == *word)
    });
    if transacts {
        actions.extend(
            STEPS
                .iter()
                .filter(|(step, _)| code.contains(step))
                .map(|(_, action)| *action),
        );
    }
    actions
}

fn wrong_roles(tree: &Tree) -> Findings {
    let calls = Calls::of(tree);
    let all = resources(tree);
    let mut findings = Vec::new();
    for (name, main) in binaries(tree) {
        let Some(function) = all.iter().find(|function| function.binary() == Some(name)) else {
            continue;
        };
        let files: Vec<&File> = [
            rooms(tree, main, "routes"),
            rooms(tree, main, "jobs"),
            vec![main],
        ]
        .concat();
        let reached = calls.reached_from(&files);
        let mut asking: BTreeMap<&str, String> = BTreeMap::new();
        for function in reached {
            for action in asked(function) {
                asking.entry(action).or_insert_with(|| function.place());
            }
        }
        let allowed: BTreeSet<_> = function
            .actions()
            .into_iter()
            .filter(|action| !FEEDING.contains(action))
            .collect();
        let mut say = |what: &str| {
            findings.push(format!(
                "{PATH}:{}: {} {what}",
                function.line, function.name
            ))
        };
        for (action, place) in asking
            .iter()
            .filter(|(action, _)| !allowed.contains(**action))
        {
            say(&format!("asks {action} in {place}, but may not"));
        }
        for action in allowed
            .iter()
            .filter(|action| !asking.contains_key(**action))
        {
            say(&format!("may {action}, but never asks"));
        }
    }
    findings
}

#[test]
fn every_role_allows_what_its_code_asks_action_by_action() {
    assert_none(&wrong_roles(&Tree::repository()));
}

#[test]
fn an_action_too_many_and_one_too_few_are_found() {
    let with = |actions: &str| {
        let template = format!(
            "Resources:\n  Desk:\n    Type: AWS::Serverless::Function\n      CodeUri: ../target/lambda/desk-tickets/\n      Action: [{actions}]\n"
        );
        wrong_roles(&Tree::of(&[
            (PATH, &template),
            (
                "functions/desk/src/bin/desk-tickets.rs",
                "fn main() { desk::routes::tickets::routes() }",
            ),
            (
                "functions/desk/src/routes/tickets.rs",
                "use crate::store::tickets;\nfn page() { tickets::find() }",
            ),
            (
                "functions/desk/src/store/tickets.rs",
                "pub fn find() { table.get::<Ticket>(k) }\npub fn add() { table.commit(Tx::new().put_new(t)) }",
            ),
        ]))
    };
    assert_none(&with("dynamodb:GetItem"));
    assert_one(
        &with("dynamodb:GetItem, dynamodb:PutItem"),
        "Desk may dynamodb:PutItem, but never asks",
    );
    assert_one(
        &with(""),
        "Desk asks dynamodb:GetItem in find of functions/desk",
    );
}
