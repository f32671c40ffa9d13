//! Revisions of a flow: the latest counts, what it no longer tells is taken back.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::flow_files::{FLOW, flow, row, statement};
use super::world::{Published, World, text};

impl World {
    /// Waits until a position is in a state, with nothing left to do.
    async fn settles(&self, import: &str, notice: &str, state: &str) {
        for _ in 0..1_500 {
            if self.state_of(import, notice).await == state {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{notice} never became {state}");
    }
}

/// Some paid notices, and a row for each.
async fn paid(world: &World, count: usize) -> (Published, Vec<String>) {
    let published = world.publish(count).await;
    let mut rows = Vec::new();
    for notice in &published.notices {
        world.pay(notice).await;
        rows.push(row(notice, &world.receipt_of(notice).await, "30.00", "0"));
    }
    (published, rows)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_revision_replaces_a_flow_and_an_earlier_one_changes_nothing() {
    let world = World::start().await;
    let (_, rows) = paid(&world, 2).await;
    let first = flow(FLOW, "10:30:00", &rows[..1], "30.00");
    world.send_flow(&first, "f1").await;
    assert_eq!(world.flow(FLOW).await["matched"], 1);
    let swapped = [rows[1].clone(), rows[0].clone()];
    let later = flow(FLOW, "11:30:00", &swapped, "60.00");
    let (status, told) = world.send_flow(&later, "f2").await;
    assert_eq!(
        (status, &told["revision"]),
        (StatusCode::CREATED, &json!(2)),
        "{told}"
    );
    let whole = world.flow(FLOW).await;
    assert_eq!(
        (&whole["matched"], &whole["row_count"]),
        (&json!(2), &json!(2)),
        "{whole}"
    );
    let late = flow(FLOW, "09:00:00", &rows[..1], "30.00");
    for once in ["f3", "f4"] {
        let (status, told) = world.send_flow(&late, once).await;
        assert_eq!(
            (status, &told["state"]),
            (StatusCode::CREATED, &json!("superseded")),
            "{told}"
        );
    }
    assert_eq!(world.flow(FLOW).await, whole);
    let read = world.statement(&statement(FLOW, "30,00"), "s1").await;
    assert_eq!(read["rows"][1]["match"], "amount_differs");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_revision_no_longer_tells_is_taken_back_once() {
    let world = World::start().await;
    let (published, rows) = paid(&world, 3).await;
    let [kept, gone, changed] = published.notices.as_slice() else {
        panic!("three")
    };
    world
        .send_flow(&flow(FLOW, "10:30:00", &rows, "90.00"), "f1")
        .await;
    assert_eq!(world.flow(FLOW).await["matched"], 3);
    let cheaper = rows[2].replace("30.00", "29.99");
    let later = flow(FLOW, "11:30:00", &[rows[0].clone(), cheaper], "59.99");
    world.send_flow(&later, "f2").await;
    world.settles(&published.import, gone, "PAID").await;
    world.settles(&published.import, changed, "PAID").await;
    world.stack.quiet().await.unwrap();
    let whole = world.flow(FLOW).await;
    assert_eq!(whole["rows"][0]["outcome"], "matched", "{whole}");
    assert_eq!(whole["rows"][1]["outcome"], "amount_differs");
    assert_eq!(
        world.state_of(&published.import, kept).await,
        "REPORTED",
        "what both revisions tell stays"
    );
    let cookie = world.sign_in().await;
    let history = async |notice: &str| -> String {
        let path = format!("/panel/payments/positions/{notice}");
        world.panel(&cookie, &path).await.text().await.unwrap()
    };
    let page = history(gone).await;
    assert_eq!(
        page.matches("una revisione lo ha tolto").count(),
        1,
        "{page}"
    );
    assert_eq!(history(kept).await.matches("una revisione").count(), 0);
    // The same money in another flow is reported again.
    let other = "2026-11-20PRATITM1XXX-000000008";
    world
        .send_flow(&flow(other, "12:30:00", &rows[1..2], "30.00"), "f3")
        .await;
    assert_eq!(world.flow(other).await["matched"], 1);
    world.settles(&published.import, gone, "REPORTED").await;
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_of_many_rows_is_matched_in_chunks_and_read_in_pages() {
    let world = World::start().await;
    let (published, rows) = paid(&world, 1).await;
    let mut all: Vec<String> = (0..2_100)
        .map(|at| {
            row(
                &format!("3079999999{at:08}"),
                &format!("U{at}"),
                "1.00",
                "0",
            )
        })
        .collect();
    all.insert(1_500, rows[0].clone());
    let xml = flow(FLOW, "10:30:00", &all, "2130.00");
    let (status, told) = world.send_flow(&xml, "f1").await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let first = world.flow(FLOW).await;
    assert_eq!(
        (&first["matched"], &first["outcomes"]["notice_unknown"]),
        (&json!(1), &json!(2_100))
    );
    assert_eq!(
        (first["rows"].as_array().unwrap().len(), &first["next_from"]),
        (1_000, &json!(1_000))
    );
    let second: Value = world
        .get(&format!("/flows/{FLOW}?from=1000"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(second["rows"][500]["outcome"], "matched");
    assert_eq!(text(&second["rows"][500], "iuv"), published.notices[0][1..]);
    let last: Value = world
        .get(&format!("/flows/{FLOW}?from=2000"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (last["rows"].as_array().unwrap().len(), &last["next_from"]),
        (101, &Value::Null)
    );
    world.stack.stop().await;
}
