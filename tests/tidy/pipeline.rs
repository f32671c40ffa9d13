//! The pipelines call steps that exist, all of them, and no action whose version is not named.

use std::collections::BTreeSet;

use crate::tree::{Findings, Tree, assert_none, assert_one};

const STEPS: &str = "infra/pipelines/deploy";
const WORKFLOW: &str = "infra/pipelines/github.yaml";

fn wrong_steps(tree: &Tree) -> Findings {
    let text = |path: &str| tree.get(path).map_or("", |file| file.text());
    let step = |line: &'_ str| {
        line.strip_prefix("  ")
            .and_then(|line| line.split_once(')'))
            .map(|(name, _)| name.to_owned())
    };
    let is_name = |name: &String| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
    let cases = text(STEPS).split("\ncase ").nth(1).unwrap_or_default();
    let steps: BTreeSet<String> = cases.lines().filter_map(step).filter(is_name).collect();
    let before = format!("{STEPS} ");
    let called = text(WORKFLOW).split(&before).skip(1);
    let called: BTreeSet<String> = called
        .filter_map(|rest| Some(rest.split_whitespace().next()?.to_owned()))
        .collect();
    let wrong = steps.symmetric_difference(&called);
    wrong
        .map(|name| format!("{WORKFLOW}: the step {name:?} is not in both"))
        .collect()
}

fn unpinned_actions(tree: &Tree) -> Findings {
    let text = tree.get(WORKFLOW).map_or("", |file| file.text());
    let uses = text
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "));
    let is_pinned = |action: &&str| {
        let version = action.split_once("@v").map_or("", |(_, version)| version);
        version.split('.').count() == 3
            && version.split('.').all(|part| part.parse::<u32>().is_ok())
    };
    uses.filter(|action| !is_pinned(action))
        .map(|action| format!("{WORKFLOW}: {action} names no version"))
        .collect()
}

#[test]
fn the_pipeline_calls_every_step() {
    assert_none(&wrong_steps(&Tree::repository()));
}

#[test]
fn every_action_names_its_version() {
    assert_none(&unpinned_actions(&Tree::repository()));
}

#[test]
fn a_forgotten_step_and_a_loose_action_are_found() {
    let script = "a\ncase $step in\n  build) # x\n    cargo ;;\n  plan)\n    sam ;;\nesac\n";
    let with = |workflow: &str| Tree::of(&[(STEPS, script), (WORKFLOW, workflow)]);
    assert_one(
        &wrong_steps(&with("run: infra/pipelines/deploy build dev\n")),
        "\"plan\" is not in both",
    );
    assert_none(&unpinned_actions(&with("  - uses: a/b@v1.2.3\n")));
    assert_one(
        &unpinned_actions(&with("  - uses: a/b@v1\n")),
        "a/b@v1 names no version",
    );
}
