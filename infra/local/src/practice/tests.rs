//! The mounted router, over real HTTP, against a stand-in station.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::time::ManualClock;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::official::{Schema, official_faults};
use super::station_in_tests::{CREDITOR, IBAN, Station, creditor, notice, right, xml};
use super::{PracticeCreditor, PracticeOptions, router};

/// Serves the practice node for a station; its origin.
pub async fn serve(node_url: &str, folder: Option<PathBuf>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let creditor = PracticeCreditor {
        fiscal_code: creditor(),
        name: "Comune di Valdorra".to_owned(),
        broker: "11477110156".to_owned(),
        station: "11477110156_01".to_owned(),
        iban: Iban::parse(IBAN).expect("valid"),
    };
    let now = "2026-11-21T10:00:00Z".parse::<Timestamp>().expect("valid");
    let app = router(PracticeOptions {
        url: url.clone(),
        node_url: node_url.to_owned(),
        creditors: vec![creditor],
        folder,
        clock: Arc::new(ManualClock::new(now)),
        dice: Arc::new(kernel::dice::OsDice),
    });
    let app = app.expect("the journal opens");
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

async fn post(url: &str, path: &str, body: Value) -> (StatusCode, Value) {
    let request = reqwest::Client::new().post(format!("{url}/_local/practice/{path}"));
    let answer = request.json(&body).send().await.expect("answers");
    (answer.status(), answer.json().await.expect("JSON"))
}

async fn get(url: &str, path: &str) -> Value {
    let answer = reqwest::get(format!("{url}/_local/practice/{path}"))
        .await
        .expect("answers");
    answer.json().await.expect("JSON")
}

fn pay(base: u64, mode: &str) -> Value {
    json!({
        "creditor": CREDITOR, "notice_number": notice(base).as_str(), "mode": mode,
        "delay_ms": 20, "amount_cents": 1200,
    })
}

#[tokio::test]
async fn a_day_of_payments_is_settled_once_in_a_valid_flow_and_a_statement() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    for (base, mode) in [
        (1, "regular"),
        (2, "reissued"),
        (3, "wrong_amount"),
        (4, "unannounced"),
    ] {
        let (status, paid) = post(&url, "pay", pay(base, mode)).await;
        assert_eq!(status, StatusCode::OK, "{paid}");
    }
    let (status, settled) = post(&url, "settle", json!({ "creditor": CREDITOR })).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(settled["flows"][0]["rows"], 5);
    assert_eq!(settled["flows"][0]["amount_cents"], 3000 * 3 + 3100 + 1200);
    let text = async |key: &str| {
        let url = settled[key].as_str().expect("an address");
        reqwest::get(url)
            .await
            .expect("answers")
            .text()
            .await
            .expect("text")
    };
    assert_eq!(official_faults(Schema::Flow, &text("flow_url").await), None);
    let id = settled["flow_id"].as_str().expect("an id");
    assert!(
        text("statement_url")
            .await
            .contains(&format!("/PUR/LGPE-RIVERSAMENTO/URI/{id}"))
    );
    let (status, _) = post(&url, "settle", json!({ "creditor": CREDITOR })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        get(&url, "irregularities").await["irregularities"],
        json!([])
    );
}

#[tokio::test]
async fn refusals_mistakes_and_bad_requests_have_their_status() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    let (status, _) = post(&url, "pay", pay(1, "regular")).await;
    assert_eq!(status, StatusCode::OK);
    let (status, again) = post(&url, "pay", pay(1, "regular")).await;
    assert_eq!(
        (status, &again["fault_code"]),
        (StatusCode::CONFLICT, &json!("PAA_PAGAMENTO_DUPLICATO"))
    );
    assert_eq!(
        post(&url, "pay", pay(2, "sideways")).await.0,
        StatusCode::BAD_REQUEST
    );
    let mut other = pay(2, "regular");
    other["creditor"] = json!("11477110156");
    assert_eq!(post(&url, "pay", other).await.0, StatusCode::NOT_FOUND);
    let mut short = pay(2, "regular");
    short["notice_number"] = json!("3");
    assert_eq!(post(&url, "pay", short).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_answer_against_the_rules_is_told_and_kept() {
    let station = Station::start(|action, answer| {
        let answer = if action == "paGetPaymentV2" {
            answer.replace("30.00", "30,00")
        } else {
            answer
        };
        xml(axum::http::StatusCode::OK, answer)
    });
    let url = serve(&station.await.node_url, None).await;
    let (status, problem) = post(&url, "pay", pay(1, "regular")).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert_eq!(problem["deviations"][0]["rule"], "value");
    let kept = get(&url, "irregularities").await;
    let at = "paGetPaymentV2Response/data/paymentAmount";
    assert_eq!(kept["irregularities"][0]["found"][0]["at"], at);
    let page = reqwest::get(format!("{url}/_local/practice/"))
        .await
        .expect("answers");
    assert!(page.text().await.expect("text").contains(at));
}

#[tokio::test]
async fn a_late_receipt_comes_and_what_was_paid_survives_a_restart() {
    let station = Station::start(right).await;
    let folder = tempfile::tempdir().expect("a folder");
    let url = serve(&station.node_url, Some(folder.path().to_owned())).await;
    let (status, paid) = post(&url, "pay", pay(1, "late")).await;
    assert_eq!((status, &paid["answers"]), (StatusCode::OK, &json!([])));
    let delivered =
        async |url: &str| get(url, "payments").await["payments"][0]["delivered"].clone();
    for _ in 0..100 {
        if delivered(&url).await == json!(true) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let restarted = serve(&station.node_url, Some(folder.path().to_owned())).await;
    assert_eq!(delivered(&restarted).await, json!(true));
    let (status, settled) = post(&restarted, "settle", json!({ "creditor": CREDITOR })).await;
    assert_eq!(
        (status, &settled["flows"][0]["rows"]),
        (StatusCode::OK, &json!(1))
    );
}

#[tokio::test]
async fn people_pay_and_close_the_day_on_the_page() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    let number = notice(1).grouped();
    let form = [
        ("creditor", CREDITOR),
        ("notice_number", &number),
        ("mode", "regular"),
    ];
    let client = reqwest::Client::new();
    let send = client
        .post(format!("{url}/_local/practice/try"))
        .form(&form)
        .send();
    let page = send.await.expect("answers").text().await.expect("text");
    assert!(page.contains("Pagati 30,00 €") && page.contains("1 versamenti, 30,00 €"));
    let form = [("creditor", CREDITOR)];
    let send = client
        .post(format!("{url}/_local/practice/close"))
        .form(&form)
        .send();
    let page = send.await.expect("answers").text().await.expect("text");
    assert!(page.contains("Scarica flusso 2026-11-21PRATITM1XXX-000000001"));
    assert!(page.contains("0 versamenti"));
}
