//! A Lambda function is told twice: as a binary and as a resource of the template with its
//! environment and its role. Both must say the same.

use std::collections::BTreeSet;

use crate::template::{PATH, Resource, resources};
use crate::tree::{File, Findings, Tree, assert_none, assert_one};

const FUNCTION: &str = "AWS::Serverless::Function";

/// What a `main` takes from `platform::config::Boot`, the names it stands for in the environment, and
/// the service that the role then allows.
const TAKEN: &[(&str, &[&str], Option<&str>)] = &[
    ("table", &["TABLE"], Some("dynamodb")),
    ("objects", &["BUCKET"], Some("s3")),
    ("queues", &["QUEUES"], Some("sqs")),
    ("mailer", &["MAIL_FROM"], Some("ses")),
    ("origins", &["PUBLIC_URL", "EDGE_KEY"], None),
];

/// What feeds a function its events, not what its code calls.
pub const FEEDING: &[&str] = &[
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
];

/// The binaries of the functions: name and source.
pub fn binaries(tree: &Tree) -> Vec<(&str, &File)> {
    let name = |file: &'_ File| {
        let (_, name) = file
            .path
            .strip_prefix("functions/")?
            .split_once("/src/bin/")?;
        name.strip_suffix(".rs").map(str::len)
    };
    let named = |file| {
        name(file).map(|length| (&file.path[file.path.len() - length - 3..][..length], file))
    };
    tree.rust().filter_map(named).collect()
}

fn unmatched_binaries(tree: &Tree) -> Findings {
    let binaries = binaries(tree);
    let functions = resources(tree);
    let deployed: BTreeSet<_> = functions.iter().filter_map(Resource::binary).collect();
    let mut findings: Findings = binaries
        .iter()
        .filter(|(name, _)| !deployed.contains(name))
        .map(|(_, file)| file.finding(1, format!("is no function of {PATH}")))
        .collect();
    for function in functions.iter().filter(|resource| resource.is(FUNCTION)) {
        let binary = function.binary().unwrap_or_default();
        if !binaries.iter().any(|(name, _)| *name == binary) {
            findings.push(format!(
                "{PATH}:{}: no binary is called {binary:?}",
                function.line
            ));
        }
    }
    findings
}

/// The files of the rooms that a binary works with: `payments::routes::{citizen, notices}` →
/// `…/src/routes/citizen.rs`, `…/src/routes/citizen/…` and so on. `kind` is `routes` or `jobs`.
pub fn rooms<'a>(tree: &'a Tree, main: &File, kind: &str) -> Vec<&'a File> {
    let (folder, _) = main.path.split_once("/src/bin/").unwrap_or_default();
    let word = |text: &'_ str| {
        text.find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(text.len())
    };
    let mut files = Vec::new();
    for rest in main.text().split(&format!("{kind}::")).skip(1) {
        let list = rest.strip_prefix('{').map_or(&rest[..word(rest)], |list| {
            list.split('}').next().unwrap_or_default()
        });
        for room in list.split(',').map(|name| name.trim()) {
            let room = format!("{folder}/src/{kind}/{}", &room[..word(room)]);
            let (file, inside) = (format!("{room}.rs"), format!("{room}/"));
            files.extend(
                tree.rust()
                    .filter(|f| f.path == file || f.path.starts_with(&inside)),
            );
        }
    }
    files
}

/// What sources take from the environment, with the services that they then call.
fn taken(source: &str) -> (BTreeSet<String>, BTreeSet<&'static str>) {
    let (mut names, mut services) = (BTreeSet::new(), BTreeSet::new());
    for (at, _) in source.match_indices("boot.") {
        let call = &source[at + "boot.".len()..];
        let method = call.split('(').next().unwrap_or_default();
        if let Some((_, taken, service)) = TAKEN.iter().find(|(known, ..)| *known == method) {
            names.extend(taken.iter().map(|name| (*name).to_owned()));
            services.extend(service);
        } else if ["text", "secret", "key"].contains(&method) {
            names.extend(call.split('"').nth(1).map(str::to_owned));
        }
    }
    (names, services)
}

