//! Imports through the machine API: the contract and its faults.

use reqwest::StatusCode;
use rust_xlsxwriter::{Formula, Workbook};
use serde_json::{Value, json};

use super::imports_repeated::{checked, json, uploaded};
use super::world::{CREDITOR, DEBTOR, World, dues, text};

/// Another creditor of the demo tenants.
const NEIGHBOUR: &str = "80051230409";

/// Two good rows and two bad ones, with a letterhead, a blank row, numbers and a formula.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Comune di Valdorra").unwrap();
    for (column, title) in (0..).zip(["Codice Fiscale", "Nominativo", "Importo", "CAP"]) {
        sheet.write(2, column, title).unwrap();
    }
    for row in [3, 4, 6, 7] {
        sheet.write(row, 0, DEBTOR).unwrap();
        sheet.write(row, 1, "Rossi Mario").unwrap();
    }
    sheet.write(3, 2, 30.5).unwrap();
    sheet.write(3, 3, 118).unwrap();
    sheet
        .write(4, 2, Formula::new("=1+1").set_result("2"))
        .unwrap();
    sheet.write(6, 2, "1.000,00").unwrap();
    sheet.write(7, 2, -5).unwrap();
    workbook.save_to_buffer().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_is_checked_row_by_row() {
    let world = World::start().await;
    let id = uploaded(&world, "dovuti.xlsx", workbook(), "a").await;
    let import = checked(&world, &id, &json!({ "service": "TARI" }), "b").await;
    assert_eq!(import["state"], "ready");
    assert_eq!(import["dialect"]["format"], "xlsx");
    assert_eq!(import["mapping"]["tax_code"], "Codice Fiscale");
    let totals = json!({
        "rows": 4, "accepted": 2, "refused": 2, "warnings": 1, "amount_cents": 103_050,
    });
    assert_eq!(import["totals"], totals);
    assert_eq!(import["progress"], json!({ "done": 0, "of": 2 }));
    let (_, refused) = json(world.get(&format!("/imports/{id}/refused")).await).await;
    let rows = refused["rows"].as_array().unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row["row"].as_u64().unwrap(), text(row, "code")))
        .collect();
    assert_eq!(
        told,
        [(5, "formula".to_owned()), (8, "amount_negative".to_owned())]
    );
    assert_eq!(rows[0]["column"], "Importo");
    assert_eq!(refused["next"], Value::Null);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_says_why_and_is_mended_by_a_mapping() {
    let world = World::start().await;
    let file = format!("Chi|Codice|Quanto\nRossi Mario|{DEBTOR}|1.234\n").into_bytes();
    let id = uploaded(&world, "strano.csv", file, "a").await;
    let failed = checked(&world, &id, &json!({ "service": "TARI" }), "b").await;
    assert_eq!(
        (&failed["state"], &failed["reason_code"]),
        (&json!("failed"), &json!("header_not_found"))
    );
    assert!(text(&failed, "reason").starts_with("Non trovo la riga"));
    assert_eq!(failed["titles"], json!(["Chi", "Codice", "Quanto"]));
    let confirm = json!({ "description": "x" });
    let answer = world
        .post(&format!("/imports/{id}/confirm"), &confirm, "c")
        .await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let mapping = json!({ "name": "chi", "tax_code": "Codice", "amount": 3 });
    let body = json!({ "service": "TARI", "mapping": mapping, "dialect": { "decimal": "," } });
    let ready = checked(&world, &id, &body, "d").await;
    assert_eq!(ready["state"], "ready", "{ready}");
    assert_eq!(ready["totals"]["amount_cents"], 123_400);
    assert_eq!(ready["reason"], Value::Null);
    let pdf = uploaded(&world, "finto.xlsx", b"%PDF-1.7".to_vec(), "e").await;
    let failed = checked(&world, &pdf, &json!({}), "f").await;
    assert_eq!(failed["reason_code"], "not_a_spreadsheet");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_wrong_names_its_fields_and_leaves_nothing_behind() {
    let world = World::start().await;
    let wrong = async |path: &str, body: Value, fields: &[&str]| {
        let (status, problem) = json(world.post(path, &body, "w").await).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let named: Vec<String> = problem["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| text(e, "field"))
            .collect();
        assert_eq!(named, fields, "{problem}");
    };
    wrong("/imports", json!({}), &["file_name"]).await;
    wrong(
        "/imports",
        json!({ "file_name": "x", "name": "y" }),
        &["name"],
    )
    .await;
    let id = uploaded(&world, "quote.csv", dues(1), "a").await;
    let check = format!("/imports/{id}/check");
    wrong(&check, json!({ "service": "NESSUNO" }), &["service"]).await;
    wrong(&check, json!({ "mapping": { "importo": 1 } }), &["mapping"]).await;
    wrong(
        &check,
        json!({ "dialect": { "decimal": "x" } }),
        &["dialect"],
    )
    .await;
    let confirm = format!("/imports/{id}/confirm");
    let terms = json!({
        "due_date": "2020-01-01", "valid_until": "2020-01-01", "group_by_debtor": true, "exclude_rows": [0],
    });
    let fields = ["description", "due_date", "valid_until", "exclude_rows"];
    wrong(&confirm, terms, &fields).await;
    let (_, import) = json(world.get(&format!("/imports/{id}")).await).await;
    assert_eq!(import["state"], "uploaded");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_not_yet_there_is_told_apart_from_what_is_wrong() {
    let world = World::start().await;
    let unknown = "/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE";
    assert_eq!(world.get(unknown).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        world.get("/imports/nonsense").await.status(),
        StatusCode::NOT_FOUND
    );
    let body = json!({ "file_name": "quote.csv" });
    let (_, created) = json(world.post("/imports", &body, "a").await).await;
    let id = text(&created, "id");
    let (status, problem) = json(
        world
            .post(&format!("/imports/{id}/check"), &json!({}), "b")
            .await,
    )
    .await;
    assert_eq!(
        (status, text(&problem, "code").as_str()),
        (StatusCode::CONFLICT, "not_uploaded")
    );
    let path = format!("/api/creditors/{NEIGHBOUR}/imports/{id}");
    let foreign = world
        .http
        .get(world.url(&path))
        .header("X-Api-Key", world.key(NEIGHBOUR));
    assert_eq!(
        foreign.send().await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_left_out_are_not_published() {
    let world = World::start().await;
    let id = uploaded(&world, "quote.csv", dues(5), "a").await;
    checked(&world, &id, &json!({ "service": "MENSA" }), "b").await;
    let terms = json!({ "description": "Mensa", "exclude_rows": [3, 4, 99] });
    world
        .post(&format!("/imports/{id}/confirm"), &terms, "c")
        .await;
    let import = world
        .until(&format!("/imports/{id}"), "state", &["published"])
        .await;
    assert_eq!(import["progress"], json!({ "done": 3, "of": 3 }));
    assert_eq!(world.positions(&id).await.len(), 3);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_rows_come_page_by_page() {
    let world = World::start().await;
    let mut file = "CF;Nominativo;Importo\n".to_owned();
    file.push_str(&"x;Nessuno;1\n".repeat(1_201));
    let id = uploaded(&world, "sbagliato.csv", file.into_bytes(), "a").await;
    checked(&world, &id, &json!({ "service": "TARI" }), "b").await;
    let (mut rows, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let (_, page) = json(world.get(&format!("/imports/{id}/refused{cursor}")).await).await;
        let of_page = page["rows"].as_array().unwrap().iter();
        rows.extend(of_page.map(|row| row["row"].as_u64().unwrap()));
        pages += 1;
        match page["next"].as_str() {
            Some(next) => cursor = format!("?cursor={next}"),
            None => break,
        }
    }
    assert_eq!((rows, pages), ((2..=1_202).collect(), 3));
    let wrong = world.get(&format!("/imports/{id}/refused?cursor=x")).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    let terms = json!({ "description": "x" });
    let (status, problem) = json(
        world
            .post(&format!("/imports/{id}/confirm"), &terms, "c")
            .await,
    )
    .await;
    assert_eq!(
        (status, text(&problem, "code").as_str()),
        (StatusCode::CONFLICT, "nothing_to_publish")
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_creditor_begins_no_import_and_is_read_as_before() {
    let world = World::start().await;
    let published = world.publish(3).await.import;
    let table = &world.stack.parts.table;
    let creditor = kernel::tax::OrgFiscalCode::parse(CREDITOR).unwrap();
    let there = payments::store::settings::read(table, &creditor)
        .await
        .unwrap()
        .unwrap();
    let mut retired = there.clone();
    (retired.version, retired.retired_at) = (there.version + 1, Some(jiff::Timestamp::UNIX_EPOCH));
    assert!(
        payments::store::settings::write(table, &retired, there.version)
            .await
            .unwrap()
    );

    let body = serde_json::json!({ "file_name": "quote.csv" });
    let refused = world.post("/imports", &body, "retired").await;
    assert_eq!(refused.status(), 409);
    assert!(refused.text().await.unwrap().contains("creditor_retired"));
    assert_eq!(
        world.get(&format!("/imports/{published}")).await.status(),
        200
    );
    world.stack.stop().await;
}
