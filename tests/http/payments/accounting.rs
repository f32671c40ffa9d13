//! Credits booked: from a statement in the order of its dates, one flow at a time, and by programme.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::{Browser, location};
use super::flow_files::{FLOW, flow, row, statement};
use super::imports_repeated::json as answered;
use super::world::{World, text};

const HERE: &str = "/panel/payments/matching/accounting";
const OTHER: &str = "2026-11-18PRATITM1XXX-000000006";

impl World {
    /// Two flows of 30,00 euro; the later one comes first in the statement.
    async fn two_credits(&self) -> String {
        for (id, once) in [(FLOW, "f1"), (OTHER, "f2")] {
            let rows = [row("300000000000000000", "X", "30.00", "0")];
            self.send_flow(&flow(id, "10:30:00", &rows, "30.00"), once)
                .await;
            self.flow(id).await;
        }
        let earlier = format!(
            "18/11/2026;18/11/2026;30,00;EUR;BONIFICO;/PUR/LGPE-RIVERSAMENTO/URI/{OTHER}\r\n"
        );
        let csv = statement(FLOW, "30,00") + &earlier;
        text(&self.statement(&csv, "s1").await, "id")
    }

    async fn records(&self) -> Vec<Value> {
        let path = "/accounting?from=2026-01-01&to=2026-12-31";
        let found: Value = self.get(path).await.json().await.unwrap();
        found["records"].as_array().unwrap().clone()
    }

