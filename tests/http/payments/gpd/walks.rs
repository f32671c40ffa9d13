//! What is too much for one call is gone on with by the next: lists, and the change of accounts.

use access::{Actor, ActorId, Permission, Permissions, Rights};
use axum::body::Body;
use axum::{Extension, Router};
use http::{Method, Request};
use jiff::SignedDuration;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use payments::routes::gpd::{Bounds, GpdDeps, routes};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::desk::{Desk, EXTERNAL, IBAN, OTHER_IBAN, nav};
use crate::payments::world::CREDITOR;

/// Some of what a call may look at; every query gives a few positions.
const FEW: Bounds = Bounds {
    rounds: 1,
    rounds_of_accounts: 1,
    look: 3,
};

/// The routes with these bounds, behind a gate that knows one caller.
fn bounded(desk: &Desk, bounds: Bounds) -> Router {
    let parts = &desk.world.stack.parts;
    let mut deps = GpdDeps::new(
        parts.table.clone(),
        (parts.clock.clone(), parts.dice.clone()),
    );
    deps.bounds = bounds;
    let all = Permissions::of(&[Permission::PositionsRead, Permission::PositionsWrite]);
    let actor = Actor {
        id: ActorId::User(UserId::mint(&*parts.clock, &*parts.dice)),
        label: "prova".to_owned(),
        tenant: OrgFiscalCode::parse(CREDITOR).unwrap(),
        tenant_name: "Comune di Valdorra".to_owned(),
        rights: Rights::new(all, &[], parts.clock.now()),
    };
    routes(deps).into_router().layer(Extension(actor))
}

async fn ask(router: &Router, method: Method, path: &str, body: Option<Value>) -> Value {
    let uri = format!("{EXTERNAL}/organizations/{CREDITOR}/debtpositions{path}");
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .body(body)
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20)
        .await
        .unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn iupds(page: &Value) -> Vec<String> {
    let list = page["payment_position_list"].as_array().unwrap();
    let iupd = |one: &Value| one["iupd"].as_str().unwrap().to_owned();
    list.iter().map(iupd).collect()
}

/// All pages of a list, as a client turns them.
async fn turned(router: &Router, query: &str) -> Vec<String> {
    let mut all = Vec::new();
    for page in 0..100 {
        let path = format!("?{query}&page={page}");
        let told = ask(router, Method::GET, &path, None).await;
        all.extend(iupds(&told));
        if told["page_info"]["total_pages"].as_u64().unwrap() <= page + 1 {
            return all;
        }
    }
    panic!("the list never ends: {all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_few_of_many_positions_fit_ends_and_shows_each_of_them_once() {
    let desk = Desk::open().await;
    let far = desk.in_days(100);
    for n in 0..60 {
        let mut body = desk.one(&format!("W-{n}"), 700 + n);
        if n % 20 == 7 {
            body["paymentOption"][0]["dueDate"] = json!(far);
            body["paymentOption"][0]["retentionDate"] = json!(desk.in_days(200));
        }
        desk.create(&body).await;
    }
    let router = bounded(&desk, FEW);
    let day = &far[..10];
    let query = format!("due_date_from={day}&due_date_to={day}&limit=2");
    assert_eq!(turned(&router, &query).await, ["W-47", "W-27", "W-7"]);
    let query = format!("{query}&ordering=ASC");
    assert_eq!(turned(&router, &query).await, ["W-7", "W-27", "W-47"]);
    let every: Vec<String> = (0..60).rev().map(|n| format!("W-{n}")).collect();
    assert_eq!(turned(&router, "limit=7").await, every);
    assert_eq!(turned(&router, "limit=7&status=DRAFT").await, every);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_few_positions_are_in_is_found_at_once() {
    let desk = Desk::open().await;
    for n in 0..40 {
        desk.publish(&desk.one(&format!("S-{n}"), 800 + n)).await;
    }
    for n in [31, 5, 12] {
        let beside = format!("{{org}}/paymentoptions/paids/{}", nav(800 + n));
        desk.ask(EXTERNAL, Method::POST, &beside, Some(&json!({})))
            .await;
    }
    let router = bounded(&desk, Bounds { rounds: 0, ..FEW });
    let page = async |page: u32, order: &str| {
        let path = format!("?status=PAID&limit=2&page={page}&ordering={order}");
        let told = ask(&router, Method::GET, &path, None).await;
        (iupds(&told), told["page_info"]["total_pages"].clone())
    };
    let named = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
    assert_eq!(page(0, "DESC").await, (named(&["S-31", "S-12"]), json!(2)));
    assert_eq!(page(1, "DESC").await, (named(&["S-5"]), json!(2)));
    assert_eq!(page(0, "ASC").await, (named(&["S-5", "S-12"]), json!(2)));
    assert_eq!(
        page(9, "ASC").await,
        (named(&[]), json!(2)),
        "behind the end"
    );
    // Time has come, and no job has written it yet.
    desk.world
        .stack
        .clock
        .advance(SignedDuration::from_hours(24 * 21));
    let router = bounded(&desk, Bounds { look: 500, ..FEW });
    let expired = ask(&router, Method::GET, "?status=EXPIRED&limit=50", None).await;
    assert_eq!(iupds(&expired).len(), 37);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bookmark_is_forgotten_after_an_hour() {
    let desk = Desk::open().await;
    for n in 0..7 {
        desk.create(&desk.one(&format!("B-{n}"), 850 + n)).await;
    }
    let page = async |page| {
        let path = format!("{{org}}/debtpositions?limit=3&page={page}");
        iupds(&desk.get(&path).await.body)
    };
    assert_eq!(page(0).await, ["B-6", "B-5", "B-4"]);
    desk.create(&desk.one("B-7", 857)).await;
    assert_eq!(
        page(1).await,
        ["B-3", "B-2", "B-1"],
        "it goes on where the page before ended"
    );
    desk.world
        .stack
        .clock
        .advance(SignedDuration::from_hours(2));
    assert_eq!(page(1).await, ["B-4", "B-3", "B-2"]);
    let behind = desk.get("{org}/debtpositions?limit=3&page=9").await.body;
    assert_eq!(behind["page_info"]["total_pages"], 3);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_change_in_as_many_transfers_as_asked_and_the_next_call_goes_on() {
    let desk = Desk::open().await;
    for n in 0..3 {
        desk.publish(&desk.plan(&format!("C-{n}"), 900 + 10 * n))
            .await;
    }
    let path = format!("{{org}}/debtpositions/transfers?oldIban={IBAN}&limit=2");
    let new = json!({ "newIban": OTHER_IBAN });
    let mut updated = Vec::new();
    for _ in 0..6 {
        let answer = desk.ask(EXTERNAL, Method::PATCH, &path, Some(&new)).await;
        updated.push(answer.body["updatedTransfers"].as_u64().unwrap());
    }
    assert_eq!(updated, [2, 2, 2, 2, 1, 0]);
    let back = json!({ "newIban": IBAN });
    let router = bounded(&desk, FEW);
    let mut sum = 0;
    for _ in 0..20 {
        let path = format!("/transfers?oldIban={OTHER_IBAN}");
        let told = ask(&router, Method::PATCH, &path, Some(back.clone())).await;
        sum += told["updatedTransfers"].as_u64().unwrap();
    }
    assert_eq!(
        sum, 9,
        "a call that may look at little goes on where the one before ended"
    );
    desk.world.stack.stop().await;
}
