//! Every receipt that comes is seen by a clerk, in the right words: also where no position of ours
//! explains it.

use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::{Browser, location};
use super::exports::{exported, rows};
use super::flow_files::{FLOW, flow, row};
use super::messages::send_rt;
use super::world::{CREDITOR, World, text};

const HERE: &str = "/panel/payments/receipts";
/// Whose notice it is where ours has a share alone.
const OTHER: &str = "15376371009";

/// A number that no position of ours has.
fn number(base: u64) -> String {
    let segregation = SegregationCode::parse("07").unwrap();
    NoticeNumber::issue(&segregation, base).unwrap().to_string()
}

/// The receipt of another body's notice of 30,00 euro, of which 5,00 are ours.
fn shared(nav: &str, id: &str) -> String {
    let message = send_rt(nav, id, Cents::new(3_000));
    let of = |code: &str| format!("</noticeNumber><fiscalCode>{code}</fiscalCode>");
    let message = message.replace(&of(CREDITOR), &of(OTHER));
    let transfer = |id: u8, amount: &str, code: &str| {
        format!(
            "<transfer><idTransfer>{id}</idTransfer><transferAmount>{amount}</transferAmount>\
             <fiscalCodePA>{code}</fiscalCodePA><IBAN>IT60X0542811101000000123456</IBAN>\
             <remittanceInformation>TARI</remittanceInformation>\
             <transferCategory>9/0101108TS/</transferCategory></transfer>"
        )
    };
    let (before, rest) = message.split_once("<transferList>").unwrap();
    let (_, after) = rest.split_once("</transferList>").unwrap();
    let transfers = transfer(1, "25.00", OTHER) + &transfer(2, "5.00", CREDITOR);
    format!("{before}<transferList>{transfers}</transferList>{after}")
}

fn stand_in(message: &str) -> String {
    message.replace("</receipt>", "<standIn>true</standIn></receipt>")
}