    async fn book(&self, flow: &str, body: &Value, once: &str) -> (StatusCode, Value) {
        answered(
            self.post(&format!("/flows/{flow}/accounting"), body, once)
                .await,
        )
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_booked_in_the_order_of_its_dates_and_only_once() {
    let world = World::start().await;
    let id = world.two_credits().await;
    let browser = Browser::open(&world).await;
    let page = browser
        .page(&format!("/panel/payments/matching/statements/{id}"))
        .await;
    assert!(page.contains(&format!("{HERE}/statements/{id}")), "{page}");
    let path = format!("{HERE}/statements/{id}");
    let page = browser.page(&path).await;
    assert!(
        page.contains("Registra tutti in ordine di data (2)"),
        "{page}"
    );
    assert!(
        page.find(OTHER).unwrap() < page.find(FLOW).unwrap(),
        "by date"
    );
    for _ in 0..2 {
        let answer = browser
            .post(&path, &[("person", ""), ("account", "CC-1")])
            .await;
        assert_eq!(
            (answer.status(), location(&answer)),
            (StatusCode::SEE_OTHER, path.clone())
        );
    }
    assert!(
        browser
            .page(&path)
            .await
            .contains("Tutti gli accrediti abbinati sono registrati.")
    );
    let records = world.records().await;
    let told: Vec<_> = records
        .iter()
        .map(|r| (text(r, "accounting_date"), text(r, "flow_id")))
        .collect();
    let expected = [("2026-11-18", OTHER), ("2026-11-20", FLOW)];
    assert_eq!(
        told,
        expected.map(|(day, id)| (day.to_owned(), id.to_owned()))
    );
    assert_eq!(
        (&records[0]["person"], &records[0]["account"]),
        (&json!("Banca"), &json!("CC-1"))
    );
    assert_eq!(
        (&records[0]["version"], &records[0]["statement"]),
        (&json!(1), &json!(id))
    );
    let file = browser
        .get(&format!("{HERE}/export?from=2026-01-01&to=2026-12-31"))
        .await;
    assert!(
        file.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .contains("incassi.csv")
    );
    let file = file.text().await.unwrap();
    assert!(
        file.contains(&format!("18/11/2026;\"{OTHER}\";30,00;\"Banca\";\"CC-1\"")),
        "{file}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn presets_fill_the_form_and_two_people_never_overwrite_each_other() {
    let world = World::start().await;
    world.two_credits().await;
    let browser = Browser::open(&world).await;
    let preset = [
        ("date", "bank"),
        ("person", "Tesoreria"),
        ("account", ""),
        ("version", "0"),
    ];
    let answer = browser.post(&format!("{HERE}/defaults"), &preset).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let stale = [
        ("date", "bank"),
        ("person", "Altro"),
        ("account", ""),
        ("version", "0"),
    ];
    let answer = browser.post(&format!("{HERE}/defaults"), &stale).await;
    assert_eq!(
        answer.status(),
        StatusCode::CONFLICT,
        "somebody saved meanwhile"
    );
    assert!(
        browser
            .page(&format!("{HERE}/defaults"))
            .await
            .contains("Tesoreria")
    );
    let found = browser.get(&format!("{HERE}?flow={FLOW}")).await;
    assert_eq!(location(&found), format!("{HERE}/flows/{FLOW}"));
    let path = location(&found);
    let page = browser.page(&path).await;
    assert!(
        page.contains("value=\"2026-11-20\"") && page.contains("value=\"Tesoreria\""),
        "{page}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_is_booked_by_hand_and_its_changes_are_kept() {
    let world = World::start().await;
    world.two_credits().await;
    let browser = Browser::open(&world).await;
    let path = format!("{HERE}/flows/{FLOW}");
    let wrong = [("accounting_date", ""), ("person", " "), ("account", "CC")];
    let answer = browser.post(&path, &wrong).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let good = |person: &'static str, version: &'static str| {
        [
            ("accounting_date", "2026-11-21"),
            ("person", person),
            ("account", "CC"),
            ("version", version),
        ]
    };
    for fields in [
        good("Tesoreria", "0"),
        good("Tesoreria", "0"),
        good("Economato", "1"),
    ] {
        let answer = browser.post(&path, &fields).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    }
    let answer = browser.post(&path, &good("Altro", "1")).await;
    assert_eq!(
        answer.status(),
        StatusCode::CONFLICT,
        "seen before the last change"
    );
    let page = browser.page(&path).await;
    assert!(
        page.contains("Incasso registrato") && page.contains("21/11/2026, Tesoreria, CC"),
        "{page}"
    );
    assert!(browser.page(HERE).await.contains("Economato"));
    let flow = browser
        .page(&format!("/panel/payments/matching/flows/{FLOW}"))
        .await;
    assert!(
        flow.contains("Vedi l&#39;incasso registrato")
            || flow.contains("Vedi l'incasso registrato"),
        "{flow}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_books_what_the_bank_agrees_with() {
    let world = World::start().await;
    world.two_credits().await;
    let (status, told) = world.book(FLOW, &json!({ "account": "CC" }), "b1").await;
    assert_eq!(
        (status, &told["accounting_date"]),
        (StatusCode::CREATED, &json!("2026-11-20")),
        "{told}"
    );
    assert_eq!(
        world.book(FLOW, &json!({ "account": "CC" }), "b1").await.1,
        told
    );
    let (status, _) = world.book(FLOW, &json!({ "account": "DD" }), "b1").await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, changed) = world
        .book(FLOW, &json!({ "person": "Economato" }), "b2")
        .await;
    assert_eq!(
        (&changed["version"], &changed["account"]),
        (&json!(2), &json!("CC")),
        "{changed}"
    );
    let (status, _) = world.book("NESSUNO", &json!({}), "b3").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let rows = [row("300000000000000000", "Y", "31.00", "0")];
    let other = "2026-11-20PRATITM1XXX-9";
    world
        .send_flow(&flow(other, "10:30:00", &rows, "31.00"), "f9")
        .await;
    world.flow(other).await;
    world.statement(&statement(other, "30,00"), "s9").await;
    let (status, told) = world.book(other, &json!({}), "b4").await;
    assert_eq!(
        (status, &told["code"]),
        (StatusCode::CONFLICT, &json!("bank_amount_differs"))
    );
    let (status, _) = world
        .book(OTHER, &json!({ "accounting_date": "31/12/2026" }), "b5")
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_accounting_keeps_to_its_budget() {
    let world = World::start().await;
    let id = world.two_credits().await;
    world.book(OTHER, &json!({}), "b1").await;
    let browser = Browser::open(&world).await;
    for (path, cost) in [
        (HERE.to_owned(), 1 + 1),
        (format!("{HERE}/export"), 1 + 1),
        (format!("{HERE}/defaults"), 1),
        (format!("{HERE}/flows/{FLOW}"), 1 + 2),
        (format!("{HERE}/flows/{OTHER}"), 1),
        (format!("{HERE}/statements/{id}"), 1 + 1 + 2 + 2),
        ("/panel/payments/matching/statements".to_owned(), 1),
    ] {
        browser.get(&path).await;
        world.stack.counts.take();
        assert!(browser.get(&path).await.status().is_success(), "{path}");
        assert_eq!(
            world.stack.counts.take(),
            1 + cost,
            "{path}: the session first"
        );
    }
    world.stack.counts.take();
    let fields = [
        ("accounting_date", "2026-11-21"),
        ("person", "P"),
        ("account", "C"),
        ("version", "0"),
    ];
    browser.post(&format!("{HERE}/flows/{FLOW}"), &fields).await;
    assert_eq!(
        world.stack.counts.take(),
        1 + 1 + 1 + 1,
        "the session, a query, a transaction, the event"
    );
    world.stack.stop().await;
}
