//! Carts against a stand-in station.

use reqwest::header::LOCATION;
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use super::super::station_in_tests::{CREDITOR, Station, notice, right};
use super::super::tests::serve;

fn browser() -> Client {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}

fn body(bases: &[u64]) -> Value {
    let notices: Vec<_> = bases
        .iter()
        .map(|base| {
            json!({
                "noticeNumber": notice(*base).as_str(),
                "fiscalCode": CREDITOR,
                "amount": 3000,
                "companyName": "Comune di Valdorra",
                "description": "Mensa & merende",
            })
        })
        .collect();
    json!({
        "paymentNotices": notices,
        "returnUrls": {
            "returnOkUrl": "https://example.it/ok",
            "returnCancelUrl": "https://example.it/cancel",
            "returnErrorUrl": "https://example.it/error",
            "returnWaitingUrl": "https://example.it/waiting",
        },
        "idCart": "cart-7",
    })
}

async fn post(url: &str, body: &Value) -> Response {
    let request = browser()
        .post(format!("{url}/_local/checkout/carts"))
        .json(body);
    request
        .header("Ocp-Apim-Subscription-Key", "k")
        .send()
        .await
        .expect("answers")
}

fn location(answer: &Response) -> String {
    answer.headers()[LOCATION]
        .to_str()
        .expect("text")
        .to_owned()
}

async fn press(cart: &str, button: &str) -> String {
    let form = browser()
        .post(format!("{cart}/{button}"))
        .form(&[("mode", "regular")]);
    let answer = form.send().await.expect("answers");
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    location(&answer)
}

#[tokio::test]
async fn a_cart_of_two_notices_is_paid_once_and_returns_its_id_as_note() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    let made = post(&url, &body(&[1, 2])).await;
    assert_eq!(made.status(), StatusCode::FOUND);
    let cart = location(&made);
    let page = reqwest::get(&cart)
        .await
        .expect("answers")
        .text()
        .await
        .expect("text");
    assert!(page.contains("Checkout di prova") && page.contains("Mensa &#38; merende"));
    assert!(page.contains("60,00"));
    assert_eq!(press(&cart, "pay").await, "https://example.it/ok");
    assert_eq!(press(&cart, "pay").await, "https://example.it/ok");
    assert_eq!(press(&cart, "cancel").await, "https://example.it/ok");
    let receipts = station
        .requests()
        .into_iter()
        .filter(|(action, _)| action == "paSendRTV2");
    let receipts: Vec<_> = receipts.map(|(_, body)| body).collect();
    assert_eq!(receipts.len(), 2);
    assert!(
        receipts
            .iter()
            .all(|body| body.contains("<paymentNote>cart-7</paymentNote>"))
    );
    let page = reqwest::get(&cart)
        .await
        .expect("answers")
        .text()
        .await
        .expect("text");
    assert!(page.contains("Pagamento eseguito") && !page.contains("Annulla"));
}

#[tokio::test]
async fn a_cart_with_one_notice_that_cannot_be_paid_takes_no_money() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    let first = location(&post(&url, &body(&[1])).await);
    assert_eq!(press(&first, "pay").await, "https://example.it/ok");
    let both = location(&post(&url, &body(&[2, 1])).await);
    assert_eq!(press(&both, "pay").await, "https://example.it/error");
    let sent = station
        .actions()
        .iter()
        .filter(|action| *action == "paSendRTV2")
        .count();
    assert_eq!(sent, 1);
}

#[tokio::test]
async fn cancel_and_error_go_to_their_own_addresses_and_call_nobody() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    let cancelled = location(&post(&url, &body(&[1])).await);
    assert_eq!(
        press(&cancelled, "cancel").await,
        "https://example.it/cancel"
    );
    let failed = location(&post(&url, &body(&[1])).await);
    assert_eq!(press(&failed, "fail").await, "https://example.it/error");
    assert!(station.actions().is_empty());
}

#[tokio::test]
async fn bodies_that_the_schema_forbids_are_refused_as_problem() {
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    let wrongs = [
        ("/paymentNotices", json!([])),
        ("/paymentNotices/0/noticeNumber", json!("123")),
        ("/paymentNotices/0/fiscalCode", json!("8004711015")),
        ("/paymentNotices/0/amount", json!(0)),
        ("/paymentNotices/0/amount", json!("3000")),
        ("/paymentNotices/0/description", json!("x".repeat(141))),
        ("/returnUrls/returnWaitingUrl", json!("nowhere")),
        ("/returnUrls/returnOkUrl", json!(null)),
        ("/idCart", json!("")),
    ];
    for (pointer, wrong) in wrongs {
        let mut body = body(&[1]);
        *body.pointer_mut(pointer).expect("present") = wrong;
        let answer = post(&url, &body).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{pointer}");
        let problem: Value = answer.json().await.expect("JSON");
        assert_eq!(problem["status"], 400);
        assert!(problem["detail"].is_string());
    }
    let keyless = browser()
        .post(format!("{url}/_local/checkout/carts"))
        .json(&body(&[1]));
    assert_eq!(
        keyless.send().await.expect("answers").status(),
        StatusCode::UNAUTHORIZED
    );
}
