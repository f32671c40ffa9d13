//! Money under a hostile sky: receipts that come late, twice, a hundred times at once and out of
//! order, while requests and answers are lost, items are held by others and functions die at any
//! moment. The SDK is the real one; time and chance belong to the seed.
//!
//! A run that breaks a law names its seed: `SPORTELLO_SEED=<n>` runs that one alone and prints every
//! request. `SPORTELLO_SEEDS=<n>` sets how many the long test runs.
#![expect(clippy::unwrap_used, reason = "tests")]

mod broken;
mod bulks;
mod chance;
mod engine;
mod laws;
mod life;
mod plan;
mod protocol;
mod run;
#[path = "../samples/mod.rs"]
mod samples;
mod subject;
mod time;
mod wire;

use std::collections::BTreeMap;

use run::{Report, run, run_crowd};
use subject::Subject;
use wire::Mishap;

const SEEDS_QUICK: u64 = 200;
const SEEDS_LONG: u64 = 1_000;
/// A broken way must be found within so many.
const SEEDS_TO_FIND: u64 = 200;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Runs the seeds on every processor; a broken law names its seed.
fn survive(seeds: std::ops::Range<u64>) -> Vec<Report> {
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    std::thread::scope(|scope| {
        let work = |first: u64| {
            let seeds = seeds.clone().skip(first as usize).step_by(workers as usize);
            move || seeds.map(check).collect::<Vec<_>>()
        };
        let threads: Vec<_> = (0..workers).map(|first| scope.spawn(work(first))).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn check(seed: u64) -> Report {
    let report = run(seed, Subject::Product);
    if let Some(law) = &report.broken {
        panic!("seed {seed}: {law}\nreplay: SPORTELLO_SEED={seed} cargo test --test simulation");
    }
    report
}

/// A fault that never happened proves nothing.
fn everything_happened(reports: &[Report]) {
    let mut all: BTreeMap<Mishap, u64> = BTreeMap::new();
    for (mishap, count) in reports.iter().flat_map(|report| &report.mishaps) {
        *all.entry(*mishap).or_default() += count;
    }
    let crashes: u64 = reports.iter().map(|report| report.crashes).sum();
    let requests: usize = reports.iter().map(|report| report.story.len()).sum();
    println!(
        "{} runs, {requests} requests, {crashes} crashes, {all:?}",
        reports.len()
    );
    for mishap in Mishap::ALL {
        assert!(
            all.get(&mishap).is_some_and(|count| *count > 20),
            "{mishap:?} never happened"
        );
    }
    assert!(crashes > 20, "no function died");
}

#[test]
fn in_hundreds_of_runs_no_receipt_is_lost_and_none_counts_twice() {
    if let Some(seed) = number("SPORTELLO_SEED") {
        println!("{}", run(seed, Subject::Product).story.join("\n"));
        check(seed);
        return;
    }
    everything_happened(&survive(0..SEEDS_QUICK));
}

#[test]
fn long_in_thousands_of_runs_no_receipt_is_lost_and_none_counts_twice() {
    let seeds = number("SPORTELLO_SEEDS").unwrap_or(SEEDS_LONG);
    everything_happened(&survive(SEEDS_QUICK..SEEDS_QUICK + seeds));
}

#[test]
fn a_receipt_delivered_a_hundred_times_at_once_is_one_receipt() {
    for (mishaps, crashes) in [(0, 0), (20, 30)] {
        let report = run_crowd(1, mishaps, crashes);
        assert_eq!(
            report.broken, None,
            "{mishaps} % mishaps, {crashes} % crashes"
        );
        assert!(
            report.story.len() > 200,
            "a hundred deliveries, two requests each"
        );
    }
}

#[test]
fn ways_that_lose_money_are_found_out() {
    for subject in Subject::BROKEN {
        let found = (0..SEEDS_TO_FIND).find_map(|seed| {
            let broken = run(seed, subject).broken;
            broken.map(|law| (seed, law))
        });
        let (seed, law) = found.unwrap_or_else(|| panic!("{subject:?} was not found out"));
        println!("{subject:?}: seed {seed}: {law}");
    }
}

#[test]
fn the_same_seed_tells_the_same_story() {
    for seed in 0..20 {
        let story = || run(seed, Subject::Product).story;
        assert_eq!(story(), story(), "seed {seed}");
    }
}
