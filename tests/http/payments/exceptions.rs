//! What does not agree waits in one list, and is settled with one press.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::Browser;
use payments::domain::outwards::{PushState, Target};

use super::flow_files::{FLOW, flow, row, statement};
use super::world::{CREDITOR, World, text};

const HERE: &str = "/panel/payments/exceptions";
const SETTLE: &str = "/panel/payments/exceptions/settle";

impl World {
    async fn exceptions(&self, state: &str) -> Vec<Value> {
        let path = format!("/exceptions?state={state}");
        let found: Value = self.get(&path).await.json().await.unwrap();
        found["exceptions"].as_array().unwrap().clone()
    }

    /// Waits for as many open exceptions, and gives their kinds.
    async fn waiting(&self, count: usize) -> Vec<String> {
        for _ in 0..1_500 {
            let open = self.exceptions("open").await;
            if open.len() == count {
                let mut kinds: Vec<String> = open.iter().map(|one| text(one, "kind")).collect();
                kinds.sort();
                return kinds;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{:?}", self.exceptions("open").await);
    }

    async fn one(&self, state: &str, kind: &str) -> Value {
        let all = self.exceptions(state).await;
        let found = all.iter().find(|one| one["kind"] == kind);
        found.unwrap_or_else(|| panic!("{kind}: {all:?}")).clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_that_does_not_agree_waits_for_a_person() {
    let world = World::start().await;
    let published = world.publish(3).await;
    let [paid, unpaid, cheap] = published.notices.as_slice() else {
        panic!("three")
    };
    let mut receipts = Vec::new();
    for notice in [paid, cheap] {
        world.pay(notice).await;
        receipts.push(world.receipt_of(notice).await);
    }
    let rows = [
        row(paid, &receipts[0], "30.00", "0"),
        row(unpaid, "MAI-VISTA", "30.00", "4"),
        row(cheap, &receipts[1], "29.99", "0"),
        row("300000000000000000", "ALTRA", "1.00", "8"),
    ];
    for once in ["f1", "f2"] {
        let xml = flow(FLOW, "10:30:00", &rows, "90.99");
        world.send_flow(&xml, once).await;
        world.flow(FLOW).await;
    }
    let kinds = world.waiting(3).await;
    assert_eq!(
        kinds,
        ["row_amount", "row_without_position", "row_without_receipt"]
    );
    let wrong = world.one("open", "row_amount").await;
    assert_eq!(
        (&wrong["amount_cents"], &wrong["expected_cents"]),
        (&json!(2_999), &json!(3_000))
    );
    let browser = Browser::open(&world).await;
    let page = browser.page(HERE).await;
    assert!(page.contains("Nel flusso, ma senza ricevuta"), "{page}");
    let id = text(&wrong, "id");
    let fields = [("exception", id.as_str()), ("remedy", "accepted")];
    for _ in 0..2 {
        let answer = browser.post(SETTLE, &fields).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }
    assert_eq!(world.waiting(2).await.len(), 2);
    let settled = world.one("settled", "row_amount").await;
    assert!(text(&settled["settled"], "by").starts_with("user:"));
    let page = browser.page(&format!("{HERE}?settled=true")).await;
    assert!(page.contains("Accettato così"), "{page}");
    for (fields, status) in [
        (
            [("exception", id.as_str()), ("remedy", "refunded")],
            StatusCode::CONFLICT,
        ),
        (
            [("exception", "r-x"), ("remedy", "accepted")],
            StatusCode::NOT_FOUND,
        ),
    ] {
        assert_eq!(browser.post(SETTLE, &fields).await.status(), status);
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_comes_late_settles_what_waited_for_it() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    let body = json!({ "creditor": CREDITOR, "notice_number": notice, "mode": "late",
        "delay_ms": 1_500 });
    let request = world.http.post(world.url("/_local/practice/pay"));
    let paid: Value = request
        .json(&body)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let rows = [row(notice, &text(&paid, "receipt_id"), "30.00", "8")];
    world
        .send_flow(&flow(FLOW, "10:30:00", &rows, "30.00"), "f1")
        .await;
    assert_eq!(
        world.flow(FLOW).await["rows"][0]["outcome"],
        "receipt_missing"
    );
    assert_eq!(world.waiting(1).await, ["row_without_receipt"]);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(world.state_of(&published.import, notice).await, "PAID");
    world.tick().await;
    assert_eq!(world.waiting(0).await.len(), 0);
    assert_eq!(world.state_of(&published.import, notice).await, "REPORTED");
    let whole = world.flow(FLOW).await;
    assert_eq!(
        (&whole["matched"], &whole["rows"][0]["outcome"]),
        (&json!(1), &json!("matched"))
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_payment_is_flagged_at_its_position() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    world.pay(notice).await;
    let receipt = world.receipt_of(notice).await;
    let rows = [row(notice, &receipt, "-30.00", "3")];
    world
        .send_flow(&flow(FLOW, "10:30:00", &rows, "-30.00"), "f1")
        .await;
    world.flow(FLOW).await;
    assert_eq!(world.waiting(1).await, ["revoked"]);
    let told = world.one("open", "revoked").await;
    assert_eq!(told["amount_cents"], -3_000);
    assert_eq!(world.state_of(&published.import, notice).await, "PAID");
    let cookie = world.sign_in().await;
    let path = format!("/panel/payments/positions/{notice}");
    let page = world.panel(&cookie, &path).await.text().await.unwrap();
    assert_eq!(page.matches("Pagamento revocato nel flusso").count(), 1);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_says_otherwise_comes_and_goes() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    world.pay(notice).await;
    let receipt = world.receipt_of(notice).await;
    world.statement(&statement(FLOW, "30,00"), "s1").await;
    assert_eq!(world.waiting(1).await, ["bank_flow_missing"]);
    let rows = [row(notice, &receipt, "30.00", "0")];
    world
        .send_flow(&flow(FLOW, "10:30:00", &rows, "30.00"), "f1")
        .await;
    assert_eq!(world.waiting(0).await.len(), 0);
    let gone = world.one("settled", "bank_flow_missing").await;
    assert_eq!(gone["settled"]["remedy"], "resolved");
    let twice = statement(FLOW, "30,00").replace("20/11/2026", "21/11/2026");
    world.statement(&twice, "s2").await;
    assert_eq!(world.waiting(1).await, ["bank_repeated"]);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_without_position_is_linked_to_the_likely_one() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    let body = json!({ "creditor": CREDITOR, "notice_number": notice, "mode": "unknown",
        "amount_cents": 3_000 });
    let request = world.http.post(world.url("/_local/practice/pay"));
    let answer = request.json(&body).send().await.unwrap();
    let status = answer.status();
    assert!(status.is_success(), "{}", answer.text().await.unwrap());
    assert_eq!(world.waiting(1).await, ["orphan_receipt"]);
    let orphan = world.one("open", "orphan_receipt").await;
    let browser = Browser::open(&world).await;
    let id = text(&orphan, "id");
    let fields = |notice: &'static str| [("remedy", "linked"), ("notice", notice)];
    let mut wrong = fields("300000000000000000").to_vec();
    wrong.push(("exception", id.as_str()));
    let answer = browser.post(SETTLE, &wrong).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT, "no such position");
    let right = [
        ("exception", id.as_str()),
        ("remedy", "linked"),
        ("notice", notice.as_str()),
    ];
    for _ in 0..2 {
        let answer = browser.post(SETTLE, &right).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }
    assert_eq!(world.state_of(&published.import, notice).await, "PAID");
    assert_eq!(world.waiting(0).await.len(), 0);
    world.stack.stop().await;
}

/// An orphan payment of 30 euro: its exception, the number that it came for, its receipt's id.
async fn orphan(world: &World, like: &str) -> (String, String, String) {
    let body = json!({ "creditor": CREDITOR, "notice_number": like, "mode": "unknown",
        "amount_cents": 3_000 });
    let request = world.http.post(world.url("/_local/practice/pay"));
    assert!(
        request
            .json(&body)
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    world.waiting(1).await;
    let orphan = world.one("open", "orphan_receipt").await;
    let told = |name: &str| text(&orphan, name);
    (told("id"), told("notice_number"), told("receipt_id"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_payment_is_told_outwards_and_reported_by_its_own_number() {
    for flow_first in [false, true] {
        let world = World::start().await;
        world.choose("aca").await;
        let published = world.publish(1).await;
        let notice = &published.notices[0];
        world.told(notice, Target::Aca, PushState::Done).await;
        let (id, number, receipt) = orphan(&world, notice).await;
        let link = async || {
            let browser = Browser::open(&world).await;
            let press = [
                ("exception", id.as_str()),
                ("remedy", "linked"),
                ("notice", notice.as_str()),
            ];
            let answer = browser.post(SETTLE, &press).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            assert_eq!(world.state_of(&published.import, notice).await, "PAID");
        };
        let report = async || {
            let rows = [row(&number, &receipt, "30.00", "0")];
            let xml = flow(FLOW, "10:30:00", &rows, "30.00");
            world.send_flow(&xml, "f1").await;
            text(&world.flow(FLOW).await["rows"][0], "outcome")
        };
        if flow_first {
            assert_eq!(report().await, "orphan_receipt");
            link().await;
        } else {
            link().await;
            assert_eq!(report().await, "matched");
        }
        world.stack.quiet().await.unwrap();
        let state = world.state_of(&published.import, notice).await;
        assert_eq!(state, "REPORTED", "flow first: {flow_first}");
        assert_eq!(world.flow(FLOW).await["rows"][0]["outcome"], "matched");
        let calls = world.calls("aca").await;
        let amounts: Vec<_> = calls.iter().map(|call| &call["body"]["amount"]).collect();
        assert_eq!(amounts, [&json!(3_000), &json!(0)]);
        let cookie = world.sign_in().await;
        let path = format!("/panel/payments/positions/{notice}");
        let page = world.panel(&cookie, &path).await.text().await.unwrap();
        assert!(page.contains("Collegata"), "{page}");
        let pdf = format!("{path}/receipts/{receipt}");
        assert_eq!(world.panel(&cookie, &pdf).await.status(), StatusCode::OK);
        world.stack.stop().await;
    }
}

/// A flow that is not here, by its name alone.
const UNKNOWN: &str = "2026-11-10PRATITM1XXX-999999999";

impl World {
    /// A statement whose credit of 30,00 euro names [`UNKNOWN`].
    async fn misnamed_credit(&self, day: &str) -> String {
        let csv = statement(UNKNOWN, "30,00").replace("20/11/2026", day);
        text(&self.statement(&csv, "s1").await, "id")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credit_under_a_wrong_name_is_attached_to_the_flow_that_waits_for_it() {
    let world = World::start().await;
    world.flow_of_one().await;
    let statement = world.misnamed_credit("20/11/2026").await;
    assert_eq!(world.waiting(1).await, ["bank_flow_missing"]);
    let id = text(&world.one("open", "bank_flow_missing").await, "id");
    let browser = Browser::open(&world).await;
    let page = browser.page(HERE).await;
    let offered = format!("name=\"match\" value=\"{FLOW}\"");
    assert!(page.contains(&offered), "{page}");
    let press = |flow| {
        [
            ("exception", id.as_str()),
            ("remedy", "attached"),
            ("match", flow),
        ]
    };
    let wrong = browser
        .post(SETTLE, &press("2026-11-20PRATITM1XXX-5"))
        .await;
    assert_eq!(wrong.status(), StatusCode::CONFLICT, "no such flow");
    for _ in 0..2 {
        let answer = browser.post(SETTLE, &press(FLOW)).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }
    let api = format!("/statements/{statement}");
    let read = world.until(&api, "state", &["ready"]).await;
    assert_eq!(
        (&read["rows"][1]["flow_id"], &read["rows"][1]["match"]),
        (&json!(FLOW), &json!("matched")),
        "{read}"
    );
    let flow = format!("/flows/{FLOW}");
    world.until(&flow, "bank", &["matched"]).await;
    assert_eq!(world.waiting(0).await.len(), 0);
    let settled = world.one("settled", "bank_flow_missing").await;
    assert_eq!(settled["settled"]["remedy"], "attached");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_without_credit_takes_the_one_that_names_a_flow_that_is_not_here() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    let rows = [row(&notice, &world.receipt_of(&notice).await, "30.00", "0")];
    let xml = flow(FLOW, "10:30:00", &rows, "30.00");
    let old = xml.replace(
        "2026-11-20</dataRegolamento>",
        "2026-11-10</dataRegolamento>",
    );
    world.send_flow(&old, "f1").await;
    world.flow(FLOW).await;
    assert_eq!(world.waiting(1).await, ["not_credited"]);
    world.misnamed_credit("11/11/2026").await;
    let kinds = world.waiting(2).await;
    assert_eq!(kinds, ["bank_flow_missing", "not_credited"]);
    let browser = Browser::open(&world).await;
    let page = browser.page(HERE).await;
    assert_eq!(page.matches("value=\"attached\"").count(), 2, "{page}");
    let id = format!("b-{FLOW}");
    let press = [
        ("exception", id.as_str()),
        ("remedy", "attached"),
        ("match", UNKNOWN),
    ];
    for _ in 0..2 {
        let answer = browser.post(SETTLE, &press).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }
    assert_eq!(world.waiting(0).await.len(), 0);
    let flow = format!("/flows/{FLOW}");
    world.until(&flow, "bank", &["matched"]).await;
    for (kind, remedy) in [
        ("not_credited", "attached"),
        ("bank_flow_missing", "resolved"),
    ] {
        assert_eq!(
            world.one("settled", kind).await["settled"]["remedy"],
            remedy
        );
    }
    world.stack.stop().await;
}
