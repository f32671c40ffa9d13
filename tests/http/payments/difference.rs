//! What changed since an earlier import of the same service.

use std::time::Instant;

use kernel::ids::ImportId;
use payments::domain::import::ImportState;
use payments::store::imports;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::browser::{Browser, location};
use super::exports_at_size::memory_mb;
use super::imports_repeated::{checked, json, uploaded};
use super::seeded::creditor;
use super::world::{DEBTOR, World, text};

const OTHER: &str = "MRTMTT91D08F205J";
const THIRD: &str = "RSSMRA83S08F205E";

fn file(rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut file = "CF;Nominativo;Importo;Causale;IUD\n".to_owned();
    for (number, (code, name, amount)) in rows.iter().enumerate() {
        file.push_str(&format!(
            "{code};{name};{amount};Quota;{name}{amount}{number}\n"
        ));
    }
    file.into_bytes()
}

/// An earlier import that was published, and a later one that is ready.
async fn two_years(world: &World) -> (String, String) {
    let before = file(&[
        (DEBTOR, "Rossi Mario", "10,00"),
        (OTHER, "Martini Matteo", "20,00"),
    ]);
    let now = file(&[
        (DEBTOR, "Rossi Mario", "12,00"),
        (THIRD, "@Nuovo", "5,00"),
        (THIRD, "@Nuovo", "6,00"),
    ]);
    let body = json!({ "service": "TARI" });
    let first = uploaded(world, "2025.csv", before, "a").await;
    checked(world, &first, &body, "b").await;
    let terms = json!({ "description": "Quota" });
    world
        .post(&format!("/imports/{first}/confirm"), &terms, "c")
        .await;
    world
        .until(&format!("/imports/{first}"), "state", &["published"])
        .await;
    let second = uploaded(world, "2026.csv", now, "d").await;
    checked(world, &second, &body, "e").await;
    (first, second)
}

