//! An export of several parts of 5 MB, as the bucket joined them, and what becomes of one whose
//! messages come twice, whose upload is lost, or that fails.
//!
//! `SPORTELLO_ROWS=100000` makes the long one as large as it is meant to be.

use std::time::Instant;

use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use jiff::Timestamp;
use kernel::ids::{EventId, ExportId};
use payments::domain::archive::Filter;
use payments::domain::export::{
    BOM, Export, ExportKind, ExportState, POSITION_COLUMNS, line, position_line,
};
use payments::domain::position::DebtPosition;
use payments::jobs::export::{EXPORT_JOB, ExportJobDeps, ExportOrder, register};
use payments::store::exports;
use platform::jobs::{DELIVERIES_MAX, JobMessage, Jobs};
use platform::objects::PART_BYTES_MIN;
use platform::table::{Condition, Tx};
use serde_json::{Value, json};

use super::browser::Browser;
use super::seeded::{creditor, seed, seed_as};
use super::world::{World, hidden, text};

/// Rows of the long one, and what its file has at least.
const ROWS: usize = 6_000;
const FILE_BYTES_MIN: usize = 3 * PART_BYTES_MIN;

fn rows() -> usize {
    let told = std::env::var("SPORTELLO_ROWS").ok();
    told.and_then(|rows| rows.parse().ok()).unwrap_or(ROWS)
}

/// The file that should come: every position once, the oldest first.
fn expected(positions: &[DebtPosition]) -> String {
    let mut sorted: Vec<&DebtPosition> = positions.iter().collect();
    sorted.sort_by_key(|position| (position.created_at, position.nav.clone()));
    let lines = sorted.into_iter().map(position_line);
    format!(
        "{BOM}{}{}",
        line(POSITION_COLUMNS),
        lines.collect::<String>()
    )
}

/// `VmRSS` and `VmHWM` of this process, in MB.
pub fn memory_mb(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kb.unwrap_or_default() / 1_024
}

async fn begin(world: &World, body: &Value, once: &str) -> ExportId {
    let answer = world.post("/exports", body, once).await;
    let begun: Value = answer.json().await.unwrap();
    ExportId::parse(&text(&begun, "id")).unwrap()
}

async fn record(world: &World, id: &ExportId) -> Export {
    let table = &world.stack.parts.job_table;
    exports::read(table, &creditor(), id)
        .await
        .unwrap()
        .unwrap()
}

