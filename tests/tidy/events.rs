//! What follows a write arrives: the stream wakes the dispatcher for outbox items, each job has a
//! queue, and one bad message does not fail a batch.

use std::collections::BTreeSet;

use crate::code::Source;
use crate::template::{PATH, resources};
use crate::tree::{Findings, Tree, assert_none, assert_one};

const OUTBOX: &str = "functions/platform/src/outbox.rs";

/// A batch whose one bad message fails the others would deliver them all again.
fn whole_batches(tree: &Tree) -> Findings {
    let mappings = resources(tree);
    let mappings = mappings
        .iter()
        .filter(|r| r.is("AWS::Lambda::EventSourceMapping"));
    let whole = mappings.filter(|r| !r.says("FunctionResponseTypes: [ReportBatchItemFailures]"));
    whole
        .map(|r| format!("{PATH}:{}: {} fails whole batches", r.line, r.name))
        .collect()
}

/// Each job that an outbox item may name has a queue, both for the dispatcher and for the sweeper.
fn unmatched_jobs(tree: &Tree) -> Findings {
    let mut jobs = BTreeSet::new();
    for file in tree
        .rust()
        .filter(|file| file.path.starts_with("functions/"))
    {
        let rests = file.text().split("_JOB: &str = \"").skip(1);
        jobs.extend(rests.filter_map(|rest| rest.split('"').next()));
    }
    let mut findings = Vec::new();
    for function in resources(tree)
        .iter()
        .filter(|r| r.variables().contains(&"QUEUES"))
    {
        let queues: BTreeSet<_> = function.queues().into_iter().collect();
        for job in jobs.symmetric_difference(&queues) {
            findings.push(format!(
                "{PATH}:{}: the job {job:?} and QUEUES differ",
                function.line
            ));
        }
    }
    findings
}

/// The stream's filter lets through what the dispatcher looks for.
fn wrong_filter(tree: &Tree) -> Findings {
    let Some(outbox) = tree.get(OUTBOX) else {
        return Vec::new();
    };
    let source = Source::of(outbox.text());
    let line = source
        .code
        .lines()
        .position(|line| line.contains("PK_PREFIX: &str ="));
    let prefix = source
        .strings
        .iter()
        .find(|literal| Some(literal.line) == line.map(|at| at + 1));
    let filter = prefix.map(|literal| format!("{{\"prefix\": \"{}\"}}", literal.text));
    let filtered = filter.is_some_and(|f| resources(tree).iter().any(|r| r.says(&f)));
    if filtered {
        Vec::new()
    } else {
        vec![format!("{OUTBOX}:1: {PATH} filters another prefix")]
    }
}

#[test]
fn no_batch_fails_whole() {
    assert_none(&whole_batches(&Tree::repository()));
}

#[test]
fn every_job_has_a_queue() {
    assert_none(&unmatched_jobs(&Tree::repository()));
}

#[test]
fn the_stream_wakes_the_dispatcher_for_outbox_items() {
    assert_none(&wrong_filter(&Tree::repository()));
}

#[test]
fn a_mapping_that_fails_whole_batches_is_found() {
    let text = "Resources:\n  M:\n    Type: AWS::Lambda::EventSourceMapping\n";
    assert_one(&whole_batches(&Tree::of(&[(PATH, text)])), "M fails whole");
}

#[test]
fn a_job_without_queue_is_found() {
    let text = "Resources:\n  D:\n        Variables:\n          QUEUES: !Sub >-\n            {\"mail\": \"${Q}\"}\n";
    let jobs = "pub const MAIL_JOB: &str = \"mail\";";
    assert_none(&unmatched_jobs(&Tree::of(&[
        (PATH, text),
        ("functions/a/src/a.rs", jobs),
    ])));
    let jobs = jobs.replace("\"mail\"", "\"post\"");
    let findings = unmatched_jobs(&Tree::of(&[(PATH, text), ("functions/a/src/a.rs", &jobs)]));
    assert!(
        findings.len() == 2 && findings[1].contains("the job \"post\""),
        "{findings:?}"
    );
}

#[test]
fn a_filter_for_another_prefix_is_found() {
    let filtered = |prefix: &str| {
        let text = format!("Resources:\n  M:\n      x: '{{\"prefix\": \"{prefix}\"}}'\n");
        Tree::of(&[(PATH, &text), (OUTBOX, "const PK_PREFIX: &str = \"OX#\";")])
    };
    assert_none(&wrong_filter(&filtered("OX#")));
    assert_one(&wrong_filter(&filtered("OY#")), "another prefix");
}