fn wrong_surroundings(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    let functions = resources(tree);
    for (name, file) in binaries(tree) {
        let Some(function) = functions.iter().find(|f| f.binary() == Some(name)) else {
            continue;
        };
        let rooms = [rooms(tree, file, "routes"), rooms(tree, file, "jobs")].concat();
        let sources: Vec<_> = rooms.into_iter().chain([file]).map(File::text).collect();
        let (names, services) = taken(&sources.join("\n"));
        let given: BTreeSet<_> = function
            .variables()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let calls = function
            .actions()
            .into_iter()
            .filter(|action| !FEEDING.contains(action));
        let allowed: BTreeSet<_> = calls
            .filter_map(|action| action.split(':').next())
            .collect();
        if names != given {
            findings
                .push(file.finding(1, format!("takes {names:?}, the template gives {given:?}")));
        }
        if services != allowed {
            findings.push(file.finding(
                1,
                format!("calls {services:?}, its role allows {allowed:?}"),
            ));
        }
    }
    findings
}

fn wildcards(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for function in resources(tree)
        .iter()
        .filter(|resource| resource.is(FUNCTION))
    {
        let wild = function.actions().iter().any(|action| action.contains('*'));
        if wild || function.says("Resource: \"*\"") || function.says("Resource: '*'") {
            findings.push(format!(
                "{PATH}:{}: {} has a role with a wildcard",
                function.line, function.name
            ));
        }
    }
    findings
}

#[test]
fn every_binary_is_a_function_and_every_function_a_binary() {
    assert_none(&unmatched_binaries(&Tree::repository()));
}

#[test]
fn a_binary_gets_what_it_takes_and_its_role_allows_what_it_calls() {
    assert_none(&wrong_surroundings(&Tree::repository()));
}

#[test]
fn no_role_has_a_wildcard() {
    assert_none(&wildcards(&Tree::repository()));
}

#[cfg(test)]
mod breaches {
    use super::*;

    const BINARY: &str =
        "fn main() { let mut boot = Boot::start(); let t = boot.table(); boot.text(\"URL\"); }";

    fn made_up(resource: &str) -> Tree {
        let template =
            format!("Resources:\n  Desk:\n    Type: {FUNCTION}\n    Properties:\n{resource}");
        Tree::of(&[
            (PATH, &template),
            ("functions/desk/src/bin/desk-tickets.rs", BINARY),
        ])
    }

    #[test]
    fn a_binary_without_function_and_a_function_without_binary_are_found() {
        let findings = unmatched_binaries(&made_up("      CodeUri: ../target/lambda/desk-old/\n"));
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings[0].contains("desk-tickets.rs:1: is no function"));
        assert!(findings[1].contains("infra/template.yaml:2: no binary is called \"desk-old\""));
    }

    #[test]
    fn a_missing_name_and_a_missing_permission_are_found() {
        let good = "      CodeUri: ../target/lambda/desk-tickets/\n      Environment:\n        Variables:\n          \
            TABLE: x\n          URL: x\n      Policies:\n            Action: [dynamodb:GetItem]\n";
        assert_none(&wrong_surroundings(&made_up(good)));
        let name = good.replace("          URL: x\n", "");
        assert_one(
            &wrong_surroundings(&made_up(&name)),
            "takes {\"TABLE\", \"URL\"}",
        );
        let role = good.replace("dynamodb:GetItem", "dynamodb:GetItem, s3:GetObject");
        assert_one(
            &wrong_surroundings(&made_up(&role)),
            "its role allows {\"dynamodb\", \"s3\"}",
        );
    }

    #[test]
    fn a_wildcard_is_found() {
        assert_one(
            &wildcards(&made_up("      Action: [s3:*]\n")),
            "template.yaml:2: Desk",
        );
        assert_one(
            &wildcards(&made_up("      Resource: \"*\"\n")),
            "template.yaml:2: Desk",
        );
    }
}
