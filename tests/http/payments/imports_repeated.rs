//! Imports through the machine API: whatever is repeated or done side by side is done once.

use std::collections::HashSet;

use futures::future::join_all;
use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use payments::jobs::check_import::{CHECK_JOB, CheckOrder};
use platform::outbox::OutboxItem;
use platform::table::Tx;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};

use super::world::{CREDITOR, World, dues, text};

pub async fn json(answer: Response) -> (StatusCode, Value) {
    (answer.status(), answer.json().await.unwrap())
}

/// An import with its file, not yet checked.
pub async fn uploaded(world: &World, name: &str, file: Vec<u8>, once: &str) -> String {
    let body = json!({ "file_name": name });
    let (status, created) = json(world.post("/imports", &body, once).await).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    world.upload(&created["upload"], name, file).await;
    text(&created, "id")
}

pub async fn checked(world: &World, id: &str, body: &Value, once: &str) -> Value {
    let answer = world
        .post(&format!("/imports/{id}/check"), body, once)
        .await;
    assert_eq!(
        answer.status(),
        StatusCode::ACCEPTED,
        "{}",
        answer.text().await.unwrap()
    );
    world
        .until(&format!("/imports/{id}"), "state", &["ready", "failed"])
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gets_the_same_answer_and_other_content_is_refused_by_its_field() {
    let world = World::start().await;
    let body = json!({ "file_name": "quote.csv" });
    let first = world
        .post("/imports", &body, "a")
        .await
        .text()
        .await
        .unwrap();
    let again = world
        .post("/imports", &body, "a")
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(first, again);
    let other = json!({ "file_name": "altre.csv" });
    let (status, problem) = json(world.post("/imports", &other, "a").await).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (StatusCode::CONFLICT, &json!("file_name"))
    );
    let bare = world
        .http
        .post(world.url(&format!("/api/creditors/{CREDITOR}/imports")));
    let bare = bare.header("X-Api-Key", world.key(CREDITOR)).json(&body);
    assert_eq!(bare.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_and_a_confirmation_repeated_are_answered_again_and_done_once() {
    let world = World::start().await;
    let id = uploaded(&world, "quote.csv", dues(2), "a").await;
    let path = format!("/imports/{id}");
    let (check, confirm) = (format!("{path}/check"), format!("{path}/confirm"));
    let (status, problem) = json(world.post(&check, &json!({}), "a").await).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (StatusCode::CONFLICT, &json!("path"))
    );
    checked(&world, &id, &json!({}), "b").await;
    let terms = json!({ "description": "Mensa" });
    let confirmed = world
        .post(&confirm, &terms, "c")
        .await
        .text()
        .await
        .unwrap();
    world.until(&path, "state", &["published"]).await;
    let again = world
        .post(&confirm, &terms, "c")
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(again, confirmed);
    let late = world.post(&check, &json!({}), "b").await;
    assert_eq!(late.status(), StatusCode::ACCEPTED);
    let other = json!({ "description": "x" });
    let (status, problem) = json(world.post(&confirm, &other, "d").await).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(problem["code"], "already_confirmed");
    assert_eq!(world.positions(&id).await.len(), 2);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_used_fifty_times_at_once_begins_one_import() {
    let world = World::start().await;
    let body = json!({ "file_name": "quote.csv" });
    let answers = join_all((0..50).map(|_| world.post("/imports", &body, "once"))).await;
    let mut bodies = HashSet::new();
    for answer in answers {
        assert_eq!(answer.status(), StatusCode::CREATED);
        bodies.insert(answer.text().await.unwrap());
    }
    assert_eq!(bodies.len(), 1);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_dues_are_refused_the_second_time_unless_loaded_again() {
    let world = World::start().await;
    let published = world.publish(3).await;
    let again = uploaded(&world, "quote.csv", dues(4), "a2").await;
    let body = json!({ "service": "MENSA" });
    let ready = checked(&world, &again, &body, "b2").await;
    assert_eq!(
        (&ready["totals"]["accepted"], &ready["totals"]["refused"]),
        (&json!(1), &json!(3))
    );
    let (_, refused) = json(world.get(&format!("/imports/{again}/refused")).await).await;
    let rows = refused["rows"].as_array().unwrap();
    assert!(
        rows.iter()
            .all(|row| row["code"] == "already_in_archive" && row["column"] == "IUD")
    );
    let body = json!({ "service": "MENSA", "load_again": true });
    let ready = checked(&world, &again, &body, "c2").await;
    assert_eq!(ready["totals"]["accepted"], 4);
    assert_eq!(world.positions(&published.import).await.len(), 3);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_loaded_twice_side_by_side_is_published_once() {
    let world = World::start().await;
    let body = json!({ "service": "MENSA" });
    let (first, second) = (
        uploaded(&world, "a.csv", dues(2), "a").await,
        uploaded(&world, "b.csv", dues(2), "b").await,
    );
    checked(&world, &first, &body, "c").await;
    checked(&world, &second, &body, "d").await;
    let terms = json!({ "description": "Mensa" });
    let confirm = |id: &str| format!("/imports/{id}/confirm");
    let answer = world.post(&confirm(&first), &terms, "e").await;
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    let (status, problem) = json(world.post(&confirm(&second), &terms, "f").await).await;
    assert_eq!(
        (status, text(&problem, "code").as_str()),
        (StatusCode::CONFLICT, "already_published")
    );
    assert!(text(&problem, "detail").contains(&first));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_another_one_overtook_changes_nothing() {
    let world = World::start().await;
    let id = uploaded(&world, "quote.csv", dues(2), "a").await;
    checked(&world, &id, &json!({ "service": "MENSA" }), "b").await;
    let ready = checked(&world, &id, &json!({ "service": "TARI" }), "c").await;
    let parts = &world.stack.parts;
    for check in [1, 2] {
        let order = CheckOrder {
            creditor: OrgFiscalCode::parse(CREDITOR).unwrap(),
            import: ImportId::parse(&id).unwrap(),
            check,
        };
        let item = OutboxItem::new(CHECK_JOB, &order, &*parts.clock, &*parts.dice);
        parts
            .job_table
            .commit(Tx::new().outbox(&item))
            .await
            .unwrap();
    }
    world.stack.quiet().await.unwrap();
    let (_, after) = json(world.get(&format!("/imports/{id}")).await).await;
    assert_eq!(
        (after, ready["service"].as_str()),
        (ready.clone(), Some("TARI"))
    );
    world.stack.stop().await;
}
