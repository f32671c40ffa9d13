//! A receipt that a flow tells and that never came is asked for until it is here.

use jiff::SignedDuration;
use payments::domain::journal::KeptDays;
use payments::jobs::fetch;
use platform::config::Secret;
use platform::jobs::Jobs;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::Browser;
use super::world::{CREDITOR, World, text};

impl World {
    async fn at_the_node(&self, path: &str, body: Value) -> Value {
        let url = self.url(&format!("/_local/practice/{path}"));
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {body}");
        answer.json().await.unwrap_or_default()
    }

    /// Money is taken for a notice; the receipt fares as the mode says.
    async fn pay_as(&self, notice: &str, mode: &str) -> String {
        let body = json!({ "creditor": CREDITOR, "notice_number": notice, "mode": mode,
            "delay_ms": 6_000 });
        text(&self.at_the_node("pay", body).await, "receipt_id")
    }

    /// The day is closed and its flow fetched, some time later.
    async fn close_and_fetch(&self) -> String {
        let closed = self.at_the_node("settle", json!({ "creditor": CREDITOR }));
        let flow = text(&closed.await, "flow_id");
        self.run_after(SignedDuration::from_mins(30)).await;
        self.flow(&flow).await;
        self.stack.quiet().await.unwrap();
        flow
    }

    async fn run_after(&self, pause: SignedDuration) {
        self.stack.clock.advance(pause);
        self.tick().await;
        self.stack.quiet().await.unwrap();
    }

    async fn open_of(&self, kind: &str) -> Vec<Value> {
        let found: Value = self.get("/exceptions").await.json().await.unwrap();
        let all = found["exceptions"].as_array().unwrap();
        all.iter()
            .filter(|one| one["kind"] == kind)
            .cloned()
            .collect()
    }

