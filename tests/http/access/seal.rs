//! The seal of the log: blocks in the bucket, the same chain whatever happens, every touch found.

use std::sync::Arc;

use access::domain::audit::chain::Line;
use access::domain::audit::{Act, AuditEvent, Fault, Outcome, Report, Who};
use access::jobs::seal::{SealDeps, file_of, tick, verify};
use access::store::audit as store;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use kernel::dice::SeededDice;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::{Clock, ManualClock};
use local::cloud::{BUCKET, Cloud, TABLE};
use platform::objects::Objects;
use platform::table::{Stored, Table};

const TOWN: &str = "80047110152";
const NEIGHBOUR: &str = "11477110156";

struct World {
    deps: SealDeps,
    clock: Arc<ManualClock>,
    dice: SeededDice,
    cloud: Cloud,
}

impl World {
    async fn new() -> Self {
        let cloud = Cloud::temporary(&[]).await.unwrap();
        let clock = Arc::new(ManualClock::new("2026-03-02T08:00:00Z".parse().unwrap()));
        let deps = SealDeps {
            table: Table::new(&cloud.dynamodb, TABLE),
            objects: Objects::new(&cloud.s3, BUCKET),
            clock: clock.clone(),
        };
        let dice = SeededDice::new(3);
        Self {
            deps,
            clock,
            dice,
            cloud,
        }
    }

    /// Writes `count` events, `step` apart.
    async fn write(&self, tenant: &str, count: usize, step: SignedDuration) -> Vec<AuditEvent> {
        let tenant = OrgFiscalCode::parse(tenant).unwrap();
        let mut events = Vec::new();
        for n in 0..count {
            self.clock.advance(step);
            let minted = (EventId::mint(&*self.clock, &self.dice), self.clock.now());
            let who = Who::job(&n.to_string());
            let event = AuditEvent::new(minted, who, Act::ImportConfirmed).of(&tenant);
            store::write(&self.deps.table, &event).await.unwrap();
            events.push(event);
        }
        events
    }

    /// An hour later, the job.
    async fn seal(&self) -> usize {
        self.clock.advance(SignedDuration::from_hours(1));
        tick(&self.deps).await.unwrap()
    }

    async fn verify(&self) -> Report {
        let town = OrgFiscalCode::parse(TOWN).unwrap();
        verify(&self.deps, Some(&town)).await.unwrap()
    }