async fn compared(world: &World, id: &str) -> Value {
    let path = format!("/imports/{id}/difference");
    let begun = world.post(&path, &json!({}), "f").await;
    assert_eq!(begun.status(), StatusCode::ACCEPTED);
    world.until(&path, "state", &["done"]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn new_gone_changed_and_double_people_are_told() {
    let world = World::start().await;
    let (first, second) = two_years(&world).await;
    let view = compared(&world, &second).await;
    assert_eq!(text(&view, "with"), first);
    let counts = json!({ "new": 1, "gone": 1, "changed": 1, "same": 0, "twice": 1 });
    assert_eq!(view["counts"], counts);
    let rows = async |kind: &str| {
        let path = format!("/imports/{second}/difference?kind={kind}");
        json(world.get(&path).await).await.1["rows"].clone()
    };
    assert_eq!(rows("gone").await[0]["tax_code"], OTHER);
    assert_eq!(rows("twice").await[0]["dues"], 2);
    let change = json!([{ "what": "amount", "before": "10,00", "now": "12,00" }]);
    assert_eq!(rows("changed").await[0]["changes"], change);
    let wrong = world
        .get(&format!("/imports/{second}/difference?kind=x"))
        .await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secretary_compares_and_downloads_the_list() {
    let world = World::start().await;
    let (_, second) = two_years(&world).await;
    let browser = Browser::open(&world).await;
    let here = format!("/panel/payments/imports/{second}/difference");
    let import = browser
        .page(&format!("/panel/payments/imports/{second}"))
        .await;
    assert!(import.contains(&here));
    assert!(browser.page(&here).await.contains("2025.csv"));
    assert_eq!(location(&browser.post(&here, &[]).await), here);
    world.stack.quiet().await.unwrap();
    let page = browser.page(&here).await;
    assert!(
        page.contains("Non più presenti (1)") && page.contains("10,00 → 12,00"),
        "{page}"
    );
    let kind = browser.page(&format!("{here}?kind=new")).await;
    assert!(kind.contains("@Nuovo"));
    let csv = location(&browser.get(&format!("{here}?format=csv")).await);
    let csv = browser
        .http
        .get(csv)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        csv.contains("\"Nuovi\";3;") && csv.contains("\"'@Nuovo\""),
        "{csv}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_must_be_something_to_compare_with() {
    let world = World::start().await;
    let body = json!({ "service": "TARI" });
    let only = uploaded(&world, "a.csv", file(&[(DEBTOR, "Rossi", "1,00")]), "a").await;
    let path = format!("/imports/{only}/difference");
    let code = async |once: &str| {
        let (status, problem) = json(world.post(&path, &json!({}), once).await).await;
        assert_eq!(status, StatusCode::CONFLICT);
        text(&problem, "code")
    };
    assert_eq!(code("b").await, "not_ready");
    checked(&world, &only, &body, "c").await;
    assert_eq!(code("d").await, "nothing_earlier");
    assert_eq!(world.get(&path).await.status(), StatusCode::NOT_FOUND);
    world.stack.stop().await;
}

/// People `from..to` of a file: a third of them owe another amount than the year before.
fn people(rows: std::ops::Range<usize>, raised: bool) -> Vec<u8> {
    let mut file = "CF;Nominativo;Importo;Causale;IUD\n".to_owned();
    for n in rows {
        let amount = if raised && n.is_multiple_of(3) {
            12
        } else {
            10
        };
        file.push_str(&format!(
            "ANONIMO;Persona {n:06};{amount},00;Quota;{raised}{n}\n"
        ));
    }
    file.into_bytes()
}

/// An import that is ready, as if it had been published.
async fn is_published(world: &World, id: &str) {
    let table = &world.stack.parts.job_table;
    let id = ImportId::parse(id).unwrap();
    let import = imports::read(table, &creditor(), &id).await.unwrap();
    let mut import = import.unwrap();
    let before = import.version;
    (import.state, import.version) = (ImportState::Published, before + 1);
    assert!(table.put_versioned(&import, before).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn long_many_people_are_compared_through_the_job() {
    let rows = std::env::var("SPORTELLO_ROWS").ok();
    let rows: usize = rows.and_then(|rows| rows.parse().ok()).unwrap_or(6_000);
    let world = World::start().await;
    let (tenth, body) = (rows / 10, json!({ "service": "TARI" }));
    let first = uploaded(&world, "2025.csv", people(0..rows - tenth, false), "a").await;
    checked(&world, &first, &body, "b").await;
    is_published(&world, &first).await;
    let second = uploaded(&world, "2026.csv", people(tenth..rows, true), "c").await;
    checked(&world, &second, &body, "d").await;
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (before, began) = (memory_mb("VmRSS"), Instant::now());
    let view = compared(&world, &second).await;
    let (took, peak) = (began.elapsed().as_secs_f64(), memory_mb("VmHWM"));
    println!("{rows} rows compared in {took:.1} s, {before} to {peak} MB");
    let changed = (tenth..rows - tenth)
        .filter(|n| n.is_multiple_of(3))
        .count();
    let counts = json!({
        "new": tenth, "gone": tenth, "changed": changed,
        "same": rows - 2 * tenth - changed, "twice": 0,
    });
    assert_eq!(view["counts"], counts);
    let mut told = Vec::new();
    let mut path = format!("/imports/{second}/difference?kind=changed");
    loop {
        let page: Value = world.get(&path).await.json().await.unwrap();
        let rows = page["rows"].as_array().unwrap().iter();
        told.extend(rows.map(|row| text(row, "name")));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        path = format!("/imports/{second}/difference?kind=changed&cursor={next}");
    }
    let wanted = (tenth..rows - tenth).filter(|n| n.is_multiple_of(3));
    let wanted: Vec<_> = wanted.map(|n| format!("Persona {n:06}")).collect();
    assert_eq!(told, wanted);
    world.stack.stop().await;
}
