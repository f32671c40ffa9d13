//! Imports in the panel, without script: the whole way of a secretary.

use reqwest::StatusCode;

use super::browser::{Browser, location};
use super::world::{DEBTOR, World, hidden};

const HERE: &str = "/panel/payments/imports";

fn file() -> Vec<u8> {
    let mut file = "CF;Nominativo;Quanto;Causale\n".to_owned();
    for cents in 10..13 {
        file.push_str(&format!("{DEBTOR};Rossi Mario;{cents},50;Tassa\n"));
    }
    file.push_str("x;<b>;1,00;Tassa\n");
    file.into_bytes()
}

/// From the upload to the preview, with one column to put right.
async fn look_over(browser: &Browser<'_>, here: &str) {
    let back = browser.upload(&browser.page(here).await, file()).await;
    let start = browser
        .page(back.strip_prefix(&browser.world.stack.url).unwrap())
        .await;
    assert!(start.contains("Il file è arrivato"));
    let check = format!("{here}/check");
    browser.post(&check, &[("service", "TARI")]).await;
    assert!(
        browser
            .settled(here)
            .await
            .contains("Manca la colonna «Importo»")
    );
    browser
        .post(&check, &[("service", "TARI"), ("map.amount", "3")])
        .await;
    let preview = browser.settled(here).await;
    assert!(preview.contains("34,50\u{a0}€") && preview.contains("Tassa &#60;2026&#62;"));
    assert!(preview.contains("Il codice fiscale deve avere 16 caratteri"));
    let refused = browser.page(&format!("{here}/refused")).await;
    assert!(refused.contains(">5<"), "the physical row");
    let csv = location(&browser.get(&format!("{here}/refused?format=csv")).await);
    let csv = browser
        .http
        .get(csv)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(csv.contains("\"x\";\"<b>\";\"1,00\";\"Tassa\";\"tax_code_invalid\";\"Riga 5. CF: "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secretary_goes_from_the_empty_form_to_published_positions() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let list = browser.page(HERE).await;
    let once = hidden(&list, "once");
    let empty = browser.post(HERE, &[("name", ""), ("once", &once)]).await;
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("name", "Tassa <2026>"), ("once", once.as_str())];
    let here = location(&browser.post(HERE, &fields).await);
    assert_eq!(
        location(&browser.post(HERE, &fields).await),
        here,
        "sent twice, begun once"
    );

    let check = format!("{here}/check");
    look_over(&browser, &here).await;
    let confirm = format!("{here}/confirm");
    let wrong = browser
        .post(&confirm, &[("description", ""), ("exclude_rows", "tre")])
        .await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text().await.unwrap().contains("value=\"tre\""),
        "what was typed is kept"
    );
    let terms = [("description", "Tassa"), ("exclude_rows", "3")];
    for _ in 0..2 {
        assert_eq!(
            location(&browser.post(&confirm, &terms).await),
            here,
            "pressed twice"
        );
    }
    assert!(
        browser
            .settled(&here)
            .await
            .contains("Le posizioni sono pubblicate")
    );
    let id = here.rsplit('/').next().unwrap();
    assert_eq!(world.positions(id).await.len(), 2);
    let late = browser.post(&check, &[("service", "TARI")]).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_can_be_loaded_as_it_is() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    for format in ["xlsx", "csv"] {
        let answer = browser
            .get(&format!("{HERE}/template?format={format}"))
            .await;
        let disposition = answer.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            disposition.ends_with(&format!(".{format}\"")),
            "{disposition}"
        );
        let bytes = answer.bytes().await.unwrap().to_vec();
        let once = hidden(&browser.page(HERE).await, "once");
        let here = location(
            &browser
                .post(HERE, &[("name", format), ("once", &once)])
                .await,
        );
        browser.upload(&browser.page(&here).await, bytes).await;
        browser
            .post(&format!("{here}/check"), &[("service", "TARI")])
            .await;
        assert!(browser.settled(&here).await.contains("1.280,50\u{a0}€"));
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_searched_says_who_and_when_and_remembers_the_state() {
    let world = World::start().await;
    let id = world.load("Mensa Libertà.csv", file()).await;
    for n in 0..40 {
        let body = serde_json::json!({ "file_name": format!("tari-{n}.csv") });
        world.post("/imports", &body, &format!("i{n}")).await;
    }
    let browser = Browser::open(&world).await;
    let list = browser.page(HERE).await;
    let once = hidden(&list, "once");
    let fields = [("name", "Quote dell’Ordine"), ("once", once.as_str())];
    browser.post(HERE, &fields).await;
    let own = browser.page(&format!("{HERE}?q=ORDINE&state=")).await;
    let (_, table) = own.split_once("<table").unwrap();
    assert!(table.contains("Ada Bianchi"), "who made it: {table}");
    assert!(own.contains("Quote dell’Ordine") && !own.contains("tari-"));
    let one = browser.page(&format!("{HERE}?q=liberta&state=")).await;
    assert!(one.contains(&id) && !one.contains("tari-"), "{one}");
    let many = browser.page(&format!("{HERE}?q=tari&state=")).await;
    assert!(many.contains("Pagina successiva") && many.contains("tari-39.csv"));
    let none = browser.page(&format!("{HERE}?q=niente&state=")).await;
    assert!(none.contains("Nessuna importazione trovata"));
    browser.page(&format!("{HERE}?q=&state=failed")).await;
    let again = browser.page(HERE).await;
    assert!(again.contains("Stato: File non leggibile") && !again.contains("tari-"));
    browser.page(&format!("{HERE}?q=&state=")).await;
    assert!(browser.page(HERE).await.contains("tari-39.csv"));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_day_before_the_first_is_said_in_every_form() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let said = "La data finale viene prima di quella iniziale.";
    let turned = |from, to| [(from, "2026-02-02"), (to, "2026-02-01"), ("once", "x")];
    for (list, from, to) in [
        ("positions", "due_from", "due_to"),
        ("positions", "paid_from", "paid_to"),
        ("exports", "paid_from", "paid_to"),
        ("matching/search", "from", "to"),
    ] {
        let here = format!("/panel/payments/{list}");
        let answer = browser.post(&here, &turned(from, to)).await;
        assert!(answer.text().await.unwrap().contains(said), "{list}");
    }
    let accounting = "/panel/payments/matching/accounting";
    let days = "from=2026-02-02&to=2026-02-01";
    let page = browser.page(&format!("{accounting}?{days}")).await;
    assert!(page.contains(said));
    let export = browser.get(&format!("{accounting}/export?{days}")).await;
    assert!(location(&export).contains(days));
    world.stack.stop().await;
}
