use jiff::SignedDuration;
use kernel::dice::SeededDice;
use kernel::tax::OrgFiscalCode;
use kernel::time::{Clock, ManualClock};
use sha2::{Digest, Sha256};

use super::*;
use crate::domain::audit::chain::Sealed;
use crate::domain::audit::{Act, Outcome, Who};

type Log = Vec<(EventId, AuditEvent)>;

const START: &str = "2026-03-02T08:00:00Z";

fn town() -> Option<OrgFiscalCode> {
    Some(OrgFiscalCode::parse("80047110152").unwrap())
}

fn beginning() -> Before {
    Before {
        tenant: town(),
        blocks: 0,
        head: Head::first(),
    }
}

/// Ids, one a millisecond.
fn ids(count: usize) -> Vec<EventId> {
    let (clock, dice) = (ManualClock::new(START.parse().unwrap()), SeededDice::new(1));
    let mint = |_| {
        clock.advance(SignedDuration::from_millis(1));
        EventId::mint(&clock, &dice)
    };
    (0..count).map(mint).collect()
}

/// Events of a day, one a second.
fn events(count: i64) -> Vec<AuditEvent> {
    let (clock, dice) = (ManualClock::new(START.parse().unwrap()), SeededDice::new(2));
    let event = |n: i64| {
        clock.advance(SignedDuration::from_secs(1));
        let minted = (EventId::mint(&clock, &dice), clock.now());
        let who = Who::job(&n.to_string());
        AuditEvent::new(minted, who, Act::ImportConfirmed).of(&town().unwrap())
    };
    (0..count).map(event).collect()
}

/// Blocks of `size` events.
fn blocks(events: &[AuditEvent], size: usize) -> Vec<Sealed> {
    let mut before = beginning();
    let seal = |events: &[AuditEvent]| {
        let until = events.last().unwrap().at + SignedDuration::from_mins(30);
        let sealed = before.seal(events.to_vec(), until);
        before.blocks += 1;
        before.head = sealed.head.clone();
        sealed
    };
    events.chunks(size).map(seal).collect()
}

fn verify(blocks: &[Sealed], log: &[(EventId, AuditEvent)]) -> Report {
    let mut verifier = Verifier::new(beginning(), Timestamp::UNIX_EPOCH);
    for block in blocks {
        verifier.block(block.text.lines(), Some(&block.head));
    }
    for (place, event) in log {
        verifier.event(place, event);
    }
    verifier.report()
}

fn placed(events: &[AuditEvent]) -> Vec<(EventId, AuditEvent)> {
    events
        .iter()
        .map(|event| (event.id.clone(), event.clone()))
        .collect()
}

#[test]
fn what_nobody_touched_holds() {
    let events = events(300);
    let blocks = blocks(&events, 100);
    let report = verify(&blocks, &placed(&events));
    assert_eq!(
        (report.blocks, report.events, report.faults),
        (3, 300, vec![])
    );
    assert_eq!(report.head, blocks[2].head);
}

#[test]
fn sealing_again_gives_the_same_block_whatever_the_order() {
    let mut events = events(50);
    let until = "2026-03-02T10:00:00Z".parse().unwrap();
    let first = beginning().seal(events.clone(), until);
    events.reverse();
    events.push(events[0].clone());
    assert_eq!(beginning().seal(events, until), first);
}

#[test]
fn every_touched_event_of_the_log_is_named_and_no_other() {
    let events = events(300);
    let (blocks, id) = (blocks(&events, 100), |n: usize| events[n].id.clone());
    let with = |touch: &dyn Fn(&mut Log)| {
        let mut log = placed(&events);
        touch(&mut log);
        verify(&blocks, &log).faults
    };
    let changed = with(&|log| log[7].1.outcome = Outcome::Failed);
    assert_eq!(changed, [Fault::Changed(id(7))]);
    let missing = with(&|log| drop(log.remove(150)));
    assert_eq!(missing, [Fault::Missing(id(150))]);
    let exchanged = with(&|log| {
        let (one, other) = (log[20].1.clone(), log[220].1.clone());
        log[20].1 = AuditEvent {
            id: one.id.clone(),
            ..other.clone()
        };
        log[220].1 = AuditEvent {
            id: other.id,
            ..one
        };
    });
    assert_eq!(exchanged, [Fault::Swapped(id(20), id(220))]);
    let swapped = with(&|log| {
        let one = log[20].1.clone();
        log[20].1 = std::mem::replace(&mut log[220].1, one);
    });
    assert_eq!(swapped, [Fault::Swapped(id(20), id(220))]);
    let mut new = events[3].clone();
    new.id = EventId::mint(&ManualClock::new(events[3].at), &SeededDice::new(9));
    let added = with(&|log| log.push((new.id.clone(), new.clone())));
    assert_eq!(added, [Fault::Added(new.id.clone())]);
}

#[test]
fn what_is_younger_than_the_last_block_is_not_missed_in_it() {
    let mut events = events(3_000);
    let blocks = blocks(&events[..200], 100);
    events.drain(200..2_500);
    assert_eq!(verify(&blocks, &placed(&events)).faults, []);
}

