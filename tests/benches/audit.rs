//! The verifier of the log of activities, on a million events in a hundred blocks.

use access::domain::audit::chain::{Before, Head, Sealed};
use access::domain::audit::{Act, AuditEvent, Fault, Outcome, Verifier, Who};
use jiff::{SignedDuration, Timestamp};
use kernel::dice::SeededDice;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::{Clock, ManualClock};

use crate::figure::{Aim, Figure};
use crate::gauge::spent;

const MILLION: usize = 1_000_000;
const BLOCK: usize = 10_000;

pub fn measure() {
    let town = OrgFiscalCode::parse("80047110152").unwrap();
    let beginning = Before {
        tenant: Some(town.clone()),
        blocks: 0,
        head: Head::first(),
    };
    let mut events = events(&town);
    let (blocks, sealing) = spent(|| blocks(beginning.clone(), &events));
    events[123_456].outcome = Outcome::Failed;
    let (report, verifying) = spent(|| {
        let mut verifier = Verifier::new(beginning.clone(), Timestamp::UNIX_EPOCH);
        for block in &blocks {
            verifier.block(block.text.lines(), Some(&block.head));
        }
        for event in &events {
            verifier.event(&event.id, event);
        }
        verifier.report()
    });
    assert_eq!(report.faults, [Fault::Changed(events[123_456].id.clone())]);
    Figure::new("sealing a million events", sealing.wall.as_secs_f64(), "s").print();
    let name = "finding the one of a million events that was changed";
    Figure::new(name, verifying.wall.as_secs_f64(), "s")
        .aim(Aim::AtMost(10.0))
        .print();
}

fn events(town: &OrgFiscalCode) -> Vec<AuditEvent> {
    let clock = ManualClock::new("2026-03-02T08:00:00Z".parse().unwrap());
    let dice = SeededDice::new(1);
    let event = |n: usize| {
        clock.advance(SignedDuration::from_millis(1));
        let minted = (EventId::mint(&clock, &dice), clock.now());
        AuditEvent::new(minted, Who::job(&n.to_string()), Act::NoticeDownloaded).of(town)
    };
    (0..MILLION).map(event).collect()
}

fn blocks(mut before: Before, events: &[AuditEvent]) -> Vec<Sealed> {
    let seal = |events: &[AuditEvent]| {
        let until = events
            .last()
            .map_or(Timestamp::UNIX_EPOCH, |event| event.at);
        let sealed = before.seal(events.to_vec(), until);
        before.blocks += 1;
        before.head = sealed.head.clone();
        sealed
    };
    events.chunks(BLOCK).map(seal).collect()
}
