//! `samconfig.toml` names parameters that the templates have, and all that they ask for.

use std::collections::BTreeSet;

use crate::template::{EDGE, PATH};
use crate::tree::{Findings, Tree, assert_none, assert_one};

const CONFIG: &str = "samconfig.toml";
const ENVIRONMENTS: [&str; 6] = [
    "dev",
    "dev-edge",
    "staging",
    "staging-edge",
    "prod",
    "prod-edge",
];

/// The parameters of a template, and whether each has a default.
fn parameters<'a>(tree: &'a Tree, path: &str) -> Vec<(&'a str, bool)> {
    let mut found: Vec<(&str, bool)> = Vec::new();
    let text = tree.get(path).map_or("", |file| file.text());
    let inside = text
        .lines()
        .skip_while(|line| *line != "Parameters:")
        .skip(1);
    for line in inside.take_while(|line| line.is_empty() || line.starts_with(' ')) {
        if let Some(name) = line
            .strip_prefix("  ")
            .filter(|rest| rest.starts_with(char::is_alphabetic))
        {
            found.push((name.trim_end_matches(':'), false));
        } else if line.starts_with("    Default:")
            && let Some(last) = found.last_mut()
        {
            last.1 = true;
        }
    }
    found
}

fn wrong_parameters(tree: &Tree) -> Findings {
    let config: toml::Table = tree
        .get(CONFIG)
        .map_or("", |file| file.text())
        .parse()
        .unwrap();
    let mut findings = Vec::new();
    for environment in ENVIRONMENTS {
        let deploy = config
            .get(environment)
            .and_then(|table| table.get("deploy")?.get("parameters"));
        let text = |name: &str| {
            deploy
                .and_then(|table| table.get(name)?.as_str())
                .unwrap_or_default()
        };
        let template = if environment.ends_with("-edge") {
            EDGE
        } else {
            PATH
        };
        let region = if template == EDGE {
            "us-east-1"
        } else {
            "eu-south-1"
        };
        if text("template_file") != template || text("region") != region {
            findings.push(format!(
                "{CONFIG}:1: {environment} is not {template} in {region}"
            ));
        }
        let overrides = deploy.and_then(|table| table.get("parameter_overrides")?.as_array());
        let given: BTreeSet<&str> = overrides
            .into_iter()
            .flatten()
            .filter_map(|pair| Some(pair.as_str()?.split_once('=')?.0))
            .collect();
        let known = parameters(tree, template);
        let missing = known
            .iter()
            .filter(|(name, has_default)| !has_default && !given.contains(name));
        findings.extend(missing.map(|(name, _)| format!("{CONFIG}:1: {environment} lacks {name}")));
        let strange = given
            .iter()
            .filter(|name| !known.iter().any(|(other, _)| other == *name));
        findings.extend(
            strange.map(|name| format!("{CONFIG}:1: {environment}: {template} knows no {name}")),
        );
    }
    findings
}

#[test]
fn every_environment_gives_what_its_template_asks_for() {
    assert_none(&wrong_parameters(&Tree::repository()));
}

#[test]
fn a_missing_and_a_strange_parameter_are_found() {
    let template =
        "Parameters:\n  Url:\n    Type: String\n  Days:\n    Default: 1\n\nResources:\n  Bucket:\n";
    let config: String = ENVIRONMENTS
        .iter()
        .map(|name| {
            let (file, region) = if name.ends_with("edge") { (EDGE, "us-east-1") } else { (PATH, "eu-south-1") };
            format!("[{name}.deploy.parameters]\ntemplate_file = \"{file}\"\nregion = \"{region}\"\nparameter_overrides = [\"Url=x\"]\n")
        })
        .collect();
    let with = |config: &str| {
        wrong_parameters(&Tree::of(&[
            (PATH, template),
            (EDGE, template),
            (CONFIG, config),
        ]))
    };
    assert_none(&with(&config));
    assert_one(
        &with(&config.replacen("Url=x", "Url=x\", \"Name=x", 1)),
        "dev: infra/template.yaml knows no Name",
    );
    assert_one(
        &with(&config.replacen("Url=x", "Days=x", 1)),
        "dev lacks Url",
    );
}