impl World {
    pub async fn tell_receipt(&self, message: &str) -> String {
        let (status, answer) = self.soap("paSendRTV2", message).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

impl Browser<'_> {
    /// The numbers that the list shows for some filters.
    async fn listed(&self, query: &str) -> Vec<String> {
        let page = self.page(&format!("{HERE}?{query}")).await;
        let start = format!("href=\"{HERE}/3");
        let links = page.split(&start).skip(1);
        let numbers = links.map(|rest| format!("3{}", rest.split('/').next().unwrap()));
        numbers.collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_receipt_is_listed_in_its_words() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    let (unknown, foreign) = (number(9_000_001), number(9_000_002));
    let told = |nav: &str, id: &str| send_rt(nav, id, Cents::new(3_000));
    world.tell_receipt(&told(&nav, "FIRST")).await;
    let second = world.tell_receipt(&told(&nav, "SECOND")).await;
    assert!(second.contains("PAA_RECEIPT_DUPLICATA"), "{second}");
    let orphan = world
        .tell_receipt(&stand_in(&told(&unknown, "NOBODYS")))
        .await;
    assert!(orphan.contains("PAA_PAGAMENTO_SCONOSCIUTO"), "{orphan}");
    for _ in 0..2 {
        let share = world.tell_receipt(&shared(&foreign, "SHARE")).await;
        assert!(share.contains("<outcome>OK"), "{share}");
    }
    let browser = Browser::open(&world).await;
    let page = browser.page(HERE).await;
    for words in [
        "Salda l’avviso",
        "Da rimborsare",
        "Senza posizione",
        "Quota di un altro ente",
        "5,00",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(browser.listed("kind=").await.len(), 4);
    assert_eq!(browser.listed("kind=extra").await, [nav.as_str()]);
    assert_eq!(browser.listed("kind=orphan").await, [unknown.as_str()]);
    assert_eq!(browser.listed("kind=shared").await, [foreign.as_str()]);
    assert_eq!(browser.listed("kind=stand_in").await, [unknown.as_str()]);
    assert_eq!(browser.listed(&format!("notice={nav}")).await.len(), 2);
    assert_eq!(browser.listed(&format!("notice={foreign}")).await.len(), 1);
    assert!(browser.listed("kind=&paid_to=2020-01-01").await.is_empty());
    for (path, words) in [
        (format!("{nav}/FIRST"), "ha saldato un avviso dell’ente"),
        (format!("{nav}/SECOND"), "va rimborsato"),
        (
            format!("{unknown}/NOBODYS"),
            "Pagata senza chiedere all’ente",
        ),
        (format!("{unknown}/NOBODYS"), "non è in archivio"),
        (format!("{foreign}/SHARE?of={OTHER}"), "è di un altro ente"),
    ] {
        let page = browser.page(&format!("{HERE}/{path}")).await;
        assert!(page.contains(words), "{words}: {page}");
        let file = path.replacen(['?'], "/pdf?", 1);
        let file = if file == path {
            format!("{path}/pdf")
        } else {
            file
        };
        let file = browser.get(&format!("{HERE}/{file}")).await;
        assert_eq!(file.headers()["content-type"], "application/pdf", "{path}");
    }
    for nobody in [
        format!("{foreign}/SHARE"),
        format!("{nav}/FIRST?of={OTHER}"),
        format!("{nav}/FIRST?of=x"),
        format!("{nav}/NONE"),
        "x/FIRST".to_owned(),
    ] {
        let answer = browser.get(&format!("{HERE}/{nobody}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{nobody}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filters_of_receipts_are_kept_and_taken_off() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let fields = [("kind", "shared"), ("paid_from", "2026-01-01")];
    let answer = browser.post(HERE, &fields).await;
    assert_eq!(
        location(&answer),
        format!("{HERE}?kind=shared&paid_from=2026-01-01")
    );
    let page = browser.page(HERE).await;
    assert!(page.contains("Quote di avvisi di altri enti"), "{page}");
    assert!(page.contains("ancora attivi"), "{page}");
    let cleared = browser.post(HERE, &[("clear", "yes")]).await;
    assert_eq!(location(&cleared), format!("{HERE}?kind="));
    assert!(!browser.page(HERE).await.contains("ancora attivi"));
    let wrong = browser
        .post(HERE, &[("notice", "12"), ("paid_from", "ieri")])
        .await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_is_matched_by_the_flow_that_tells_it_and_exported_with_it() {
    let world = World::start().await;
    let [own, foreign] = [number(9_000_003), number(9_000_004)];
    world.tell_receipt(&shared(&foreign, "SHARE")).await;
    world.tell_receipt(&shared(&own, "OTHER-AMOUNT")).await;
    let second = |row: String| row.replace("Pagamento>1<", "Pagamento>2<");
    let told = [
        second(row(&foreign, "SHARE", "5.00", "0")),
        second(row(&own, "OTHER-AMOUNT", "4.00", "0")),
        row(&own, "OTHER-AMOUNT", "25.00", "0"),
        row(&number(9_000_005), "NEVER", "1.00", "0"),
    ];
    let xml = flow(FLOW, "10:30:00", &told, "35.00");
    let (status, answer) = world.send_flow(&xml, "f1").await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let whole = world.flow(FLOW).await;
    let outcomes: Vec<String> = whole["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row, "outcome"))
        .collect();
    let wanted = [
        "matched",
        "amount_differs",
        "transfer_unknown",
        "notice_unknown",
    ];
    assert_eq!(outcomes, wanted, "{whole}");
    assert_eq!(whole["rows"][0]["issuer"], OTHER);
    let browser = Browser::open(&world).await;
    let receipt = format!("{HERE}/{foreign}/SHARE?of={OTHER}");
    let page = browser
        .page(&format!("/panel/payments/matching/flows/{FLOW}"))
        .await;
    assert!(
        page.contains(&receipt) && page.contains("Mario Rossi"),
        "{page}"
    );
    let page = browser.page(&receipt).await;
    assert!(
        page.contains("Rendicontata nel flusso") && page.contains(FLOW),
        "{page}"
    );
    let body = json!({ "kind": "receipts", "paid_from": "2026-01-01" });
    let lines = rows(&exported(&world, &body, "all").await);
    let line = lines
        .iter()
        .find(|line| line["Ricevuta"] == "SHARE")
        .unwrap();
    assert_eq!(
        (&*line["Flusso"], &*line["Quota dell'ente"]),
        (FLOW, "5,00")
    );
    assert_eq!(line["Ente emittente"], OTHER);
    let answer: Value = world
        .get(&format!("/receipts?iuv={}", &foreign[1..]))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(answer["receipts"][0]["standing"], "SHARED", "{answer}");
    take_back(&world, &told, &receipt).await;
    world.stack.stop().await;
}

/// Another flow that tells the same share again, and a revision that takes it back.
async fn take_back(world: &World, told: &[String], receipt: &str) {
    let browser = Browser::open(world).await;
    let again = "2026-11-20PRATITM1XXX-000000008";
    world
        .send_flow(&flow(again, "11:30:00", &told[..1], "5.00"), "f2")
        .await;
    assert_eq!(
        world.flow(again).await["rows"][0]["outcome"],
        "reported_before"
    );
    world
        .send_flow(&flow(FLOW, "12:30:00", &told[1..], "30.00"), "f3")
        .await;
    world.flow(FLOW).await;
    world.stack.quiet().await.unwrap();
    let page = browser.page(receipt).await;
    assert!(
        page.contains("Non ancora") && !page.contains(FLOW),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_ours_and_another_body_s_tells_the_two_apart() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    world.tell_receipt(&shared(&nav, "SHARE")).await;
    let told = row(&nav, "SHARE", "5.00", "0").replace("Pagamento>1<", "Pagamento>2<");
    world
        .send_flow(&flow(FLOW, "10:30:00", &[told], "5.00"), "f1")
        .await;
    assert_eq!(world.flow(FLOW).await["rows"][0]["outcome"], "matched");
    let browser = Browser::open(&world).await;
    let page = browser
        .page(&format!("/panel/payments/positions/{nav}"))
        .await;
    assert!(
        !page.contains("SHARE") && page.contains("Da pagare"),
        "{page}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_a_flow_revokes_is_told_at_its_position_and_to_a_person() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    world
        .tell_receipt(&send_rt(&nav, "FIRST", Cents::new(3_000)))
        .await;
    let revoked = row(&nav, "FIRST", "30.00", "3");
    world
        .send_flow(&flow(FLOW, "10:30:00", &[revoked], "30.00"), "f1")
        .await;
    world.flow(FLOW).await;
    let browser = Browser::open(&world).await;
    let page = browser
        .page(&format!("/panel/payments/positions/{nav}"))
        .await;
    assert!(page.contains("Pagamento revocato nel flusso"), "{page}");
    let inbox = "/panel/payments/exceptions";
    let page = browser.page(inbox).await;
    assert!(page.contains("Pagamento revocato"), "{page}");
    let (_, rest) = page.split_once("name=\"exception\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let fields = [
        ("exception", id),
        ("remedy", "refunded"),
        ("note", "mandato 12"),
    ];
    let answer = browser.post(&format!("{inbox}/settle"), &fields).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let page = browser.page(&format!("{inbox}?settled=true")).await;
    assert!(page.contains("mandato 12"), "{page}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_receipts_keep_to_their_budgets() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    world
        .tell_receipt(&stand_in(&send_rt(&nav, "FIRST", Cents::new(3_000))))
        .await;
    let foreign = number(9_000_006);
    world.tell_receipt(&shared(&foreign, "SHARE")).await;
    let cookie = world.sign_in().await;
    for (path, cost) in [
        ("?kind=".to_owned(), 1 + 8),
        ("?kind=shared".to_owned(), 1 + 8),
        ("?kind=stand_in".to_owned(), 1 + 8 + 1),
        (String::new(), 1 + 8 + 1),
        (format!("?notice={nav}"), 1 + 2),
        (format!("/{nav}/FIRST"), 1 + 2),
        (format!("/{foreign}/SHARE?of={OTHER}"), 1 + 1 + 1),
        (format!("/{nav}/FIRST/pdf"), 1 + 2 + 1),
    ] {
        let path = format!("{HERE}{path}");
        world.panel(&cookie, &path).await;
        world.stack.counts.take();
        let answer = world.panel(&cookie, &path).await;
        assert!(answer.status().is_success(), "{path}");
        assert_eq!(world.stack.counts.take(), cost, "{path}: the session first");
    }
    world.stack.stop().await;
}