    async fn lines(&self, number: u64) -> Vec<String> {
        let town = OrgFiscalCode::parse(TOWN).unwrap();
        let file = file_of(Some(&town), number);
        let text = self
            .deps
            .objects
            .get(&file, 100_000_000)
            .await
            .unwrap()
            .unwrap();
        let text = String::from_utf8(text.to_vec()).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    /// What an attacker with the table in hand does.
    async fn overwrite(&self, event: &AuditEvent, attribute: &str, value: &str) {
        let client = aws_sdk_dynamodb::Client::new(&self.cloud.dynamodb);
        let key = event.key();
        let update = client.update_item().table_name(TABLE);
        let update = update
            .key("pk", AttributeValue::S(key.pk))
            .key("sk", AttributeValue::S(key.sk));
        let update = update
            .update_expression("SET #a = :v")
            .expression_attribute_names("#a", attribute);
        let value = AttributeValue::S(value.to_owned());
        update
            .expression_attribute_values(":v", value)
            .send()
            .await
            .unwrap();
    }
}

fn ids(lines: &[String]) -> Vec<EventId> {
    let lines = lines
        .iter()
        .filter_map(|line| serde_json::from_str::<Line>(line).ok());
    lines.map(|line| line.event.id).collect()
}

const SECOND: SignedDuration = SignedDuration::from_secs(1);

#[tokio::test]
async fn what_is_new_becomes_a_block_and_nothing_new_becomes_none() {
    let world = World::new().await;
    let events = world.write(TOWN, 30, SECOND).await;
    world.write(NEIGHBOUR, 3, SECOND).await;
    assert_eq!(world.seal().await, 2, "a block each");
    let lines = world.lines(1).await;
    let written: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
    assert_eq!(ids(&lines), written);
    assert!(lines[0].contains("\"number\":1") && lines[0].contains(&"0".repeat(64)));
    assert_eq!(world.seal().await, 0);
    let more = world.write(TOWN, 5, SECOND).await;
    assert_eq!(world.seal().await, 1);
    assert_eq!(ids(&world.lines(2).await).len(), more.len());
    let report = world.verify().await;
    assert_eq!(
        (report.blocks, report.events, report.faults),
        (2, 35, vec![])
    );
}

#[tokio::test]
async fn what_comes_late_is_in_the_next_block() {
    let world = World::new().await;
    world.write(TOWN, 3, SECOND).await;
    world.clock.advance(SignedDuration::from_mins(6));
    let late = (EventId::mint(&*world.clock, &world.dice), world.clock.now());
    world.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(tick(&world.deps).await.unwrap(), 1);
    let town = OrgFiscalCode::parse(TOWN).unwrap();
    let late = AuditEvent::new(late, Who::nobody(), Act::Denied).of(&town);
    store::write(&world.deps.table, &late).await.unwrap();
    assert_eq!(world.seal().await, 1);
    assert_eq!(ids(&world.lines(2).await), [late.id]);
    assert!(world.verify().await.holds());
}

/// Killed between the file and its note in the table: the next run takes the file as it is.
#[tokio::test]
async fn a_run_that_was_killed_is_continued_by_the_next() {
    let world = World::new().await;
    world.write(TOWN, 10, SECOND).await;
    assert_eq!(world.seal().await, 1);
    let first = world.lines(1).await;
    forget(&world, &["CHAIN", "BLOCK#0000000001"]).await;
    world.write(TOWN, 4, SECOND).await;
    world.seal().await;
    assert_eq!(world.lines(1).await, first, "the file stays");
    assert_eq!(ids(&world.lines(2).await).len(), 4);
    let report = world.verify().await;
    assert_eq!(
        (report.blocks, report.events, report.faults),
        (2, 14, vec![])
    );
}

async fn forget(world: &World, notes: &[&str]) {
    let client = aws_sdk_dynamodb::Client::new(&world.cloud.dynamodb);
    for sk in notes {
        let pk = AttributeValue::S(format!("AUDITCHAIN#{TOWN}"));
        let delete = client.delete_item().table_name(TABLE).key("pk", pk);
        delete
            .key("sk", AttributeValue::S((*sk).to_owned()))
            .send()
            .await
            .unwrap();
    }
    let pk = AttributeValue::S("AUDITSEAL".to_owned());
    let delete = client.delete_item().table_name(TABLE).key("pk", pk);
    delete
        .key("sk", AttributeValue::S("PROGRESS".to_owned()))
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn two_runs_at_once_make_one_chain() {
    let world = World::new().await;
    world.write(TOWN, 20, SECOND).await;
    world.clock.advance(SignedDuration::from_hours(1));
    let (one, other) = tokio::join!(tick(&world.deps), tick(&world.deps));
    assert!(one.is_ok() && other.is_ok());
    let report = world.verify().await;
    assert_eq!(
        (report.blocks, report.events, report.faults),
        (1, 20, vec![])
    );
}

#[tokio::test]
async fn every_touch_of_some_thousand_events_is_named() {
    let world = World::new().await;
    let events = world
        .write(TOWN, 2_000, SignedDuration::from_millis(500))
        .await;
    world.seal().await;
    let events = [events, world.write(TOWN, 1_000, SECOND).await].concat();
    world.seal().await;
    assert!(world.verify().await.holds());
    world
        .overwrite(&events[1_234], "outcome", Outcome::Failed.name())
        .await;
    world.deps.table.delete(&events[2_500].key()).await.unwrap();
    let added = EventId::mint(&ManualClock::new(events[77].at), &world.dice);
    let forged = AuditEvent::new((added.clone(), events[77].at), Who::nobody(), Act::SignIn);
    let town = OrgFiscalCode::parse(TOWN).unwrap();
    store::write(&world.deps.table, &forged.of(&town))
        .await
        .unwrap();
    let (one, other) = (&events[10], &events[2_900]);
    for (event, from) in [(one, other), (other, one)] {
        world.overwrite(event, "who", from.who.as_str()).await;
        world.overwrite(event, "at", &from.at.to_string()).await;
    }
    let mut expected = vec![
        Fault::Changed(events[1_234].id.clone()),
        Fault::Missing(events[2_500].id.clone()),
        Fault::Added(added),
        Fault::Swapped(one.id.clone(), other.id.clone()),
    ];
    expected.sort();
    assert_eq!(world.verify().await.faults, expected);
}

#[tokio::test]
async fn a_changed_file_and_a_missing_one_are_named() {
    let world = World::new().await;
    world.write(TOWN, 10, SECOND).await;
    world.seal().await;
    world.write(TOWN, 10, SECOND).await;
    world.seal().await;
    let town = OrgFiscalCode::parse(TOWN).unwrap();
    let file = file_of(Some(&town), 1);
    let text = world
        .lines(1)
        .await
        .join("\n")
        .replace("\"done\"", "\"denied\"")
        + "\n";
    let put = world.deps.objects.put(&file, "application/x-ndjson", text);
    put.await.unwrap();
    let faults = world.verify().await.faults;
    assert!(faults.contains(&Fault::BrokenBlock(1)) || faults.contains(&Fault::WrongHead(1)));
    assert!(!faults.contains(&Fault::BrokenBlock(2)));
}