    async fn receipts_of(&self, notice: &str) -> Vec<Value> {
        let path = format!("/receipts?iuv={}", &notice[1..]);
        let found: Value = self.get(&path).await.json().await.unwrap();
        found["receipts"].as_array().unwrap().clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_was_lost_is_fetched_and_its_row_agrees() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    let receipt = world.pay_as(notice, "lost_receipt").await;
    let flow = world.close_and_fetch().await;
    let waiting = world.open_of("row_without_receipt").await;
    assert_eq!(
        (waiting.len(), &waiting[0]["receipt_search"]["tries"]),
        (1, &json!(0)),
        "{waiting:?}"
    );
    assert_eq!(world.state_of(&published.import, notice).await, "VALID");
    world.run_after(SignedDuration::from_hours(8)).await;
    assert_eq!(world.state_of(&published.import, notice).await, "REPORTED");
    assert_eq!(world.open_of("row_without_receipt").await, [Value::Null; 0]);
    let receipts = world.receipts_of(notice).await;
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    assert_eq!(receipts[0]["receipt_id"], receipt.as_str());
    let whole = world.flow(&flow).await;
    assert_eq!(
        (&whole["matched"], &whole["rows"][0]["outcome"]),
        (&json!(1), &json!("matched"))
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_answered_nothing_wrong_is_taken_and_the_receipt_comes_at_last() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    world.pay_as(notice, "lost_receipt").await;
    world.close_and_fetch().await;
    let mut tries = 0;
    for (kind, is_try, told) in [
        ("missing", true, "non ha questa ricevuta"),
        ("throttle", false, "429"),
        ("unprocessable", true, "422"),
        ("fail", false, "500"),
        ("not_json", true, "non si può leggere"),
        ("late", false, "non ha risposto in tempo"),
        ("maimed", true, "schema ufficiale"),
        ("other_creditor", true, "un altro ente"),
        ("other_receipt", true, "un’altra ricevuta"),
        ("other_notice", true, "un altro avviso"),
    ] {
        let order = json!({ "creditor": CREDITOR, "kind": kind, "times": 1 });
        world.at_the_node("receipt-trouble", order).await;
        world.run_after(SignedDuration::from_hours(25)).await;
        tries += i32::from(is_try);
        let waiting = world.open_of("row_without_receipt").await;
        let search = &waiting[0]["receipt_search"];
        assert_eq!(search["tries"], tries, "{kind}: {search}");
        let result = text(search, "last_result");
        assert!(result.contains(told), "{kind}: {result}");
        assert!(search["next_at"].is_string(), "{kind}: {search}");
        assert_eq!(world.receipts_of(notice).await, [Value::Null; 0], "{kind}");
        let state = world.state_of(&published.import, notice).await;
        assert_eq!(state, "VALID", "{kind}");
        let told = if is_try {
            "cercata l’ultima volta il"
        } else {
            "Le ricevute mancanti aspettano"
        };
        for address in [
            "/panel/payments/exceptions",
            "/panel/payments/connections/pagopa",
        ] {
            let page = Browser::open(&world).await.page(address).await;
            let is_waiting = page.contains("1 attesa, la prima dal") || page.contains(told);
            assert!(is_waiting, "{kind}: {page}");
        }
    }
    let cookie = world.sign_in().await;
    let page = world.panel(&cookie, "/panel/payments/exceptions").await;
    let page = page.text().await.unwrap();
    assert!(page.contains("cercata l’ultima volta il"), "{page}");
    world.run_after(SignedDuration::from_hours(25)).await;
    assert_eq!(world.state_of(&published.import, notice).await, "REPORTED");
    assert_eq!(world.receipts_of(notice).await.len(), 1);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_is_fetched_and_then_sent_is_one() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    world.pay_as(notice, "late").await;
    world.close_and_fetch().await;
    assert_eq!(world.open_of("row_without_receipt").await.len(), 1);
    world.run_after(SignedDuration::from_hours(8)).await;
    assert_eq!(world.receipts_of(notice).await.len(), 1, "fetched");
    let told = async |path: &str| -> Value {
        let url = world.url(&format!("/_local/practice/{path}"));
        world
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let mut sent = told("payments").await["payments"][0].clone();
    for _ in 0..500 {
        if sent["delivered"] == true {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        sent = told("payments").await["payments"][0].clone();
    }
    assert_eq!(
        (&sent["delivered"], &sent["fault_code"]),
        (&json!(true), &Value::Null),
        "the node hears OK"
    );
    let irregular = told("irregularities").await;
    assert_eq!(irregular["irregularities"], json!([]));
    assert_eq!(world.receipts_of(notice).await.len(), 1);
    assert_eq!(world.state_of(&published.import, notice).await, "REPORTED");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_lost_payments_one_pays_and_the_other_waits_for_its_refund() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    for _ in 0..2 {
        world.pay_as(notice, "lost_receipt").await;
    }
    world.close_and_fetch().await;
    assert_eq!(world.open_of("row_without_receipt").await.len(), 2);
    world.run_after(SignedDuration::from_hours(8)).await;
    assert_eq!(world.receipts_of(notice).await.len(), 2);
    assert_eq!(world.open_of("extra_payment").await.len(), 1);
    for kind in ["row_without_receipt", "row_paid_by_other"] {
        assert_eq!(world.open_of(kind).await, [Value::Null; 0], "{kind}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_the_flows_asks_for_missing_receipts() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    world.pay_as(notice, "lost_receipt").await;
    world.close_and_fetch().await;
    world.stack.clock.advance(SignedDuration::from_hours(8));
    let cookie = world.sign_in().await;
    let page = world.panel(&cookie, "/panel/payments/matching").await;
    assert_eq!(page.status(), StatusCode::OK);
    world.stack.quiet().await.unwrap();
    assert_eq!(world.state_of(&published.import, notice).await, "REPORTED");
    world.stack.stop().await;
}

/// A message of the job, worked on through the counted table: the requests beside those of a message
/// that finds nothing to ask for.
async fn cost_of_a_message(world: &World) -> u64 {
    let parts = &world.stack.parts;
    let key = || Secret::new("practice");
    let url = world.url("/_local/bizevents/service/v1");
    let stores = (parts.table.clone(), parts.objects.clone());
    let times = (parts.clock.clone(), parts.dice.clone());
    let access = ((&*url, key()), (&*url, key()));
    let deps = fetch::FetchDeps::new(stores, times, access, KeptDays::default());
    let jobs = Jobs::new(parts.table.clone(), parts.clock.clone());
    let jobs = fetch::register(jobs, deps);
    let payload = json!({ "creditor": CREDITOR }).to_string();
    let message = json!({ "id": "01JDABCDEFGHJKMNPQRSTVWXYZ", "job": fetch::FETCH_RECEIPTS_JOB,
        "payload": payload, "created_at": parts.clock.now() });
    let batch = json!({ "Records": [{ "messageId": "1", "body": message.to_string() }] });
    world.stack.counts.take();
    let done = jobs.handle(serde_json::from_value(batch).unwrap()).await;
    assert!(done.batch_item_failures.is_empty(), "{done:?}");
    world.stack.counts.take()
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_receipt_keeps_to_its_budget() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    world.pay_as(notice, "lost_receipt").await;
    let idle = cost_of_a_message(&world).await;
    world.close_and_fetch().await;
    world.stack.clock.advance(SignedDuration::from_secs(1));
    let order = json!({ "creditor": CREDITOR, "kind": "missing", "times": 1 });
    world.at_the_node("receipt-trouble", order).await;
    let missing = cost_of_a_message(&world).await;
    assert_eq!(
        missing,
        idle + 1 + 1 + 1 + 1,
        "whether it is here, ours or shared, the journal, what came of it"
    );
    assert_eq!(cost_of_a_message(&world).await, idle, "not before its time");
    world.stack.clock.advance(SignedDuration::from_mins(16));
    let found = cost_of_a_message(&world).await;
    let recorded = 1 + 1 + 1;
    assert_eq!(
        found,
        missing + recorded + 1 + 1,
        "and its row is matched again"
    );
    world.stack.stop().await;
}
