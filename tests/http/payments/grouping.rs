//! Grouping by person: one notice for several dues, each of which is still told.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::browser::Browser;
use super::imports_repeated::{checked, json, uploaded};
use super::world::{DEBTOR, World, text};

const OTHER: &str = "MRTMTT91D08F205J";

/// Two years of one person's fee with a penalty, and somebody else's fee between them.
fn file() -> Vec<u8> {
    let rows = [
        (DEBTOR, "100,00", "Quota 2025", "TARI", "31/12/2098", "2025"),
        (OTHER, "50,00", "Quota 2026", "TARI", "31/12/2099", "2026"),
        (DEBTOR, "110,00", "Quota 2026", "TARI", "31/12/2099", "2026"),
        (DEBTOR, "5,50", "Mora 2025", "MENSA", "", "2025"),
    ];
    let mut file = "Codice fiscale;Nominativo;Importo;Causale;Servizio;Scadenza;Anno\n".to_owned();
    for (code, amount, words, service, date, year) in rows {
        writeln!(
            file,
            "{code};Rossi Mario;{amount};{words};{service};{date};{year}"
        )
        .unwrap();
    }
    file.into_bytes()
}

async fn grouped(world: &World, file: Vec<u8>, description: &str) -> (String, Value) {
    let id = uploaded(world, "quote.csv", file, "a").await;
    let ready = checked(world, &id, &json!({ "service": "TARI" }), "b").await;
    assert_eq!(ready["state"], "ready", "{ready}");
    let terms = json!({ "description": description, "group_by_debtor": true });
    let path = format!("/imports/{id}/confirm");
    world.post(&path, &terms, "c").await;
    world
        .until(&format!("/imports/{id}"), "state", &["published"])
        .await;
    (id, ready)
}

#[tokio::test(flavor = "multi_thread")]
async fn several_dues_of_one_person_are_one_notice_that_tells_each() {
    let world = World::start().await;
    let (id, ready) = grouped(&world, file(), "Quote e more").await;
    assert_eq!(ready["positions_if_grouped"], 2);
    let (_, import) = json(world.get(&format!("/imports/{id}")).await).await;
    assert_eq!(import["positions"], 2);
    assert_eq!(import["progress"], json!({ "done": 4, "of": 4 }));
    let positions = world.positions(&id).await;
    let of = |code: &str| {
        let mut all = positions.iter();
        all.find(|p| p["debtor_tax_code"] == code).unwrap().clone()
    };
    let (mine, other) = (of(DEBTOR), of(OTHER));
    assert_eq!(
        (&mine["amount_cents"], &other["amount_cents"]),
        (&json!(21_550), &json!(5_000))
    );
    let lines = mine["lines"].as_array().unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line["row"].as_u64(), text(line, "description")))
        .collect();
    let words = ["Quota 2025", "Quota 2026", "Mora 2025"].map(str::to_owned);
    let [first, second, third] = words;
    assert_eq!(
        told,
        [(Some(2), first), (Some(4), second), (Some(5), third)]
    );
    assert_eq!(lines[0]["year"], 2025);

    let page = format!("/panel/payments/positions/{}", text(&mine, "notice_number"));
    let cookie = world.sign_in().await;
    let page = world.panel(&cookie, &page).await.text().await.unwrap();
    assert!(page.contains("Quote e more") && page.contains("Mora 2025"));
    assert!(
        page.contains("31/12/2098"),
        "the first due date is the notice's"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_due_of_a_group_is_known_when_it_is_loaded_again() {
    let world = World::start().await;
    grouped(&world, file(), "Quote e more").await;
    world.stack.quiet().await.unwrap();
    let again = uploaded(&world, "quote.csv", file(), "d").await;
    let ready = checked(&world, &again, &json!({ "service": "TARI" }), "e").await;
    assert_eq!(ready["totals"]["refused"], 4, "{ready}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grouped_notice_is_paid_as_one() {
    let world = World::start().await;
    let (id, _) = grouped(&world, file(), "Quote e more").await;
    let positions = world.positions(&id).await;
    let notice = text(&positions[0], "notice_number");
    world.pay(&notice).await;
    world.stack.quiet().await.unwrap();
    let paid = world.positions(&id).await;
    let state = paid.iter().find(|p| p["notice_number"] == notice.as_str());
    assert_eq!(state.unwrap()["state"], "PAID");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_a_thousand_dues_gets_notices_of_fifty() {
    let world = World::start().await;
    let (id, ready) = grouped(&world, super::world::dues(1_000), "Tutto").await;
    assert_eq!(ready["positions_if_grouped"], 20);
    let positions = world.positions(&id).await;
    assert_eq!(positions.len(), 20);
    assert!(positions.iter().all(|p| p["amount_cents"] == 150_000));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_grouping_would_make_counts_the_rows_that_are_left() {
    let world = World::start().await;
    let id = uploaded(&world, "quote.csv", file(), "a").await;
    checked(&world, &id, &json!({ "service": "TARI" }), "b").await;
    let browser = Browser::open(&world).await;
    let here = format!("/panel/payments/imports/{id}");
    let out = [("act", "exclude"), ("row", "3")];
    browser.post(&format!("{here}/exclude"), &out).await;
    let preview = browser.page(&here).await;
    assert!(preview.contains("Verranno pubblicate 3 posizioni (1 raggruppando per persona)"));
    assert!(preview.contains("Un solo avviso per persona: 1 posizione"));
    let (_, import) = json(world.get(&format!("/imports/{id}")).await).await;
    assert_eq!(import["positions_if_grouped"], 1);
    world.stack.stop().await;
}
