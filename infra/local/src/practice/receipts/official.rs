//! What the practice node answers is what the official OpenAPI file says of the API of receipts.

use serde_json::{Value, json};

use super::super::openapi_in_tests::{Judge, files};
use super::super::station_in_tests::{CREDITOR, Station, notice, right};
use super::super::tests::serve;

const BASE: &str = "/organizations/{organizationfiscalcode}/receipts/{iur}";

async fn get(url: &str, path: &str) -> (u16, Value) {
    let request = reqwest::Client::new()
        .get(format!(
            "{url}/_local/bizevents/service/v1/organizations/{CREDITOR}/receipts/{path}"
        ))
        .header("Ocp-Apim-Subscription-Key", "practice");
    let answer = request.send().await.expect("answers");
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or_default())
}

async fn post(url: &str, path: &str, body: Value) -> Value {
    let request = reqwest::Client::new().post(format!("{url}/_local/practice/{path}"));
    let answer = request.json(&body).send().await.expect("answers");
    assert!(answer.status().is_success(), "{path}");
    answer.json().await.unwrap_or_default()
}

#[tokio::test]
async fn every_receipt_is_as_the_official_openapi_file_says() {
    let files = files(&["backoffice/biz_events.json"]);
    let by_iuv = format!("{BASE}/paymentoptions/{{iuv}}");
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    for (base, mode) in [(1, "lost_receipt"), (2, "unannounced")] {
        let body = json!({ "creditor": CREDITOR, "notice_number": notice(base).as_str(),
            "mode": mode, "amount_cents": 1200 });
        let paid = post(&url, "pay", body).await;
        let (iur, iuv) = (&paid["receipt_id"], &paid["iuv"]);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let place = format!("{}/paymentoptions/{}", text(iur), text(iuv));
        let (status, receipt) = get(&url, &place).await;
        assert_eq!((status, &receipt["receiptId"]), (200, iur));
        assert_eq!(get(&url, &text(iur)).await, (200, receipt.clone()));
        let (lost, problem) = get(&url, &format!("{}/paymentoptions/1", text(iur))).await;
        assert_eq!(lost, 404);
        for file in &files {
            let judge = Judge::new(file);
            assert_eq!(judge.answer((BASE, "200"), &receipt), [""; 0]);
            assert_eq!(judge.answer((&by_iuv, "200"), &receipt), [""; 0]);
            assert_eq!(judge.answer((&by_iuv, "404"), &problem), [""; 0]);
            let mut wrong = receipt.clone();
            wrong["paymentAmount"] = json!("1.00");
            wrong["debtor"]["entityUniqueIdentifierType"] = json!("X");
            assert_eq!(judge.answer((BASE, "200"), &wrong).len(), 2, "it judges");
        }
    }
    assert!(
        station
            .actions()
            .iter()
            .filter(|it| it.starts_with("paSendRT"))
            .count()
            == 1
    );
}

#[tokio::test]
async fn trouble_is_given_on_demand_and_once() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    let body = json!({ "creditor": CREDITOR, "notice_number": notice(1).as_str(),
        "mode": "lost_receipt" });
    let paid = post(&url, "pay", body).await;
    let iur = paid["receipt_id"].as_str().expect("a text");
    let kinds = [
        ("missing", 404),
        ("unprocessable", 422),
        ("throttle", 429),
        ("fail", 500),
        ("not_json", 200),
        ("maimed", 200),
        ("other_creditor", 200),
        ("other_receipt", 200),
        ("other_notice", 200),
    ];
    let (_, good) = get(&url, iur).await;
    for (kind, status) in kinds {
        let order = json!({ "creditor": CREDITOR, "kind": kind, "times": 1 });
        post(&url, "receipt-trouble", order).await;
        let (found, bad) = get(&url, iur).await;
        assert_eq!(found, status, "{kind}");
        assert_ne!(bad, good, "{kind}");
        assert_eq!(get(&url, iur).await, (200, good.clone()), "once: {kind}");
    }
}
