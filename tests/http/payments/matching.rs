//! Flows, statements and receipts matched, through the machine API.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::flow_files::{FLOW, flow, row, statement};
use super::imports_repeated::json as answered;
use super::world::{World, text};

/// Another creditor of the demo tenants.
const NEIGHBOUR: &str = "80051230409";

impl World {
    /// Sends a flow.
    pub async fn send_flow(&self, xml: &str, once: &str) -> (StatusCode, Value) {
        let path = format!("/api/creditors/{}/flows", super::world::CREDITOR);
        let request = self
            .http
            .post(self.url(&path))
            .header("Idempotency-Key", once);
        let request = request
            .header("X-Api-Key", self.key(super::world::CREDITOR))
            .header("Content-Type", "application/xml");
        answered(request.body(xml.to_owned()).send().await.unwrap()).await
    }

    /// A flow once every row has its outcome.
    pub async fn flow(&self, id: &str) -> Value {
        self.until(&format!("/flows/{id}"), "state", &["ready"])
            .await
    }

    /// Uploads a statement and has it read.
    pub async fn statement(&self, csv: &str, once: &str) -> Value {
        self.statement_file(csv.as_bytes().to_vec(), once).await
    }

    /// As [`World::statement`], of any bytes.
    pub async fn statement_file(&self, file: Vec<u8>, once: &str) -> Value {
        let name = json!({ "file_name": "conto.csv" });
        let created = self
            .post("/statements", &name, &format!("{once}-create"))
            .await;
        assert_eq!(created.status(), StatusCode::CREATED);
        let created: Value = created.json().await.unwrap();
        self.upload(&created["upload"], "conto.csv", file).await;
        let path = format!("/statements/{}", text(&created, "id"));
        let checked = self.post(&format!("{path}/check"), &json!({}), once).await;
        assert_eq!(checked.status(), StatusCode::ACCEPTED);
        self.until(&path, "state", &["ready", "failed", "columns_needed"])
            .await
    }

    /// The receipt id of a notice that was paid once.
    pub async fn receipt_of(&self, notice: &str) -> String {
        let found: Value = self
            .get(&format!("/receipts?iuv={}", &notice[1..]))
            .await
            .json()
            .await
            .unwrap();
        text(&found["receipts"][0], "receipt_id")
    }

