//! The whole life of positions: made, published, rewritten, withdrawn, paid by several ways, paid beside pagoPA,
//! expired and deleted, by clients whose answers are lost, beside receipts that come late and twice.

mod acts;
mod bugs;
mod laws;
mod script;
mod snapshot;
mod town;

use std::rc::Rc;

use bugs::Bug;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use script::{Act, File, Script, Shape};
use snapshot::Snapshot;
use town::{Town, run, run_script};

use crate::chance::Chance;
use crate::number;
use crate::run::Report;
use crate::subject::Told;

const SEEDS_QUICK: u64 = 150;
const SEEDS_LONG: u64 = 1_500;
/// A planted bug must be found within so many, which the sound product survives.
const SEEDS_TO_FIND: u64 = 400;

fn survive(seeds: std::ops::Range<u64>) -> Vec<Report> {
    let workers = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|first| {
                let seeds = seeds.clone().skip(first as usize).step_by(workers as usize);
                scope.spawn(move || seeds.map(check).collect::<Vec<_>>())
            })
            .collect();
        let reports = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        reports.collect()
    })
}

fn check(seed: u64) -> Report {
    let report = run(seed, Bug::None);
    if let Some(law) = &report.broken {
        panic!(
            "seed {seed}: {law}\nreplay: SPORTELLO_LIFE={seed} cargo test --test simulation life"
        );
    }
    report
}

fn tell(reports: &[Report]) {
    let requests: usize = reports.iter().map(|report| report.story.len()).sum();
    let crashes: u64 = reports.iter().map(|report| report.crashes).sum();
    println!(
        "{} lives, {requests} requests, {crashes} crashes",
        reports.len()
    );
    assert!(crashes > 20, "no function died");
}

#[test]
fn in_hundreds_of_lives_every_law_holds_after_every_step() {
    if let Some(seed) = number("SPORTELLO_LIFE") {
        println!("{}", run(seed, Bug::None).story.join("\n"));
        check(seed);
        return;
    }
    tell(&survive(0..SEEDS_QUICK));
}

#[test]
fn long_in_thousands_of_lives_every_law_holds_after_every_step() {
    tell(&survive(SEEDS_QUICK..SEEDS_QUICK + SEEDS_LONG));
}

/// The sound product survives the very seed that finds the bug.
#[test]
fn every_planted_bug_is_found() {
    std::thread::scope(|scope| {
        for bug in Bug::ALL {
            scope.spawn(move || {
                let found =
                    (0..SEEDS_TO_FIND).find_map(|seed| Some((seed, run(seed, bug).broken?)));
                let (seed, law) = found.unwrap_or_else(|| panic!("{bug:?} was not found"));
                println!("{bug:?}: seed {seed}: {law}");
                assert_eq!(
                    run(seed, Bug::None).broken,
                    None,
                    "seed {seed}, without the bug"
                );
            });
        }
    });
}

#[test]
fn the_same_seed_lives_the_same_life() {
    for seed in 0..10 {
        let story = || run(seed, Bug::None).story;
        assert_eq!(story(), story(), "seed {seed}");
    }
}

fn crowd(shape: Shape, act: impl Fn(&File) -> Act) -> (Rc<Town>, Snapshot) {
    let script = Script::crowd(shape, act);
    let (report, town) = run_script(script, 7, Bug::None, Chance::new(7));
    assert_eq!(report.broken, None);
    let snapshot = Snapshot::take(&town.engine);
    assert_eq!(snapshot.positions.len(), 1);
    (town, snapshot)
}

/// How many changes of the one position there were.
fn changes(snapshot: &Snapshot) -> usize {
    snapshot.history.len()
}

#[test]
fn a_hundred_receipts_of_one_instalment_at_once_have_one_effect() {
    let (_, all) = crowd(Shape::WholeOrPlan(3), |file| {
        Act::Receipt(Told {
            nav: file.number(3),
            id: ReceiptId::parse("A").unwrap(),
            amount: Cents::new(3_000),
        })
    });
    assert_eq!(
        (all.receipts.len(), changes(&all), all.told.len()),
        (1, 1, 1)
    );
}

#[test]
fn a_hundred_publications_at_once_have_one_effect() {
    let (_, all) = crowd(Shape::Plan(3), |_| Act::Publish);
    assert_eq!(changes(&all), 1);
}

#[test]
fn a_hundred_payments_beside_pagopa_at_once_have_one_effect() {
    let (_, all) = crowd(Shape::WholeOrPlan(3), |_| Act::PayOutside(3));
    assert_eq!(changes(&all), 1);
    let position = all.positions.values().next().unwrap();
    let paid = position
        .installments()
        .filter(|part| part.payment.is_some());
    assert_eq!(paid.count(), 1);
}

#[test]
fn a_hundred_updates_at_once_leave_one_content_and_no_gap_in_the_history() {
    let (_, all) = crowd(Shape::Plan(3), |_| Act::Update {
        content: 2,
        publish: true,
    });
    let position = all.positions.values().next().unwrap();
    assert_eq!(position.installments().count(), 2);
    assert_eq!(position.version as usize, 1 + changes(&all));
}
