//! Statements whose columns have to be named, treasurers' journals, and single settlements.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::{Browser, location};
use super::flow_files::{FLOW, flow, row};
use super::world::{World, text};

const HERE: &str = "/panel/payments/matching";

/// Titles that no bank of ours uses; a flow in row 2.
pub fn untitled(amount: &str) -> String {
    format!(
        "Giorno;Somma;Che cosa;Prov\n20/11/2026;{amount};/PUR/LGPE-RIVERSAMENTO/URI/{FLOW};0033089\n"
    )
}

impl World {
    /// A flow of one paid notice of 30,00 euro.
    pub async fn flow_of_one(&self) -> String {
        let notice = self.publish(1).await.notices.remove(0);
        self.pay(&notice).await;
        let receipt = self.receipt_of(&notice).await;
        let rows = [row(&notice, &receipt, "30.00", "0")];
        self.send_flow(&flow(FLOW, "10:30:00", &rows, "30.00"), "flow")
            .await;
        self.flow(FLOW).await;
        notice
    }

    async fn check(&self, statement: &str, body: &Value, once: &str) -> Value {
        let path = format!("/statements/{statement}");
        let asked = self.post(&format!("{path}/check"), body, once).await;
        assert_eq!(asked.status(), StatusCode::ACCEPTED);
        self.until(&path, "state", &["ready", "failed", "columns_needed"])
            .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_are_not_understood_are_asked_named_and_learnt() {
    let world = World::start().await;
    world.flow_of_one().await;
    let asked = world.statement(&untitled("30,00"), "s1").await;
    assert_eq!(asked["state"], "columns_needed", "{asked}");
    assert_eq!(
        asked["sample"]["titles"],
        json!(["Giorno", "Somma", "Che cosa", "Prov"])
    );
    assert_eq!(asked["sample"]["rows"][1]["cells"][0], "20/11/2026");
    let id = text(&asked, "id");
    let wrong = json!({ "mapping": { "date": "Giorno", "amount": 9, "description": 3 } });
    let failed = world.check(&id, &wrong, "c1").await;
    assert_eq!(failed["reason_code"], "column_not_found", "{failed}");
    let unknown = json!({ "mapping": { "importo": 2 } });
    let refused = world
        .post(&format!("/statements/{id}/check"), &unknown, "c2")
        .await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let mapping = json!({ "date": "Giorno", "amount": 2, "description": "Che cosa",
        "provisional_number": "Prov" });
    let read = world.check(&id, &json!({ "mapping": mapping }), "c3").await;
    assert_eq!(
        (&read["state"], &read["learnt"]),
        (&json!("ready"), &json!(false)),
        "{read}"
    );
    assert_eq!(read["mapping"]["amount"], "Somma");
    let first = &read["rows"][0];
    assert_eq!(
        (&first["match"], &first["provisional_number"]),
        (&json!("matched"), &json!("0033089"))
    );
    let next = world
        .statement(&untitled("30,00").replace("Giorno", "GIORNO"), "s2")
        .await;
    assert_eq!(
        (&next["state"], &next["learnt"]),
        (&json!("ready"), &json!(true)),
        "{next}"
    );
    assert_eq!(next["rows"][0]["match"], "matched");
    let whole = world.flow(FLOW).await;
    assert_eq!(
        whole["bank_lines"][0]["provisional_number"], "0033089",
        "{whole}"
    );
    for (statement, once) in [(&id, "c4"), (&text(&next, "id"), "c5")] {
        let failed = world.check(statement, &wrong, once).await;
        assert_eq!(failed["state"], "failed");
    }
    let whole = world.flow(FLOW).await;
    assert_eq!(
        (&whole["bank"], &whole["bank_lines"]),
        (&json!("waiting"), &json!([])),
        "what a file told that is not read any more does not count"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secretary_names_the_columns_and_corrects_them_afterwards() {
    let world = World::start().await;
    world.flow_of_one().await;
    let asked = world.statement(&untitled("30,00"), "s1").await;
    let path = format!("{HERE}/statements/{}", text(&asked, "id"));
    let browser = Browser::open(&world).await;
    let page = browser.page(&path).await;
    assert!(
        page.contains("Quali colonne ha il file?") && page.contains("2. Somma"),
        "{page}"
    );
    let fields = |amount: &'static str| {
        [
            ("map.date", "1"),
            ("map.amount", amount),
            ("map.description", "3"),
            ("map.provisional_number", "4"),
            ("style.decimal", ""),
        ]
    };
    let answer = browser.post(&format!("{path}/check"), &fields("2")).await;
    assert_eq!(
        (answer.status(), location(&answer)),
        (StatusCode::SEE_OTHER, path.clone())
    );
    let api = format!("/statements/{}", text(&asked, "id"));
    world.until(&api, "state", &["ready"]).await;
    let page = browser.page(&path).await;
    for told in ["Abbinato", "0033089", "Correggi le colonne", "Formato"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    browser.post(&format!("{path}/check"), &fields("4")).await;
    let read = world.until(&api, "state", &["ready", "failed"]).await;
    assert_eq!(read["rows"][0]["amount_cents"], 3_308_900, "{read}");
    assert_eq!(read["rows"][0]["match"], "amount_differs");
    world.stack.stop().await;
}

/// A treasurer's journal: the entry, and perhaps what takes it back.
fn journal(operations: &[(&str, &str)]) -> String {
    let movement = |(operation, date): &(&str, &str)| {
        format!(
            "<movimento_conto_evidenza><tipo_movimento>ENTRATA</tipo_movimento>\
             <tipo_documento>SOSPESO ENTRATA</tipo_documento>\
             <tipo_operazione>{operation}</tipo_operazione><importo>30.00</importo>\
             <numero_bolletta_quietanza>0033089</numero_bolletta_quietanza>\
             <data_movimento>{date}</data_movimento>\
             <causale>/PUR/LGPE-RIVERSAMENTO/URI/{FLOW}</causale></movimento_conto_evidenza>"
        )
    };
    let movements: String = operations.iter().map(movement).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<flusso_giornale_di_cassa><esercizio>2026</esercizio>\
         <informazioni_conto_evidenza>{movements}</informazioni_conto_evidenza></flusso_giornale_di_cassa>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_matches_a_flow_and_a_reversal_takes_it_back() {
    let world = World::start().await;
    world.flow_of_one().await;
    let read = world
        .statement(&journal(&[("ESEGUITO", "2026-11-20")]), "s1")
        .await;
    assert_eq!(
        (&read["dialect"]["format"], &read["rows"][0]["match"]),
        (&json!("opi"), &json!("matched"))
    );
    assert_eq!(read["rows"][0]["provisional_year"], 2026, "{read}");
    let undone = world
        .statement(&journal(&[("STORNATO", "2026-11-23")]), "s2")
        .await;
    assert_eq!(undone["rows"][0]["reversal"], true, "{undone}");
    assert_eq!(world.flow(FLOW).await["bank"], "waiting");
    let again = world
        .statement(&journal(&[("ESEGUITO", "2026-11-24")]), "s3")
        .await;
    assert_eq!(again["rows"][0]["match"], "matched", "{again}");
    assert_eq!(world.flow(FLOW).await["bank"], "matched");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_settlement_is_matched_with_its_receipt() {
    let world = World::start().await;
    let notices = world.publish(2).await.notices;
    world.pay(&notices[0]).await;
    let receipt = world.receipt_of(&notices[0]).await;
    let line = |notice: &str, amount: &str| {
        format!("20/11/2026;{amount};/RFB/{}/{amount}\n", &notice[1..])
    };
    let csv = |lines: &[String]| format!("Data;Importo;Descrizione\n{}", lines.concat());
    let lines = [
        line(&notices[0], "30,00"),
        line(&notices[0], "30,00"),
        line(&notices[1], "30,00"),
        line("307000000000000075", "30,00"),
    ];
    let read = world.statement(&csv(&lines), "s1").await;
    let matches: Vec<&Value> = read["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["match"])
        .collect();
    assert_eq!(matches, ["matched", "duplicate", "none", "none"], "{read}");
    assert_eq!(read["rows"][0]["receipt_id"], json!(receipt));
    let cookie = world.sign_in().await;
    let path = format!("{HERE}/statements/{}", text(&read, "id"));
    let page = world.panel(&cookie, &path).await.text().await.unwrap();
    assert!(
        page.contains(&format!("/panel/payments/positions/{}", notices[0])),
        "{page}"
    );
    let other = world
        .statement(&csv(&[line(&notices[0], "29,00")]), "s2")
        .await;
    assert_eq!(
        other["rows"][0]["match"], "duplicate",
        "its receipt was credited: {other}"
    );
    world.pay(&notices[1]).await;
    let later = world
        .statement(&csv(&[line(&notices[1], "29,00")]), "s3")
        .await;
    assert_eq!(later["rows"][0]["match"], "duplicate", "{later}");
    let path = format!("/statements/{}", text(&read, "id"));
    let first: Value = world.get(&path).await.json().await.unwrap();
    assert_eq!(
        first["rows"][2]["match"], "matched",
        "the receipt has come: {first}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credit_whose_flow_is_not_read_is_matched_by_hand() {
    let world = World::start().await;
    world.flow_of_one().await;
    let csv = "Data;Importo;Descrizione\n20/11/2026;30,00;ACCREDITO RIVERSAM. PAGOPA XX\n\
        20/11/2026;5,00;AFFITTO\n";
    let read = world.statement(csv, "s1").await;
    assert_eq!(
        (&read["rows"][0]["unresolved"], &read["rows"][0]["match"]),
        (&json!(true), &json!("none")),
        "{read}"
    );
    let id = text(&read, "id");
    let path = format!("{HERE}/statements/{id}");
    let browser = Browser::open(&world).await;
    let page = browser.page(&path).await;
    assert!(page.contains("Un accredito parla di pagoPA"), "{page}");
    let page = browser.page(&format!("{path}/rows")).await;
    assert!(
        page.contains(&format!("value=\"{FLOW}\" selected")),
        "{page}"
    );
    assert!(!page.contains("AFFITTO"), "{page}");
    let named = [("row", "2"), ("flow.2", FLOW)];
    for _ in 0..2 {
        let answer = browser.post(&format!("{path}/rows"), &named).await;
        assert_eq!(
            (answer.status(), location(&answer)),
            (StatusCode::SEE_OTHER, path.clone())
        );
    }
    let api = format!("/statements/{id}");
    let read = world.until(&api, "state", &["ready"]).await;
    assert_eq!(
        (&read["rows"][0]["flow_id"], &read["rows"][0]["match"]),
        (&json!(FLOW), &json!("matched"))
    );
    assert_eq!(world.flow(FLOW).await["bank"], "matched");
    let back = world
        .post(
            &format!("{api}/rows"),
            &json!({ "row": 2, "flow_id": null }),
            "r1",
        )
        .await;
    assert_eq!(back.status(), StatusCode::ACCEPTED);
    let read = world.until(&api, "state", &["ready"]).await;
    assert_eq!(read["rows"][0]["match"], "none", "{read}");
    assert_eq!(world.flow(FLOW).await["bank"], "waiting");
    world.stack.stop().await;
}
