//! How the notices will look, before anything is created.

use reqwest::StatusCode;
use serde_json::json;

use super::imports_repeated::{checked, json, uploaded};
use super::world::{World, dues, text};

async fn ready(world: &World) -> String {
    let id = uploaded(world, "quote.csv", dues(5), "a").await;
    checked(world, &id, &json!({ "service": "MENSA" }), "b").await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_specimen_is_a_pdf_and_leaves_nothing_behind() {
    let world = World::start().await;
    let id = ready(&world).await;
    let query = "description=Mensa+di+marzo&due_date=2099-12-31&group_by_debtor=true";
    let answer = world.get(&format!("/imports/{id}/specimen?{query}")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert!(answer.bytes().await.unwrap().starts_with(b"%PDF"));
    let (_, import) = json(world.get(&format!("/imports/{id}")).await).await;
    assert_eq!(import["state"], "ready");
    assert!(world.positions(&id).await.is_empty());

    let cookie = world.sign_in().await;
    let form = "description=&due_date=&valid_until=2026-12-31&exclude_rows=2&row=";
    let path = format!("/panel/payments/imports/{id}/specimen?{form}");
    let answer = world.panel(&cookie, &path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let page = world
        .panel(&cookie, &format!("/panel/payments/imports/{id}"))
        .await;
    assert!(page.text().await.unwrap().contains("Anteprima dell’avviso"));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_will_not_be_published_has_no_specimen() {
    let world = World::start().await;
    let id = ready(&world).await;
    let specimen = async |query: &str| {
        let answer = world.get(&format!("/imports/{id}/specimen?{query}")).await;
        let status = answer.status();
        (status, text(&answer.json().await.unwrap(), "code"))
    };
    let none = (StatusCode::NOT_FOUND, "not_found".to_owned());
    assert_eq!(specimen("row=1").await, none);
    assert_eq!(specimen("row=3&exclude_rows=3").await, none);
    assert_eq!(
        specimen("due_date=presto").await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let terms = json!({ "description": "Mensa" });
    world
        .post(&format!("/imports/{id}/confirm"), &terms, "c")
        .await;
    assert_eq!(specimen("").await.0, StatusCode::CONFLICT);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_specimen_can_not_be_paid() {
    let world = World::start().await;
    ready(&world).await;
    let fields = [
        ("notice_number", "300000000000000000"),
        ("tax_code", super::world::DEBTOR),
    ];
    let answer = world.form("/pay/notice", &fields).await;
    assert_ne!(answer.status(), StatusCode::OK);
    world.stack.stop().await;
}