#[test]
fn what_the_log_has_forgotten_is_not_missing() {
    let events = events(300);
    let mut verifier = Verifier::new(beginning(), events[200].at);
    for block in blocks(&events, 100) {
        verifier.block(block.text.lines(), Some(&block.head));
    }
    for event in &events[200..] {
        verifier.event(&event.id, event);
    }
    assert!(verifier.report().holds());
}

#[test]
fn a_touched_file_is_found_at_its_place() {
    let events = events(300);
    let untouched = blocks(&events, 100);
    let with = |touch: &dyn Fn(&mut Vec<String>)| {
        let mut blocks = untouched.clone();
        let mut lines: Vec<_> = blocks[1].text.lines().map(str::to_owned).collect();
        touch(&mut lines);
        blocks[1].text = lines.join("\n");
        verify(&blocks, &placed(&events)).faults
    };
    let id = events[104].id.clone();
    let changed = with(&|lines| lines[5] = lines[5].replace("\"done\"", "\"failed\""));
    assert!(changed.contains(&Fault::Forged(id.clone())), "{changed:?}");
    assert!(changed.contains(&Fault::WrongHead(2)));
    let dropped = with(&|lines| drop(lines.remove(5)));
    assert!(dropped.contains(&Fault::Added(id.clone())), "{dropped:?}");
    assert!(dropped.contains(&Fault::BrokenBlock(2)));
    let swapped = with(&|lines| lines.swap(5, 6));
    assert!(swapped.contains(&Fault::Forged(id.clone())), "{swapped:?}");
    let garbled = with(&|lines| lines[5].truncate(40));
    assert!(
        garbled.contains(&Fault::UnreadableLine(2, 6)),
        "{garbled:?}"
    );
    for faults in [changed, dropped, swapped, garbled] {
        let elsewhere = |fault: &&Fault| matches!(fault, Fault::BrokenBlock(n) | Fault::WrongHead(n) if *n != 2);
        assert_eq!(faults.iter().find(elsewhere), None, "the other blocks hold");
    }
}

/// Whoever writes a whole new chain is found by the head that was noted elsewhere.
#[test]
fn a_chain_forged_from_end_to_end_is_found_by_its_head() {
    let mut events = events(300);
    let noted = blocks(&events, 100);
    events[150].outcome = Outcome::Failed;
    let forged = blocks(&events, 100);
    let mut verifier = Verifier::new(beginning(), Timestamp::UNIX_EPOCH);
    for (block, noted) in forged.iter().zip(&noted) {
        verifier.block(block.text.lines(), Some(&noted.head));
    }
    for event in &events {
        verifier.event(&event.id, event);
    }
    assert!(verifier.report().faults.contains(&Fault::WrongHead(2)));
}

#[test]
fn a_missing_block_is_named_and_those_after_it_hold() {
    let events = events(300);
    let blocks = blocks(&events, 100);
    let mut verifier = Verifier::new(beginning(), Timestamp::UNIX_EPOCH);
    verifier.block(blocks[0].text.lines(), Some(&blocks[0].head));
    verifier.missing_block(Some(blocks[1].header.until), &blocks[1].head);
    verifier.block(blocks[2].text.lines(), Some(&blocks[2].head));
    for event in events[..100].iter().chain(&events[200..]) {
        verifier.event(&event.id, event);
    }
    assert_eq!(verifier.report().faults, [Fault::MissingBlock(2)]);
}

/// The seal of a line, as cheap as a million in a test ask.
fn digest_of(n: usize) -> [u8; 32] {
    Sha256::digest(n.to_be_bytes()).into()
}

#[test]
fn in_a_million_events_each_fault_is_named_exactly() {
    const MILLION: usize = 1_000_000;
    let ids = ids(MILLION);
    let mut verifier = Verifier::new(beginning(), Timestamp::UNIX_EPOCH);
    for (n, id) in ids.iter().enumerate() {
        verifier.sealed(id.clone(), digest_of(n));
    }
    let until = minted_at(&ids[MILLION - 1]) + SignedDuration::from_hours(1);
    verifier.close(Some(until), Head::first(), None);
    let (changed, missing, one, other) = (123_456, 654_321, 222_222, 888_888);
    for (n, id) in ids.iter().enumerate().filter(|(n, _)| *n != missing) {
        let seen = match n {
            _ if n == changed => MILLION,
            _ if n == one => other,
            _ if n == other => one,
            _ => n,
        };
        verifier.held(id, digest_of(seen));
    }
    let added = EventId::mint(
        &ManualClock::new(minted_at(&ids[500_000])),
        &SeededDice::new(7),
    );
    verifier.held(&added, digest_of(0));
    let id = |n: usize| ids[n].clone();
    let report = verifier.report();
    let expected = BTreeSet::from([
        Fault::Changed(id(changed)),
        Fault::Changed(id(one)),
        Fault::Changed(id(other)),
        Fault::Missing(id(missing)),
        Fault::Added(added),
    ]);
    assert_eq!(
        (report.events, report.faults.into_iter().collect()),
        (1_000_000, expected)
    );
}
