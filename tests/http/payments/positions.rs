//! The back office: list, detail, documents, for people and for programmes.

use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::OrgFiscalCode;
use payments::store::positions::{self, PositionPointer};
use platform::table::Tx;
use reqwest::StatusCode;
use serde_json::Value;

use super::world::{CREDITOR, DEBTOR, World};

const OTHER_CREDITOR: &str = "80051230409";

#[tokio::test(flavor = "multi_thread")]
async fn positions_are_listed_by_state_tax_code_and_number() {
    let world = World::start().await;
    let published = world.publish(30).await;
    let cookie = world.sign_in().await;
    let page = async |query: &str| {
        let path = format!("/panel/payments/positions{query}");
        world.panel(&cookie, &path).await.text().await.unwrap()
    };
    let all = page("").await;
    assert_eq!(all.matches("<th scope=\"row\"").count(), 25, "{all}");
    assert_eq!(
        page("?state=VALID")
            .await
            .matches("<th scope=\"row\"")
            .count(),
        25
    );
    assert!(
        page("?state=PAID")
            .await
            .contains("Nessuna posizione trovata")
    );
    let search = async |words: &str| {
        let request = world.http.post(world.url("/panel/payments/positions"));
        let request = request.header("Cookie", &cookie).form(&[("q", words)]);
        let answer = request.header("Sec-Fetch-Site", "same-origin").send().await;
        answer.unwrap().text().await.unwrap()
    };
    assert_eq!(
        search(DEBTOR).await.matches("<th scope=\"row\"").count(),
        25
    );
    assert!(
        search("MRTMTT91D08F205J")
            .await
            .contains("Nessuna posizione trovata")
    );
    assert!(search("12").await.contains("Scrivi un codice avviso"));
    let detail = search(&published.notices[7]).await;
    assert!(detail.contains("Scarica l’avviso"), "{detail}");
    let detail = search(&published.notices[7][1..]).await;
    assert!(detail.contains("Scarica l’avviso"), "{detail}");
    let (_, rest) = all.split_once("at=").unwrap();
    let cursor = rest.split(['"', '&']).next().unwrap();
    let second = page(&format!("?at={cursor}")).await;
    assert_eq!(second.matches("<th scope=\"row\"").count(), 5, "{second}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_position_shows_its_receipt_and_its_history() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    let cookie = world.sign_in().await;
    let path = format!("/panel/payments/positions/{notice}");
    let page = world.panel(&cookie, &path).await.text().await.unwrap();
    for wanted in [
        "Pagata",
        "Pagamento ricevuto da",
        "Salda l’avviso",
        "IT44H0306933840100000009001",
        "tutti i dati",
        "Mensa scolastica",
        "Versante",
        "Versamenti della ricevuta",
    ] {
        assert!(
            page.replace(' ', "").contains(&wanted.replace(' ', "")),
            "{wanted} not in {page}"
        );
    }
    let (_, rest) = page.split_once("/receipts/").unwrap();
    let id = rest.split('"').next().unwrap();
    let receipt = world.panel(&cookie, &format!("{path}/receipts/{id}")).await;
    assert_eq!(receipt.headers()["content-type"], "application/pdf");
    let iuv = &notice[1..];
    let receipts: Value = world
        .get(&format!("/receipts?iuv={iuv}"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(receipts["receipts"].as_array().unwrap().len(), 1);
    let told = &receipts["receipts"][0];
    assert_eq!(told["standing"], "SETTLES");
    assert_eq!(told["transfers"][0]["iban"], "IT44H0306933840100000009001");
    assert_eq!(told["payer"]["kind"], "F");
    assert_eq!(told["payment_method"], "creditCard");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_another_creditor_looks_like_nothing() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let ask = async |number: &str| {
        let path = format!("/api/creditors/{OTHER_CREDITOR}/notices/{number}");
        let request = world.http.get(world.url(&path));
        let answer = request
            .header("X-Api-Key", world.key(OTHER_CREDITOR))
            .send()
            .await
            .unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let foreign = ask(&notice).await;
    let unknown = ask("307000000000000075").await;
    assert_eq!(foreign.0, StatusCode::NOT_FOUND);
    assert_eq!(
        foreign.1.replace(&notice, "N"),
        unknown.1.replace("307000000000000075", "N")
    );
    let own = world.get(&format!("/notices/{notice}")).await;
    assert_eq!(own.headers()["content-type"], "application/pdf");
    let path = format!("/api/creditors/{CREDITOR}/notices/{notice}");
    let no_key = world.http.get(world.url(&path)).send().await.unwrap();
    assert_eq!(no_key.status(), StatusCode::UNAUTHORIZED);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_shows_the_payments_of_all_its_parts_under_any_of_their_numbers() {
    let world = World::start().await;
    let first = world.publish(1).await.notices.remove(0);
    let table = &world.stack.parts.job_table;
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let first = NoticeNumber::parse(&first).unwrap();
    let mut plan = positions::by_nav(table, &creditor, &first)
        .await
        .unwrap()
        .unwrap();
    let [one, two] = [1, 2].map(|base| {
        let segregation = SegregationCode::parse("07").unwrap();
        NoticeNumber::issue(&segregation, base).unwrap()
    });
    let mut second = plan.options[0].installments[0].clone();
    (second.nav, second.iuv) = (two.clone(), two.iuv());
    (plan.nav, plan.identity) = (one.clone(), "f".repeat(64));
    plan.lines.clear();
    let part = &mut plan.options[0].installments[0];
    (part.nav, part.iuv) = (one.clone(), one.iuv());
    plan.options[0].installments.push(second);
    let pointer = PositionPointer {
        creditor,
        nav: two.clone(),
        position: one.clone(),
    };
    let tx = Tx::new().put_new(&plan).put_new(&pointer);
    table.commit(tx).await.unwrap();
    world.pay(two.as_str()).await;
    let cookie = world.sign_in().await;
    // The settings are kept for some seconds: whoever asks first pays for them.
    world.panel(&cookie, "/panel/payments/positions").await;
    for nav in [&one, &two] {
        let path = format!("/panel/payments/positions/{nav}");
        world.stack.counts.take();
        let page = world.panel(&cookie, &path).await.text().await.unwrap();
        let pointer = u64::from(*nav == two);
        assert_eq!(world.stack.counts.take(), 1 + 1 + pointer + 1, "{nav}");
        assert!(
            page.contains("Rata 2") && page.contains("Salda l’avviso"),
            "{page}"
        );
        assert!(page.contains("Il flusso arriva entro il"), "{page}");
    }
    world.stack.stop().await;
}
