//! Whoever may see one service sees nothing of the others; who may see their own, nobody else's.

use std::time::Duration;

use access::{Grant, Permission, Role, Scope};
use jiff::SignedDuration;
use kernel::ids::ServiceCode;
use kernel::time::Clock;
use serde_json::{Value, json};

use super::imports_repeated::{checked, uploaded};
use super::world::{CREDITOR, DEBTOR, World, dues, text};
use crate::guests::{Guest, told};

const UNKNOWN_IMPORT: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";
const UNKNOWN_NOTICE: &str = "307000000000000075";
const ALL: [Permission; 6] = [
    Permission::PositionsRead,
    Permission::NoticesRead,
    Permission::ReceiptsRead,
    Permission::ImportsRead,
    Permission::ImportsWrite,
    Permission::ExportsRun,
];

fn of_service(code: &str) -> Scope {
    Scope::of_services([ServiceCode::parse(code).unwrap()])
}

fn each(scope: &Scope) -> Vec<Grant> {
    let grant = |one: Permission| Grant::new(one, scope.clone(), None).unwrap();
    ALL.into_iter().map(grant).collect()
}

/// Publishes a file of one service with one row, and gives its import and its notice.
async fn published(world: &World, service: &str, file: Vec<u8>) -> (String, String) {
    let id = uploaded(world, "dovuti.csv", file, &format!("{service}-a")).await;
    let body = json!({ "service": service });
    checked(world, &id, &body, &format!("{service}-b")).await;
    let terms = json!({ "description": format!("Dovuto {service}") });
    let path = format!("/imports/{id}/confirm");
    let answer = world.post(&path, &terms, &format!("{service}-c")).await;
    assert_eq!(answer.status(), 202, "{}", answer.text().await.unwrap());
    let state = format!("/imports/{id}");
    world.until(&state, "state", &["published", "failed"]).await;
    let notice = text(&world.positions(&id).await[0], "notice_number");
    (id, notice)
}

struct Two {
    world: World,
    mensa: (String, String),
    tari: (String, String),
}

