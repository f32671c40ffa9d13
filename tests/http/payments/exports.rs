//! Exports: the same as the archive, once for each asking.

use std::collections::{BTreeSet, HashMap};

use payments::domain::archive::{Days, Filter};
use serde_json::{Value, json};

use super::browser::{Browser, location};
use super::seeded::{filters, navs, seed};
use super::world::{World, hidden, text};

/// The cells of a file, line by line, by the titles of its columns.
pub fn rows(file: &str) -> Vec<HashMap<String, String>> {
    let file = file.strip_prefix('\u{FEFF}').expect("the mark of UTF-8");
    let mut lines = file.split("\r\n").filter(|line| !line.is_empty());
    let titles: Vec<&str> = lines.next().unwrap().split(';').collect();
    let row = |line: &str| {
        let cells = line
            .split(';')
            .map(|cell| cell.trim_matches('"').to_owned());
        titles.iter().map(|t| (*t).to_owned()).zip(cells).collect()
    };
    lines.map(row).collect()
}

pub async fn exported(world: &World, body: &Value, once: &str) -> String {
    let begun: Value = world
        .post("/exports", body, once)
        .await
        .json()
        .await
        .unwrap();
    let again: Value = world
        .post("/exports", body, once)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(begun["id"], again["id"], "asked twice, made once");
    let path = format!("/exports/{}", text(&begun, "id"));
    let ready = world.until(&path, "state", &["ready"]).await;
    let file = world
        .http
        .get(text(&ready, "download"))
        .send()
        .await
        .unwrap();
    file.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_says_what_the_archive_says() {
    let world = World::start().await;
    let all = seed(&world, 1_200).await;
    for (n, filter) in filters().into_iter().enumerate() {
        let mut body = serde_json::Map::from_iter([("kind".to_owned(), json!("positions"))]);
        for (field, value) in filter.fields() {
            body.insert(field.to_owned(), json!(value));
        }
        let codes: Vec<&str> = filter.debtors.iter().map(|code| code.as_str()).collect();
        body.insert("debtor_tax_codes".to_owned(), json!(codes));
        let file = exported(&world, &Value::Object(body), &format!("positions-{n}")).await;
        let rows = rows(&file);
        let told: BTreeSet<_> = rows
            .iter()
            .map(|row| row["Codice avviso"].clone())
            .collect();
        let wanted = all.iter().filter(|p| filter.accepts(p));
        let wanted: BTreeSet<_> = wanted.map(|p| p.nav.to_string()).collect();
        assert_eq!(told, wanted, "{filter:?}");
        assert_eq!(rows.len(), wanted.len(), "{filter:?}");
        assert!(!file.contains(";=") && !file.contains(";\"="));
    }
    let body = json!({ "kind": "payments", "paid_from": "2026-02-01", "paid_to": "2026-04-30" });
    let rows = rows(&exported(&world, &body, "payments").await);
    let days = Days {
        from: Some(jiff::civil::date(2026, 2, 1)),
        to: Some(jiff::civil::date(2026, 4, 30)),
    };
    let filter = Filter {
        paid: days,
        ..Filter::default()
    };
    let wanted = navs(
        &all.iter()
            .filter(|p| filter.accepts(p))
            .cloned()
            .collect::<Vec<_>>(),
    );
    let told: BTreeSet<_> = rows
        .iter()
        .map(|row| row["Codice avviso"].clone())
        .collect();
    assert_eq!(told, wanted.iter().map(ToString::to_string).collect());
    assert!(!rows.is_empty() && rows.iter().all(|row| row["Importo pagato"] == "30,00"));
    let no_days = world
        .post("/exports", &json!({ "kind": "payments" }), "none")
        .await;
    assert_eq!(no_days.status(), 422);
    let listed: Value = world.get("/exports").await.json().await.unwrap();
    assert_eq!(
        listed["exports"].as_array().unwrap().len(),
        filters().len() + 1
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_exported_from_its_page_and_downloaded_from_the_page_of_exports() {
    let world = World::start().await;
    seed(&world, 30).await;
    let browser = Browser::open(&world).await;
    let answer = browser
        .post("/panel/payments/positions", &[("q", "zoe")])
        .await;
    let page = browser.page(&location(&answer)).await;
    let (_, form) = page
        .split_once("action=\"/panel/payments/exports\"")
        .unwrap();
    let seal = hidden(form, "s");
    let once = hidden(form, "once");
    let fields = [
        ("kind", "positions"),
        ("s", seal.as_str()),
        ("once", once.as_str()),
    ];
    for _ in 0..2 {
        let answer = browser.post("/panel/payments/exports", &fields).await;
        assert_eq!(answer.status(), 303);
    }
    let mut page = browser.page("/panel/payments/exports").await;
    for _ in 0..500 {
        if !page.contains("In preparazione") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        page = browser.page("/panel/payments/exports").await;
    }
    assert_eq!(page.matches("/file\"").count(), 1, "{page}");
    let (_, rest) = page.split_once("/panel/payments/exports/").unwrap();
    let (_, rest) = rest
        .split_once("/panel/payments/exports/")
        .unwrap_or(("", rest));
    let id = rest.split('/').next().unwrap();
    let answer = browser
        .get(&format!("/panel/payments/exports/{id}/file"))
        .await;
    assert_eq!(answer.status(), 303, "{id}");
    let file = world.http.get(location(&answer)).send().await.unwrap();
    let rows = rows(&file.text().await.unwrap());
    // Of four people three, one of whom owes what was published, too.
    assert_eq!(rows.len(), 22 + 1);
    world.stack.stop().await;
}
