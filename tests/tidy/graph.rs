//! Who may depend on whom, read from the crates' manifests.

use crate::tree::{File, Findings, Tree, assert_none, assert_one};

/// Crates that may depend on everything of ours.
const TOP: &[&str] = &["setup", "local", "tests"];

/// What each other crate may depend on. The contexts never know each other: what one must know of
/// another travels as an event or a link.
const MAY: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("platform", &["kernel"]),
    ("access", &["kernel", "platform"]),
    ("payments", &["kernel", "platform", "access"]),
    ("registry", &["kernel", "platform", "access"]),
    ("desk", &["kernel", "platform", "access"]),
];

fn forbidden_dependencies(tree: &Tree) -> Findings {
    let ours = |name: &str| TOP.contains(&name) || MAY.iter().any(|(other, _)| *other == name);
    let mut findings = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|f| f.path.ends_with("/Cargo.toml"))
    {
        let (name, dependencies) = manifest(file);
        if TOP.contains(&name.as_str()) {
            continue;
        }
        let Some((_, may)) = MAY.iter().find(|(other, _)| *other == name) else {
            findings.push(file.finding(1, format!("the laws do not know the crate `{name}`")));
            continue;
        };
        for dependency in dependencies
            .iter()
            .filter(|d| ours(d) && !may.contains(&d.as_str()))
        {
            findings.push(file.finding(1, format!("`{name}` must not depend on `{dependency}`")));
        }
    }
    findings
}

/// The name of a crate and all it depends on, tests included.
fn manifest(file: &File) -> (String, Vec<String>) {
    let manifest: toml::Table = file.text().parse().unwrap();
    let name = manifest["package"]["name"].as_str().unwrap().to_owned();
    let tables = ["dependencies", "dev-dependencies", "build-dependencies"];
    let names = |table: &str| manifest.get(table)?.as_table().map(|t| t.keys().cloned());
    (
        name,
        tables.into_iter().filter_map(names).flatten().collect(),
    )
}

/// The practice node must be able to catch our mistakes: it reads and writes pagoPA's messages with
/// code of its own. And the AWS SDK stays in the rooms made for it.
fn forbidden_paths(tree: &Tree) -> Findings {
    let mut findings = Vec::new();
    for file in tree.rust() {
        let practice = file.path.starts_with("infra/local/src/practice");
        let sdk_stays_out = file.function_crate().is_some_and(|name| name != "platform")
            && !file.path.contains("/store/");
        for (at, line) in file.text().lines().enumerate() {
            if practice && line.contains("payments::") {
                findings
                    .push(file.finding(at + 1, "the practice node shares no code with payments"));
            }
            if sdk_stays_out && (line.contains("aws_sdk_") || line.contains("aws_smithy_")) {
                findings.push(file.finding(at + 1, "the AWS SDK stays in platform and in store/"));
            }
        }
    }
    findings
}

#[test]
fn crates_depend_only_on_what_the_laws_allow() {
    assert_none(&forbidden_dependencies(&Tree::repository()));
}

#[test]
fn the_sdk_and_the_practice_node_stay_in_their_rooms() {
    assert_none(&forbidden_paths(&Tree::repository()));
}

#[test]
fn a_context_that_knows_another_is_found() {
    let toml = "[package]\nname = \"desk\"\n[dev-dependencies]\npayments.workspace = true\n";
    let tree = Tree::of(&[("functions/desk/Cargo.toml", toml)]);
    assert_one(
        &forbidden_dependencies(&tree),
        "`desk` must not depend on `payments`",
    );
}

#[test]
fn a_crate_without_a_law_is_found() {
    let tree = Tree::of(&[("functions/new/Cargo.toml", "[package]\nname = \"new\"\n")]);
    assert_one(
        &forbidden_dependencies(&tree),
        "do not know the crate `new`",
    );
}

#[test]
fn the_sdk_in_a_route_and_payments_in_the_practice_node_are_found() {
    let route = Tree::of(&[
        (
            "functions/payments/src/routes/a.rs",
            "use aws_sdk_s3::Client;",
        ),
        (
            "functions/payments/src/store/a.rs",
            "use aws_sdk_dynamodb::types;",
        ),
    ]);
    assert_one(&forbidden_paths(&route), "routes/a.rs:1: the AWS SDK");
    let node = Tree::of(&[("infra/local/src/practice/soap.rs", "use payments::domain;")]);
    assert_one(&forbidden_paths(&node), "soap.rs:1: the practice node");
}
