//! Flows come from pagoPA by themselves: fetched once, whatever goes wrong on the way.

use std::time::Duration;

use payments::jobs::fetch;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::world::{CREDITOR, World, text};

impl World {
    async fn practice(&self, path: &str, body: Value) -> reqwest::Response {
        let url = self.url(&format!("/_local/practice/{path}"));
        self.http.post(url).json(&body).send().await.unwrap()
    }

    /// Orders a run, as the schedule does, some time later.
    pub async fn tick(&self) {
        let parts = &self.stack.parts;
        let later = parts.clock.now() + jiff::SignedDuration::from_hours(7);
        let clock = kernel::time::ManualClock::new(later);
        fetch::tick(&parts.job_table, &clock, &*parts.dice)
            .await
            .unwrap();
    }

    /// The page of the flows.
    async fn list(&self) -> String {
        let cookie = self.sign_in().await;
        let page = self.panel(&cookie, "/panel/payments/matching").await;
        page.text().await.unwrap()
    }

    /// A day with one paid notice, closed: the name of its flow.
    async fn closed_day(&self) -> (String, String) {
        let notice = self.publish(1).await.notices.remove(0);
        self.pay(&notice).await;
        let settled = self
            .practice("settle", json!({ "creditor": CREDITOR }))
            .await;
        let settled: Value = settled.json().await.unwrap();
        (notice, text(&settled, "flow_id"))
    }

    async fn fetched(&self, id: &str) -> Value {
        for _ in 0..1_500 {
            let answer = self.get(&format!("/flows/{id}")).await;
            if answer.status() == StatusCode::OK {
                return self.flow(id).await;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{id} was never fetched");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_flow_is_fetched_once_and_matched() {
    let world = World::start().await;
    let (_, id) = world.closed_day().await;
    world.tick().await;
    let flow = world.fetched(&id).await;
    assert_eq!(
        (&flow["matched"], &flow["revision"]),
        (&json!(1), &json!(1))
    );
    world.tick().await;
    world.stack.quiet().await.unwrap();
    let xml = world
        .http
        .get(world.url(&format!("/_local/practice/flows/{id}.xml")))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let (status, told) = world.send_flow(&xml, "by-hand").await;
    assert_eq!(
        (status, &told["revision"]),
        (StatusCode::CREATED, &json!(1)),
        "the same flow as XML is the same flow: {told}"
    );
    let list: Value = world.get("/flows").await.json().await.unwrap();
    assert_eq!(list["flows"].as_array().unwrap().len(), 1);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_at_pagopa_heals_and_an_unsound_flow_is_not_taken() {
    let world = World::start().await;
    let (_, id) = world.closed_day().await;
    for kind in ["throttle", "fail", "not_json"] {
        let body = json!({ "creditor": CREDITOR, "kind": kind, "times": 1 });
        let ordered = world.practice("fdr-trouble", body).await;
        assert_eq!(ordered.status(), StatusCode::NO_CONTENT);
        world.tick().await;
        world.stack.quiet().await.unwrap();
        let found = world.get(&format!("/flows/{id}")).await;
        assert_eq!(found.status(), StatusCode::NOT_FOUND, "{kind}");
        let told = "Non riusciamo a leggere i flussi da pagoPA dal";
        assert!(world.list().await.contains(told), "{kind}");
    }
    let body = json!({ "creditor": CREDITOR, "kind": "wrong_sum", "times": 1 });
    world.practice("fdr-trouble", body).await;
    world.tick().await;
    world.stack.quiet().await.unwrap();
    let found = world.get(&format!("/flows/{id}")).await;
    assert_eq!(found.status(), StatusCode::NOT_FOUND, "an unsound flow");
    let page = world.list().await;
    let told = format!("Il flusso {id} non è stato preso da pagoPA");
    assert!(page.contains(&told), "{page}");
    assert!(!page.contains("Non riusciamo a leggere"), "{page}");
    let creditor = kernel::tax::OrgFiscalCode::parse(CREDITOR).unwrap();
    let state = payments::store::fetching::read(&world.stack.parts.job_table, &creditor);
    let state = state.await.unwrap().unwrap();
    assert_eq!(
        (state.failures, state.last_error),
        (0, None),
        "the list was read"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_the_list_asks_for_new_flows() {
    let world = World::start().await;
    world.stack.quiet().await.unwrap();
    let (_, id) = world.closed_day().await;
    let cookie = world.sign_in().await;
    world.panel(&cookie, "/panel/payments/matching").await;
    world.stack.quiet().await.unwrap();
    let early = world.get(&format!("/flows/{id}")).await;
    assert_eq!(
        early.status(),
        StatusCode::NOT_FOUND,
        "it was asked just now"
    );
    world.tick().await;
    world.fetched(&id).await;
    world.stack.stop().await;
}
