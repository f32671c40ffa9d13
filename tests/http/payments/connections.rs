//! Payments told to the software of a body: signed, once noted, again on request.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::browser::Browser;
use super::world::{CREDITOR, World};

pub const HERE: &str = "/panel/payments/connections";

/// A body's software: keeps what it gets, answers what it is told to (204 by default).
#[derive(Clone, Default)]
pub struct Receiver {
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answers: Arc<Mutex<VecDeque<StatusCode>>>,
}

impl Receiver {
    pub async fn start(&self) -> String {
        let app = Router::new()
            .route("/hook", post(take))
            .with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    pub async fn wait(&self, count: usize) -> Vec<(HeaderMap, Value, String)> {
        for _ in 0..1_000 {
            let got = self.got.lock().unwrap().clone();
            if got.len() >= count {
                let read = |(headers, body): &(HeaderMap, String)| {
                    (
                        headers.clone(),
                        serde_json::from_str(body).unwrap(),
                        body.clone(),
                    )
                };
                return got.iter().map(read).collect();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{count} messages did not come");
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    receiver.got.lock().unwrap().push((headers, body));
    let next = receiver.answers.lock().unwrap().pop_front();
    next.unwrap_or(StatusCode::NO_CONTENT)
}

pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).unwrap().to_str().unwrap()
}

/// As a receiver computes it from the document alone.
fn is_signed(secret: &str, headers: &HeaderMap, body: &str) -> bool {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let timestamp = header(headers, "x-sportello-timestamp");
    mac.update(format!("{timestamp}.{body}").as_bytes());
    let wanted = format!("v1={}", hex::encode(mac.finalize().into_bytes()));
    header(headers, "x-sportello-signature") == wanted
}

fn secret_of(page: &str) -> String {
    let (_, rest) = page.split_once("whs_").unwrap();
    format!("whs_{}", rest.split('<').next().unwrap())
}

/// The page that answers a form.
async fn shown(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> String {
    browser.post(path, fields).await.text().await.unwrap()
}

/// The page once it says so.
async fn settled(browser: &Browser<'_>, words: &str) -> String {
    for _ in 0..500 {
        let page = browser.page(HERE).await;
        if page.contains(words) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!(
        "{words} was never on the page: {}",
        browser.page(HERE).await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_reaches_the_register_with_its_own_ids_and_a_signature() {
    let world = World::start().await;
    let receiver = Receiver::default();
    let url = receiver.start().await;
    let browser = Browser::open(&world).await;
    assert!(browser.page(HERE).await.contains("Ancora nessun messaggio"));
    let page = shown(&browser, HERE, &[("url", &url), ("wanted", "paid")]).await;
    let secret = secret_of(&page);
    assert!(!browser.page(HERE).await.contains("whs_"), "shown once");

    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    let (headers, message, body) = receiver.wait(1).await.remove(0);
    assert!(is_signed(&secret, &headers, &body));
    assert_eq!(header(&headers, "x-sportello-event"), "payment.settled");
    assert_eq!(header(&headers, "x-sportello-delivery"), message["id"]);
    assert_eq!(message["creditor"], CREDITOR);
    assert_eq!(message["version"], 1);
    assert_eq!(message["data"]["notice_number"], notice.as_str());
    assert_eq!(message["data"]["amount_cents"], 3_000);
    let due = &message["data"]["dues"][0];
    assert_eq!(due["external_id"], "D000000");
    assert_eq!(due["amount_cents"], 3_000);
    settled(&browser, "Consegnato").await;
    assert_eq!(receiver.got.lock().unwrap().len(), 1, "told once");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_told_and_sent_again_on_request_with_the_same_id() {
    let world = World::start().await;
    let receiver = Receiver::default();
    receiver
        .answers
        .lock()
        .unwrap()
        .push_back(StatusCode::FOUND);
    let url = receiver.start().await;
    let browser = Browser::open(&world).await;
    let first = secret_of(&shown(&browser, HERE, &[("url", &url), ("wanted", "paid")]).await);
    browser.post(&format!("{HERE}/test"), &[]).await;
    let page = settled(&browser, "Si riprova").await;
    assert!(page.contains("Il server ha risposto 302."), "{page}");
    assert!(!page.contains("/resend"), "it is on its way by itself");

    let renewed = secret_of(&shown(&browser, &format!("{HERE}/secret"), &[]).await);
    assert_ne!(first, renewed);
    browser.post(&format!("{HERE}/test"), &[]).await;
    let page = settled(&browser, "Consegnato").await;
    let got = receiver.wait(2).await;
    assert!(is_signed(&first, &got[0].0, &got[0].2));
    assert!(is_signed(&renewed, &got[1].0, &got[1].2));
    assert_eq!(got[1].1["type"], "connection.test");

    let (_, rest) = page.split_once("/deliveries/").unwrap();
    let id = rest.split('/').next().unwrap();
    assert_eq!(got[1].1["id"], id);
    browser
        .post(&format!("{HERE}/deliveries/{id}/resend"), &[])
        .await;
    let got = receiver.wait(3).await;
    assert_eq!(
        (&got[2].1["id"], &got[2].2),
        (&json!(id), &got[1].2),
        "the same bytes"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_checked_and_a_removed_connection_tells_nothing_more() {
    let world = World::start().await;
    let receiver = Receiver::default();
    let url = receiver.start().await;
    let browser = Browser::open(&world).await;
    for wrong in [
        "",
        "http://albo.example/x",
        "https://169.254.169.254/latest",
        "https://localhost/x",
        "javascript:alert(1)",
    ] {
        let page = shown(&browser, HERE, &[("url", wrong), ("wanted", "paid")]).await;
        assert!(
            page.contains("is-invalid") && !page.contains("whs_"),
            "{wrong} {page}"
        );
    }
    browser
        .post(HERE, &[("url", &url), ("wanted", "paid")])
        .await;
    let page = shown(&browser, &format!("{HERE}/remove"), &[]).await;
    assert!(page.contains("Conferma che vuoi togliere"), "{page}");
    browser
        .post(&format!("{HERE}/remove"), &[("sure", "yes")])
        .await;
    assert!(!browser.page(HERE).await.contains("Collegamento attivo"));
    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(receiver.got.lock().unwrap().is_empty());
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told_once_a_chunk_to_those_who_want_them() {
    let world = World::start().await;
    let receiver = Receiver::default();
    let url = receiver.start().await;
    let browser = Browser::open(&world).await;
    let none = shown(&browser, HERE, &[("url", &url)]).await;
    assert!(
        none.contains("Scegli almeno un tipo di messaggio"),
        "{none}"
    );
    browser
        .post(HERE, &[("url", &url), ("wanted", "changed")])
        .await;
    // Settings are kept for five seconds in an instance.
    tokio::time::sleep(Duration::from_secs(6)).await;
    let published = world.publish(3).await;
    let (headers, message, _) = receiver.wait(1).await.remove(0);
    assert_eq!(header(&headers, "x-sportello-event"), "positions.changed");
    assert_eq!(message["data"]["change"], "published");
    let told = message["data"]["positions"].as_array().unwrap();
    assert_eq!(told.len(), 3, "one message for the chunk: {message}");
    for position in told {
        let number = position["notice_number"].as_str().unwrap().to_owned();
        assert!(published.notices.contains(&number), "{number}");
        assert_eq!(position["state"], "VALID");
    }
    settled(&browser, "Posizioni cambiate").await;
    world.stack.stop().await;
}

/// What stands between the fences under a title of the document.
fn block(title: &str) -> &'static str {
    let page = include_str!("../../../functions/payments/docs/webhooks.md");
    let (_, rest) = page.split_once(title).unwrap();
    let (_, rest) = rest.split_once("```").unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    rest.split_once("\n```").unwrap().0
}

#[test]
fn the_command_line_of_the_document_gives_the_signature_of_its_example() {
    let folder = std::env::temp_dir().join(format!("sportello-signature-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("body.json"), block("#### Example: the body")).unwrap();
    let mut shell = std::process::Command::new("bash");
    let shell = shell.args(["-euc", block("#### Example: the command line")]);
    let ran = shell
        .current_dir(&folder)
        .output()
        .expect("bash and openssl");
    std::fs::remove_dir_all(&folder).unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).trim().to_owned();
    let headers = block("#### Example: the headers");
    assert!(
        said.starts_with("v1=") && headers.contains(&said),
        "{said}: {ran:?}"
    );
}