async fn two() -> Two {
    let world = World::start().await;
    let mensa = published(&world, "MENSA", dues(1)).await;
    let other =
        format!("Codice fiscale;Cognome e nome;Importo;IUD\n{DEBTOR};Rossi Mario;45,00;T1\n");
    let tari = published(&world, "TARI", other.into_bytes()).await;
    world.pay(&tari.1).await;
    Two { world, mensa, tari }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_service_looks_like_nothing() {
    let Two { world, mensa, tari } = two().await;
    let guest = Guest::new(
        &world.stack,
        CREDITOR,
        Role::Custom,
        each(&of_service("MENSA")),
    )
    .await;
    let receipt = world.get(&format!("/receipts?iuv={}", &tari.1[1..])).await;
    let receipt: Value = receipt.json().await.unwrap();
    let receipt = text(&receipt["receipts"][0], "receipt_id");
    let (import, notice) = ("/panel/payments/imports", "/panel/payments/positions");
    for (end, method) in [
        ("", "GET"),
        ("/refused", "GET"),
        ("/rows", "GET"),
        ("/rows", "POST"),
        ("/specimen", "GET"),
        ("/difference", "GET"),
        ("/difference", "POST"),
        ("/check", "POST"),
        ("/confirm", "POST"),
        ("/notices", "GET"),
        ("/notices", "POST"),
        ("/notices/0", "GET"),
    ] {
        let method = method.parse().unwrap();
        let ask = async |id: &str| {
            let fields = [("description", "x"), ("act", "exclude")];
            let answer = guest
                .ask(&method, &format!("{import}/{id}{end}"), &fields)
                .await;
            told(answer, id).await
        };
        let foreign = ask(&tari.0).await;
        assert_eq!(foreign, ask(UNKNOWN_IMPORT).await, "{method} {end}");
        assert!(foreign.starts_with("404"), "{method} {end}: {foreign}");
    }
    let receipts = format!("/receipts/{receipt}");
    for end in ["", "/notice", receipts.as_str()] {
        let ask = async |nav: &str| {
            let answer = guest.get(&format!("{notice}/{nav}{end}")).await;
            told(answer, nav).await
        };
        let foreign = ask(&tari.1).await;
        assert_eq!(foreign, ask(UNKNOWN_NOTICE).await, "{end}");
        assert!(foreign.starts_with("404"), "{end}: {foreign}");
    }
    assert_eq!(
        guest.get(&format!("{import}/{}", mensa.0)).await.status(),
        200
    );
    assert_eq!(
        guest
            .get(&format!("{notice}/{}/notice", mensa.1))
            .await
            .status(),
        200
    );
    for whole in ["/panel/payments/matching", "/panel/payments/connections"] {
        assert_eq!(guest.get(whole).await.status(), 403, "{whole}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_searches_and_exports_hold_one_service_alone() {
    let Two { world, mensa, tari } = two().await;
    let guest = Guest::new(
        &world.stack,
        CREDITOR,
        Role::Custom,
        each(&of_service("MENSA")),
    )
    .await;
    let imports = guest.page("/panel/payments/imports").await;
    assert!(imports.contains(&mensa.0) && !imports.contains(&tari.0));
    let grouped = |nav: &str| format!("/panel/payments/positions/{nav}");
    for (words, found) in [
        ("", true),
        (DEBTOR, true),
        ("rossi", true),
        ("verdi", false),
    ] {
        let answer = guest
            .post("/panel/payments/positions", &[("q", words)])
            .await;
        let page = guest
            .page(answer.headers()["location"].to_str().unwrap())
            .await;
        assert_eq!(page.contains(&grouped(&mensa.1)), found, "{words}");
        assert!(!page.contains(&grouped(&tari.1)), "{words}");
        assert!(!page.contains("Tassa sui rifiuti"), "nor among the filters");
    }
    let fields = [("once", "x1"), ("kind", "positions")];
    let answer = guest.post("/panel/payments/exports", &fields).await;
    assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
    let file = downloaded(&guest).await;
    assert!(file.contains(&mensa.1) && !file.contains(&tari.1), "{file}");
    // The export of somebody who sees everything is not there.
    let body = json!({ "kind": "positions" });
    let whole: Value = world
        .post("/exports", &body, "whole")
        .await
        .json()
        .await
        .unwrap();
    let ask = async |id: &str| {
        let answer = guest
            .get(&format!("/panel/payments/exports/{id}/file"))
            .await;
        told(answer, id).await
    };
    assert_eq!(ask(&text(&whole, "id")).await, ask(UNKNOWN_IMPORT).await);
    world.stack.stop().await;
}

async fn downloaded(guest: &Guest) -> String {
    for _ in 0..500 {
        let page = guest.page("/panel/payments/exports").await;
        if let Some((_, rest)) = page.split_once("/panel/payments/exports/") {
            let id = rest.split('/').next().unwrap();
            let answer = guest
                .get(&format!("/panel/payments/exports/{id}/file"))
                .await;
            let at = answer.headers()["location"].to_str().unwrap();
            return reqwest::get(at).await.unwrap().text().await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the export was never ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_see_their_own_sees_nobody_elses_and_a_right_lapses_by_itself() {
    let Two { world, mensa, .. } = two().await;
    let own = Scope {
        own_only: true,
        ..Scope::default()
    };
    let until = world.stack.clock.now() + SignedDuration::from_hours(1);
    let grants = [Permission::ImportsRead, Permission::ImportsWrite]
        .map(|one| Grant::new(one, own.clone(), Some(until)).unwrap());
    let guest = Guest::new(&world.stack, CREDITOR, Role::Custom, grants.into()).await;
    let list = guest.page("/panel/payments/imports").await;
    assert!(!list.contains(&mensa.0), "{list}");
    let foreign = guest
        .get(&format!("/panel/payments/imports/{}", mensa.0))
        .await;
    assert_eq!(foreign.status(), 404);
    let fields = [("once", "y1"), ("name", "La mia")];
    let answer = guest.post("/panel/payments/imports", &fields).await;
    let mine = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(guest.get(&mine).await.status(), 200);
    assert!(
        guest
            .page("/panel/payments/imports")
            .await
            .contains("La mia")
    );
    world.stack.clock.advance(SignedDuration::from_secs(3_601));
    assert_eq!(
        guest.get(&mine).await.status(),
        403,
        "without anybody's act"
    );
    assert!(
        !guest
            .page("/panel")
            .await
            .contains("/panel/payments/imports")
    );
    let told = guest.page("/panel/profile/permissions").await;
    assert!(
        told.contains("Scadute") && told.contains("le proprie importazioni"),
        "{told}"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_checked_against_the_services_for_which_one_may_publish() {
    let world = World::start().await;
    let guest = Guest::new(
        &world.stack,
        CREDITOR,
        Role::Custom,
        each(&of_service("MENSA")),
    )
    .await;
    let fields = [("once", "z1"), ("name", "Mista")];
    let answer = guest.post("/panel/payments/imports", &fields).await;
    let path = answer.headers()["location"].to_str().unwrap().to_owned();
    let id = path.rsplit('/').next().unwrap();
    let file = format!(
        "Codice fiscale;Cognome e nome;Importo;Servizio\n{DEBTOR};Rossi Mario;30,00;MENSA\n{DEBTOR};Rossi Mario;31,00;TARI\n"
    );
    let creditor = kernel::tax::OrgFiscalCode::parse(CREDITOR).unwrap();
    let import = kernel::ids::ImportId::parse(id).unwrap();
    let key = payments::store::files::upload(&creditor, &import);
    let put = world
        .stack
        .parts
        .objects
        .put(&key, "text/csv", file.into_bytes());
    put.await.unwrap();
    let answer = guest
        .post(&format!("{path}/check"), &[("service", "MENSA")])
        .await;
    assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
    let state = format!("/imports/{id}");
    let import = world.until(&state, "state", &["ready", "failed"]).await;
    assert_eq!(
        (&import["totals"]["accepted"], &import["totals"]["refused"]),
        (&json!(1), &json!(1))
    );
    let page = guest.page(&path).await;
    assert!(
        page.contains("MENSA") || page.contains("Mensa scolastica"),
        "{page}"
    );
    assert!(!page.contains("value=\"TARI\""), "not offered: {page}");
    world.stack.stop().await;
}