    pub async fn state_of(&self, import: &str, notice: &str) -> String {
        let all = self.positions(import).await;
        let own = all
            .iter()
            .find(|position| position["notice_number"] == notice);
        text(own.unwrap(), "state")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_reports_what_was_paid_and_meets_its_credit() {
    let world = World::start().await;
    let published = world.publish(3).await;
    let [paid, unpaid, _] = published.notices.as_slice() else {
        panic!("three")
    };
    world.pay(paid).await;
    let receipt = world.receipt_of(paid).await;
    let rows = [
        row(paid, &receipt, "30.00", "0"),
        row(unpaid, "MAI-VISTA", "30.00", "9"),
        row(paid, &receipt, "30.00", "0"),
        row("300000000000000000", "ALTRA", "1.00", "0"),
    ];
    let xml = flow(FLOW, "10:30:00", &rows, "91.00");
    let before = world.statement(&statement(FLOW, "91,00"), "s1").await;
    assert_eq!(before["rows"][1]["match"], "missing_flow", "{before}");
    let (status, told) = world.send_flow(&xml, "f1").await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    let loaded = world.flow(FLOW).await;
    let outcome = |at: usize| loaded["rows"][at]["outcome"].clone();
    assert_eq!(outcome(1), "receipt_missing", "{loaded}");
    assert_eq!(outcome(3), "notice_unknown");
    let mut twice = [outcome(0), outcome(2)].map(|o| o.as_str().unwrap().to_owned());
    twice.sort();
    assert_eq!(twice, ["matched", "reported_before"]);
    assert_eq!(
        (&loaded["matched"], &loaded["bank"]),
        (&json!(1), &json!("matched"))
    );
    assert_eq!(world.state_of(&published.import, paid).await, "REPORTED");
    assert_eq!(world.state_of(&published.import, unpaid).await, "VALID");
    let path = format!("/statements/{}", text(&before, "id"));
    let after: Value = world.get(&path).await.json().await.unwrap();
    let expected = json!({
        "row": 3, "accounting_date": "2026-11-20", "amount_cents": 9_100, "kind": "cumulative",
        "value_date": "2026-11-20", "flow_id": FLOW, "match": "matched",
    });
    assert_eq!(after["rows"][1], expected);
    assert_eq!(
        (&after["rows"][0]["kind"], &after["rows"][0]["match"]),
        (&json!("other"), &json!("none"))
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_flow_and_statement_again_double_nothing() {
    let world = World::start().await;
    let published = world.publish(1).await;
    let notice = &published.notices[0];
    world.pay(notice).await;
    let receipt = world.receipt_of(notice).await;
    let xml = flow(
        FLOW,
        "10:30:00",
        &[row(notice, &receipt, "30.00", "0")],
        "30.00",
    );
    for once in ["f1", "f1", "f2"] {
        let (status, told) = world.send_flow(&xml, once).await;
        assert_eq!(
            (status, &told["revision"]),
            (StatusCode::CREATED, &json!(1)),
            "{told}"
        );
        assert_eq!(world.flow(FLOW).await["matched"], 1);
    }
    let (status, used) = world.send_flow(&xml.replace("Banca", "Altra"), "f1").await;
    assert_eq!(
        (status, &used["code"]),
        (StatusCode::CONFLICT, &json!("idempotency_key_used"))
    );
    assert_eq!(used["errors"][0]["field"], "body");
    for once in ["s1", "s2"] {
        let read = world.statement(&statement(FLOW, "30,00"), once).await;
        assert_eq!(read["rows"][1]["match"], "matched", "{read}");
    }
    let whole = world.flow(FLOW).await;
    assert_eq!(
        (
            &whole["bank"],
            whole["bank_lines"].as_array().unwrap().len()
        ),
        (&json!("matched"), 2)
    );
    let list: Value = world.get("/flows").await.json().await.unwrap();
    assert_eq!(
        (list["flows"].as_array().unwrap().len(), &list["next"]),
        (1, &Value::Null)
    );
    let cookie = world.sign_in().await;
    let page = world
        .panel(&cookie, &format!("/panel/payments/positions/{notice}"))
        .await;
    let page = page.text().await.unwrap();
    assert_eq!(
        page.matches("Pagamento rendicontato nel flusso").count(),
        1,
        "{page}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_flow_is_refused_with_every_fault_and_leaves_nothing() {
    let world = World::start().await;
    let xml = flow(
        FLOW,
        "10:30:00",
        &[row("300000000000000000", "A", "30.00", "7")],
        "31.00",
    );
    let (status, problem) = world.send_flow(&xml.replace(">1.0<", "><"), "f1").await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_flow"))
    );
    let fields: Vec<String> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| text(e, "field"))
        .collect();
    let outcome = "datiSingoliPagamenti[1]/codiceEsitoSingoloPagamento";
    assert_eq!(
        fields,
        ["versioneOggetto", outcome, "importoTotalePagamenti"],
        "{problem}"
    );
    let (status, problem) = world.send_flow("<!DOCTYPE a><a/>", "f2").await;
    assert_eq!(
        (status, &problem["errors"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("doctype"))
    );
    let (status, problem) = world
        .send_flow(&" ".repeat(5 * 1024 * 1024 + 1), "f3")
        .await;
    assert_eq!(
        (status, &problem["code"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("body_too_large"))
    );
    let list: Value = world.get("/flows").await.json().await.unwrap();
    assert_eq!(list["flows"], json!([]));
    assert_eq!(
        world.get(&format!("/flows/{FLOW}")).await.status(),
        StatusCode::NOT_FOUND
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_cannot_be_read_says_why_and_neighbours_see_nothing() {
    let world = World::start().await;
    let name = json!({ "file_name": "conto.csv" });
    let created = world
        .post("/statements", &name, "c")
        .await
        .json::<Value>()
        .await
        .unwrap();
    let path = format!("/statements/{}", text(&created, "id"));
    let early = world
        .post(&format!("{path}/check"), &json!({}), "early")
        .await;
    assert_eq!(early.status(), StatusCode::CONFLICT, "no file yet");
    let failed = world.statement("nome;cognome\nA;B\n", "s1").await;
    assert_eq!(
        (&failed["state"], &failed["reason_code"]),
        (&json!("failed"), &json!("header_not_found"))
    );
    assert!(text(&failed, "reason").starts_with("Non trovo le colonne"));
    let neighbour = world.key(NEIGHBOUR);
    let request = world
        .http
        .get(world.url(&format!("/api/creditors/{NEIGHBOUR}{path}")));
    let answer = request.header("X-Api-Key", neighbour).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    world.stack.stop().await;
}
