//! Two files that share rows: whatever the order of checks and confirmations, no row is published
//! twice.

use futures::future::join;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::Browser;
use super::imports_repeated::{checked, json, uploaded};
use super::world::{World, dues, hidden, text};

/// Rows of [`dues`] from this one on, with the header.
fn dues_from(first: usize, end: usize) -> Vec<u8> {
    let all = String::from_utf8(dues(end)).unwrap();
    let mut lines: Vec<&str> = all.lines().collect();
    lines.drain(1..=first);
    lines.join("\n").into_bytes()
}

async fn confirm(world: &World, id: &str, once: &str) -> (StatusCode, Value) {
    let terms = json!({ "description": "Mensa" });
    json(
        world
            .post(&format!("/imports/{id}/confirm"), &terms, once)
            .await,
    )
    .await
}

/// Two files, 40 rows in both of them, both checked.
async fn two(world: &World) -> (String, String) {
    let body = json!({ "service": "MENSA" });
    let first = uploaded(world, "a.csv", dues(100), "a").await;
    let second = uploaded(world, "b.csv", dues_from(60, 160), "b").await;
    checked(world, &first, &body, "c").await;
    let ready = checked(world, &second, &body, "d").await;
    assert_eq!(ready["totals"]["accepted"], 100);
    (first, second)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_confirms_after_another_must_check_again_and_then_finds_the_shared_rows() {
    let world = World::start().await;
    let (first, second) = two(&world).await;
    assert_eq!(confirm(&world, &first, "e").await.0, StatusCode::ACCEPTED);
    let (status, problem) = confirm(&world, &second, "f").await;
    assert_eq!(
        (status, text(&problem, "code").as_str()),
        (StatusCode::CONFLICT, "check_again")
    );
    // At once, while the first is being published and no index knows its rows.
    let ready = checked(&world, &second, &json!({ "service": "MENSA" }), "g").await;
    assert_eq!(
        (&ready["totals"]["accepted"], &ready["totals"]["refused"]),
        (&json!(60), &json!(40))
    );
    assert_eq!(confirm(&world, &second, "h").await.0, StatusCode::ACCEPTED);
    for (id, rows) in [(&first, 100), (&second, 60)] {
        world
            .until(&format!("/imports/{id}"), "state", &["published"])
            .await;
        assert_eq!(world.positions(id).await.len(), rows);
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_confirmations_at_once_one_is_good() {
    let world = World::start().await;
    for round in 0..3 {
        let body = json!({ "service": "MENSA", "load_again": false });
        let key = |step: &str| format!("{step}{round}");
        let range = round * 100;
        let first = uploaded(&world, "a.csv", dues_from(range, range + 60), &key("a")).await;
        let second = uploaded(&world, "b.csv", dues_from(range, range + 80), &key("b")).await;
        checked(&world, &first, &body, &key("c")).await;
        checked(&world, &second, &body, &key("d")).await;
        let (once, again) = (key("e"), key("f"));
        let answers = join(
            confirm(&world, &first, &once),
            confirm(&world, &second, &again),
        )
        .await;
        let mut states = [answers.0.0, answers.1.0];
        states.sort();
        assert_eq!(states, [StatusCode::ACCEPTED, StatusCode::CONFLICT]);
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_chose_to_load_again_need_not_check_again() {
    let world = World::start().await;
    let (first, second) = two(&world).await;
    let body = json!({ "service": "MENSA", "load_again": true });
    checked(&world, &second, &body, "e").await;
    assert_eq!(confirm(&world, &first, "f").await.0, StatusCode::ACCEPTED);
    assert_eq!(confirm(&world, &second, "g").await.0, StatusCode::ACCEPTED);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_repeats_the_check_with_one_press() {
    let world = World::start().await;
    let (first, second) = two(&world).await;
    confirm(&world, &first, "e").await;
    let browser = Browser::open(&world).await;
    let here = format!("/panel/payments/imports/{second}");
    let late = browser
        .post(&format!("{here}/confirm"), &[("description", "Mensa")])
        .await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let page = late.text().await.unwrap();
    assert!(page.contains("Ripeti il controllo"), "{page}");
    assert!(page.contains("value=\"Mensa\""), "what was typed is kept");
    let same = hidden(&page, "same");
    browser
        .post(&format!("{here}/check"), &[("same", &same)])
        .await;
    let page = browser.settled(&here).await;
    assert!(page.contains("Verranno pubblicate 60 posizioni"), "{page}");
    world.stack.stop().await;
}
