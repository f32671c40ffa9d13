//! Amounts that a body's software tells, stamps that come with receipts, and notices on the spot, over the running
//! stack.

use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use payments::store::{exceptions, receipts};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::Browser;
use super::messages::{envelope, send_rt};
use super::world::{CREDITOR, World};

const HERE: &str = "/panel/payments/connections/amounts";

impl World {
    async fn play(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.http.post(self.url(path)).json(body);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secretary_connects_the_software_and_payers_hear_its_amount() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    let browser = Browser::open(&world).await;
    let page = browser.page(HERE).await;
    assert!(!page.contains("Fai una prova"), "{page}");
    let wrong = browser.post(HERE, &[("url", "ftp://x")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let url = world.url("/_local/practice/amounts?add_cents=500");
    let first = browser.post(HERE, &[("url", &url)]).await;
    let first = first.text().await.unwrap();
    assert!(first.contains("whs_"), "the secret is shown once");
    assert!(!browser.page(HERE).await.contains("whs_"));
    let test = format!("{HERE}/test");
    let heard = browser.post(&test, &[("notice_number", &nav)]).await;
    let heard = heard.text().await.unwrap();
    assert!(heard.contains("Si pagano 35,00 euro"), "{heard}");
    let body = json!({ "creditor": CREDITOR, "notice_number": nav });
    let (status, paid) = world.play("/_local/practice/pay", &body).await;
    assert_eq!(
        (status, &paid["amount_cents"]),
        (StatusCode::OK, &3_500.into()),
        "{paid}"
    );
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let table = &world.stack.parts.table;
    let number = NoticeNumber::parse(&nav).unwrap();
    let kept = receipts::by_nav(table, &creditor, &number)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (kept.amount_cents, kept.updated_amount),
        (Cents::new(3_500), true)
    );
    let open = exceptions::open(table, &creditor).await.unwrap();
    assert!(open.is_empty(), "{open:?}");
    let renewed = browser.post(&format!("{HERE}/secret"), &[]).await;
    assert!(renewed.text().await.unwrap().contains("whs_"));
    let remove = format!("{HERE}/remove");
    let unsure = browser.post(&remove, &[]).await;
    assert_eq!(unsure.status(), StatusCode::UNPROCESSABLE_ENTITY);
    browser.post(&remove, &[("sure", "yes")]).await;
    assert!(!browser.page(HERE).await.contains("Fai una prova"));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_psp_has_a_notice_made_on_the_spot_and_it_is_paid() {
    let world = World::start().await;
    let data = "<service><amount>2500</amount><description>Sala Verdi</description>\
                <debtorFiscalCode>RSSMRA85T10A562S</debtorFiscalCode></service>";
    let asked =
        json!({ "creditor": CREDITOR, "service": "00001", "subject": "00001", "data": data });
    let (status, made) = world.play("/_local/practice/demand", &asked).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    assert_eq!(
        (&made["amount_cents"], &made["description"]),
        (&2_500.into(), &"Sala Verdi".into())
    );
    let (_, again) = world.play("/_local/practice/demand", &asked).await;
    assert_eq!(again["notice_number"], made["notice_number"]);
    let nav = made["notice_number"].as_str().unwrap();
    world.pay(nav).await;
    let cookie = world.sign_in().await;
    let page = world
        .panel(&cookie, &format!("/panel/payments/positions/{nav}"))
        .await;
    let page = page.text().await.unwrap();
    assert!(
        page.contains("Pagamento spontaneo") && page.contains("Sala Verdi"),
        "{page}"
    );
    let other =
        json!({ "creditor": CREDITOR, "service": "00009", "subject": "00001", "data": data });
    let (status, refused) = world.play("/_local/practice/demand", &other).await;
    assert_eq!(
        (status, &refused["fault_code"]),
        (StatusCode::CONFLICT, &"PAA_SEMANTICA".into())
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stamp_is_downloaded_as_it_was_signed() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    let receipt = send_rt(&nav, "STAMP", Cents::new(3_000));
    let (before, rest) = receipt.split_once("<IBAN>").unwrap();
    let (_, after) = rest.split_once("</IBAN>").unwrap();
    // `<marcaDaBollo/>`: kept though it is none.
    let message = format!("{before}<MBDAttachment>PG1hcmNhRGFCb2xsby8+</MBDAttachment>{after}");
    let request = world
        .http
        .post(world.url("/node"))
        .header("SOAPAction", "paSendRTV2");
    let request = request.header("Content-Type", "text/xml; charset=utf-8");
    let answer = request.body(envelope(&message)).send().await.unwrap();
    assert!(answer.text().await.unwrap().contains("<outcome>OK"));
    let browser = Browser::open(&world).await;
    let page = browser
        .page(&format!("/panel/payments/positions/{nav}"))
        .await;
    let path = format!("/panel/payments/positions/{nav}/receipts/STAMP/stamps/1");
    assert!(page.contains(&path), "{page}");
    assert!(page.contains("l’allegato non è come dev’essere"), "{page}");
    let stamp = browser.get(&path).await;
    assert_eq!(stamp.headers()["content-type"], "application/xml");
    assert_eq!(stamp.text().await.unwrap(), "<marcaDaBollo/>");
    let none = browser.get(&path.replace("stamps/1", "stamps/2")).await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_reads_the_options_of_its_own_notices_at_the_official_path() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    let ask = async |creditor: &str, nav: &str| {
        let path = format!("/payment-options/organizations/{creditor}/notices/{nav}");
        let request = world.http.post(world.url(&path));
        let request = request.header("Ocp-Apim-Subscription-Key", world.key(CREDITOR));
        let answer = request.send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.json::<Value>().await.unwrap(),
        )
    };
    let (status, told) = ask(CREDITOR, &nav).await;
    assert_eq!(
        (status, &told["paymentOptions"][0]["amount"]),
        (200, &3_000.into())
    );
    let (status, fault) = ask(CREDITOR, "309999999999999999").await;
    assert_eq!((status, &fault["appErrorCode"]), (404, &"ODP-107".into()));
    let (status, fault) = ask(CREDITOR, "x").await;
    assert_eq!((status, &fault["appErrorCode"]), (400, &"ODP-101".into()));
    assert_eq!(ask("80006480281", &nav).await.0, 403);
    ask(CREDITOR, &nav).await;
    world.stack.counts.take();
    ask(CREDITOR, &nav).await;
    assert_eq!(
        world.stack.counts.take(),
        1 + 1 + 1,
        "the key, a get and the journal"
    );
    let path = format!("/payment-options/organizations/{CREDITOR}/notices/{nav}");
    let answer = world.http.post(world.url(&path)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    world.pay(&nav).await;
    assert_eq!(ask(CREDITOR, &nav).await.1["appErrorCode"], "ODP-108");
    world.stack.stop().await;
}