/// The file, once it is ready.
async fn file(world: &World, id: &ExportId) -> String {
    let path = format!("/exports/{id}");
    let end = world.until(&path, "state", &["ready", "failed"]).await;
    assert_eq!(end["state"], "ready");
    let answer = world.http.get(text(&end, "download")).send().await.unwrap();
    answer.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn long_an_export_of_several_parts_is_the_archive_to_the_byte() {
    let world = World::start().await;
    let rows = rows();
    let wide = (FILE_BYTES_MIN / rows).saturating_sub(200);
    let words = "Canone; \"unico\" è dovuto ".repeat(wide / 24 + 1);
    let all = seed_as(&world, rows, |position| {
        let part = &mut position.options[0].installments[0];
        part.description = format!("{} {words}", part.nav);
    });
    let all = all.await;
    let wanted = expected(&all);
    assert!(wanted.len() > FILE_BYTES_MIN);
    drop(all);
    // Where the system lets us, the peak is counted from here.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (before, began) = (memory_mb("VmRSS"), Instant::now());
    let id = begin(&world, &json!({ "kind": "positions" }), "all").await;
    let path = format!("/exports/{id}");
    while world.get(&path).await.json::<Value>().await.unwrap()["state"] == "running" {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let got = file(&world, &id).await;
    let (took, peak) = (began.elapsed().as_secs_f64(), memory_mb("VmHWM"));
    let export = record(&world, &id).await;
    let (parts, mb) = (export.parts.len(), got.len() / 1_000_000);
    println!("{rows} rows, {mb} MB in {parts} parts: {took:.1} s, {before} to {peak} MB");
    assert!(parts >= 3, "{parts}");
    assert_eq!(export.rows, rows as u64 + 1);
    assert!(got == wanted, "{} bytes for {}", got.len(), wanted.len());
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_come_first_where_the_list_has_them_so() {
    let world = World::start().await;
    let all = seed(&world, 300).await;
    let body = json!({ "kind": "positions", "order": "newest" });
    let got = file(&world, &begin(&world, &body, "newest").await).await;
    let wanted = expected(&all);
    let lines = |file: &str| file.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    let mut turned = lines(&wanted);
    turned.reverse();
    assert_eq!(lines(&got), turned);
    let body = json!({ "kind": "positions", "order": "due" });
    assert_eq!(world.post("/exports", &body, "due").await.status(), 422);
    world.stack.stop().await;
}

fn jobs(world: &World) -> Jobs {
    let parts = &world.stack.parts;
    let deps = ExportJobDeps {
        table: parts.job_table.clone(),
        objects: parts.objects.clone(),
        clock: parts.clock.clone(),
        dice: parts.dice.clone(),
    };
    register(
        Jobs::new(parts.job_table.clone(), parts.clock.clone()),
        deps,
    )
}

/// The message of the run that goes on from where `export` is, in its n-th delivery.
fn delivery(world: &World, export: &Export, receives: u32) -> SqsEvent {
    let order = ExportOrder {
        creditor: export.creditor.clone(),
        export: export.id.clone(),
        version: export.version,
    };
    let parts = &world.stack.parts;
    let message = JobMessage {
        id: EventId::mint(&*parts.clock, &*parts.dice),
        job: EXPORT_JOB.to_owned(),
        payload: serde_json::to_string(&order).unwrap(),
        created_at: parts.clock.now(),
    };
    let mut record = SqsMessage::default();
    record.message_id = Some("m".to_owned());
    record.body = Some(serde_json::to_string(&message).unwrap());
    let count = ("ApproximateReceiveCount".to_owned(), receives.to_string());
    record.attributes.extend([count]);
    let mut event = SqsEvent::default();
    event.records = vec![record];
    event
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_that_come_twice_at_the_same_moment_make_one_file() {
    let world = World::start().await;
    let all = seed_as(&world, 1_500, |position| {
        let part = &mut position.options[0].installments[0];
        part.description = "Canone ".repeat(1_200);
    });
    let wanted = expected(&all.await);
    assert!(wanted.len() > 2 * PART_BYTES_MIN);
    let (id, jobs) = (
        begin(&world, &json!({ "kind": "positions" }), "a").await,
        jobs(&world),
    );
    loop {
        let export = record(&world, &id).await;
        if export.state == ExportState::Ready {
            break;
        }
        let again = || jobs.handle(delivery(&world, &export, 1));
        futures::future::join3(again(), again(), again()).await;
    }
    let export = record(&world, &id).await;
    assert_eq!((export.rows, export.beginnings), (1_501, 0));
    assert!(file(&world, &id).await == wanted);
    world.stack.stop().await;
}

/// An export that stands in the table without a message.
async fn stranded(world: &World, change: impl FnOnce(&mut Export)) -> Export {
    let parts = &world.stack.parts;
    let id = ExportId::mint(&*parts.clock, &*parts.dice);
    let what = (ExportKind::Positions, Filter::default());
    let now: Timestamp = parts.clock.now();
    let mut export = Export::new(creditor(), id, what, "user:x".to_owned(), now);
    change(&mut export);
    let tx = Tx::new().put(&export, Condition::New);
    parts.job_table.commit(tx).await.unwrap();
    export
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_whose_upload_is_lost_begins_anew() {
    let world = World::start().await;
    let wanted = expected(&seed(&world, 100).await);
    let export = stranded(&world, |export| {
        export.state = ExportState::Joining;
        export.upload = Some("0b9b4e0c-6a52-4a4b-9a3c-2f3bd6f0a001".to_owned());
        export.parts = vec!["\"00000000000000000000000000000000\"".to_owned()];
        export.rows = 7;
    });
    let export = export.await;
    jobs(&world).handle(delivery(&world, &export, 1)).await;
    assert!(file(&world, &export.id).await == wanted);
    let export = record(&world, &export.id).await;
    assert_eq!((export.beginnings, export.rows), (1, 101));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_fails_for_the_last_time_says_so_and_is_asked_for_again() {
    let world = World::start().await;
    let wanted = expected(&seed(&world, 100).await);
    let broken = |export: &mut Export| export.cursor = Some("x".to_owned());
    let (export, jobs) = (stranded(&world, broken).await, jobs(&world));
    let failed = jobs.handle(delivery(&world, &export, 1)).await;
    assert_eq!(failed.batch_item_failures.len(), 1);
    let path = format!("/exports/{}", export.id);
    let state = async || text(&world.get(&path).await.json().await.unwrap(), "state");
    assert_eq!(state().await, "running");
    jobs.handle(delivery(&world, &export, DELIVERIES_MAX)).await;
    assert_eq!(state().await, "failed");
    let browser = Browser::open(&world).await;
    let here = "/panel/payments/exports";
    let page = browser.page(here).await;
    assert!(
        page.contains("Non riuscita") && page.contains("Riprova"),
        "{page}"
    );
    assert!(!page.contains("In preparazione"), "{page}");
    let again = hidden(&page, "again");
    let (_, form) = page.split_once("name=\"again\"").unwrap();
    let once = hidden(form, "once");
    for _ in 0..2 {
        let fields = [("again", again.as_str()), ("once", once.as_str())];
        assert_eq!(browser.post(here, &fields).await.status(), 303);
    }
    let listed: Value = world.get("/exports").await.json().await.unwrap();
    let listed = listed["exports"].as_array().unwrap();
    assert_eq!(listed.len(), 2, "pressed twice, made once");
    let id = ExportId::parse(&text(&listed[0], "id")).unwrap();
    assert!(file(&world, &id).await == wanted);
    world.stack.stop().await;
}
