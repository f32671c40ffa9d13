//! The practice node against the real station: every mishap of a payment ends as the rules say.

use std::time::Duration;

use local::demo::Api;
use local::stack::{Stack, StackOptions};
use serde_json::{Value, json};

const CREDITOR: &str = "80047110152";

/// A stack with this many published notices of 30.00 euro.
async fn published(count: usize) -> (Stack, Api, Vec<Value>) {
    let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
    let api = Api::new(
        &stack.url,
        CREDITOR,
        stack.local_json.key_of(CREDITOR).unwrap(),
    );
    let mut file = "Codice fiscale;Nominativo;Importo;Causale;IUD\n".to_owned();
    for row in 0..count {
        file += &format!("RSSMRA83S08F205E;Rossi Mario;30,00;Mensa & merende;IUD-{row}\n");
    }
    let id = api
        .upload("imports", "dovuti.csv", file.into_bytes())
        .await
        .unwrap();
    let step = |name: &str| format!("imports/{id}/{name}");
    api.post(&step("check"), &json!({ "service": "MENSA" }))
        .await
        .unwrap();
    until(&api, &id, "ready").await;
    let terms = json!({ "description": "Mensa", "due_date": "2099-12-31" });
    api.post(&step("confirm"), &terms).await.unwrap();
    until(&api, &id, "published").await;
    let page: Value = api.get(&step("positions")).await.unwrap();
    let positions = page["positions"].as_array().unwrap().clone();
    assert_eq!(positions.len(), count);
    (stack, api, positions)
}

async fn until(api: &Api, id: &str, state: &str) {
    for _ in 0..600 {
        let import: Value = api.get(&format!("imports/{id}")).await.unwrap();
        if import["state"] == state {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never {state}");
}

async fn pay(api: &Api, position: &Value, mode: &str) -> Value {
    let order = json!({
        "creditor": CREDITOR,
        "notice_number": position["notice_number"],
        "mode": mode,
        "times": 20,
        "delay_ms": 50,
        "amount_cents": 700,
    });
    api.practice_post("pay", &order)
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

/// Amounts and standing of the receipts, in order.
async fn receipts(api: &Api, position: &Value) -> Vec<(i64, String)> {
    let iuv = position["iuv"].as_str().unwrap();
    let found: Value = api.get(&format!("receipts?iuv={iuv}")).await.unwrap();
    let one = |receipt: &Value| {
        let standing = receipt["standing"].as_str().unwrap().to_owned();
        (receipt["amount_cents"].as_i64().unwrap(), standing)
    };
    let mut all: Vec<_> = found["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(one)
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn every_mishap_of_a_payment_ends_as_the_rules_of_receipts_say() {
    let (stack, api, positions) = published(7).await;
    let settles = |amount: i64| (amount, "SETTLES".to_owned());
    let wanted = [
        ("regular", vec![settles(3000)]),
        ("lost_answer", vec![settles(3000)]),
        ("doubled", vec![settles(3000)]),
        ("wrong_amount", vec![settles(3100)]),
        ("reissued", vec![(3000, "EXTRA".to_owned()), settles(3000)]),
        ("unannounced", vec![settles(700)]),
        ("unknown", vec![]),
    ];
    for ((mode, wanted), position) in wanted.into_iter().zip(&positions) {
        pay(&api, position, mode).await;
        assert_eq!(receipts(&api, position).await, wanted, "{mode}");
    }
    let found: Value = api.practice_get("irregularities").await.unwrap();
    assert_eq!(found["irregularities"], json!([]));
    stack.stop().await;
}

#[tokio::test]
async fn a_late_receipt_arrives_and_a_paid_notice_is_refused() {
    let (stack, api, positions) = published(1).await;
    let late = pay(&api, &positions[0], "late").await;
    assert_eq!(late["answers"], json!([]));
    for _ in 0..200 {
        if !receipts(&api, &positions[0]).await.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(receipts(&api, &positions[0]).await.len(), 1);
    let order = json!({ "creditor": CREDITOR, "notice_number": positions[0]["notice_number"] });
    let again = api
        .practice_post("pay", &order)
        .await
        .unwrap_err()
        .to_string();
    assert!(again.contains("PAA_PAGAMENTO_DUPLICATO"), "{again}");
    stack.stop().await;
}
