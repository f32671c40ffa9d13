//! The requests to the table that each operation costs: the key, the work, and the event of an act.

use http::Method;
use serde_json::{Value, json};

use super::desk::{Desk, EXTERNAL, IBAN, INTERNAL, OTHER_IBAN, iuv, nav};

/// Reading the key, and noting the call.
const KEY: u64 = 2;
const EVENT: u64 = 1;
/// A position by its id: the pointer, and the position.
const BY_ID: u64 = 2;
const TRANSACTION: u64 = 1;
const BOOKMARK: u64 = 1;
/// A query a shard.
const LIST: u64 = 8;

/// What one request costs, with the settings warm.
async fn cost(desk: &Desk, mount: &str, what: (Method, &str), body: Option<&Value>) -> u64 {
    let (method, path) = what;
    desk.world.stack.counts.take();
    let answer = desk.ask(mount, method, path, body).await;
    assert!(answer.status < 300, "{path}: {answer:?}");
    desk.world.stack.counts.take()
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_positions_keeps_to_its_budget() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("A", 400)).await;
    desk.publish(&desk.one("B", 401)).await;
    let option = format!("{{org}}/paymentoptions/{}", nav(400));
    let by_iuv = format!("{{org}}/paymentoptions/{}/debtposition", iuv(400));
    for (mount, path, budget) in [
        (EXTERNAL, "{org}/debtpositions/A", KEY + BY_ID),
        (EXTERNAL, "{org}/debtpositions", KEY + LIST),
        (EXTERNAL, "{org}/debtpositions?limit=1", KEY + LIST + 1),
        (
            EXTERNAL,
            "{org}/debtpositions?limit=1&page=1",
            KEY + 1 + LIST,
        ),
        (EXTERNAL, "{org}/debtpositions?orderby=IUPD", KEY + LIST),
        (EXTERNAL, "{org}/debtpositions?status=PAID", KEY + LIST),
        // Those that open this minute are stored as published still.
        (EXTERNAL, "{org}/debtpositions?status=VALID", KEY + 2 * LIST),
        (INTERNAL, option.as_str(), KEY + 1),
        (INTERNAL, by_iuv.as_str(), KEY + 1),
    ] {
        let spent = cost(&desk, mount, (Method::GET, path), None).await;
        assert_eq!(spent, budget, "{path}");
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn writing_positions_keeps_to_its_budget() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("A", 410)).await;
    let body = desk.one("B", 411);
    let new = json!({ "newIban": OTHER_IBAN });
    let old = format!("{{org}}/debtpositions/transfers?oldIban={IBAN}");
    let change = KEY + BY_ID + TRANSACTION + EVENT;
    let (put, patch) = (Method::PUT, Method::PATCH);
    let path = "{org}/debtpositions";
    let spent = cost(&desk, EXTERNAL, (Method::POST, path), Some(&body)).await;
    assert_eq!(spent, KEY + TRANSACTION + EVENT, "a new one");
    let path = "{org}/debtpositions/B/publish";
    let spent = cost(&desk, EXTERNAL, (Method::POST, path), None).await;
    assert_eq!(spent, change, "publish");
    let path = "{org}/debtpositions/B?toPublish=true";
    let spent = cost(&desk, EXTERNAL, (put.clone(), path), Some(&body)).await;
    assert_eq!(spent, KEY + BY_ID + EVENT, "an update that changes nothing");
    let other = desk.one("B", 412);
    let spent = cost(&desk, EXTERNAL, (put, path), Some(&other)).await;
    assert_eq!(spent, change, "an update");
    let spent = cost(&desk, EXTERNAL, (patch, &old), Some(&new)).await;
    let walk = BOOKMARK + 4 * LIST;
    assert_eq!(spent, KEY + walk + 2 * TRANSACTION + EVENT, "two accounts");
    let path = "{org}/debtpositions/A/invalidate";
    let spent = cost(&desk, EXTERNAL, (Method::POST, path), None).await;
    assert_eq!(spent, change, "invalidate");
    let path = "{org}/debtpositions/A";
    let spent = cost(&desk, EXTERNAL, (Method::DELETE, path), None).await;
    assert_eq!(spent, change, "delete");
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_a_part_keeps_to_its_budget() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("A", 420)).await;
    desk.publish(&desk.one("B", 421)).await;
    let fee = json!({ "notificationFee": 100 });
    let paid = json!({ "pspCompany": "PSP", "idReceipt": "R" });
    let option = |end: &str| format!("{{org}}/paymentoptions/{}{end}", nav(420));
    let report = format!("{{org}}/paymentoptions/{}/transfers/1/report", iuv(420));
    let beside = format!("{{org}}/paymentoptions/paids/{}", nav(421));
    let part = KEY + 1 + TRANSACTION + EVENT;
    let (post, put) = (Method::POST, Method::PUT);
    let path = option("/notificationfee");
    let spent = cost(&desk, INTERNAL, (put, &path), Some(&fee)).await;
    assert_eq!(
        spent,
        part + 2,
        "a fee, and what the journal says of the notice"
    );
    let path = option("/pay");
    let spent = cost(&desk, INTERNAL, (post.clone(), &path), Some(&paid)).await;
    assert_eq!(spent, part, "pay");
    let spent = cost(&desk, INTERNAL, (post.clone(), &report), None).await;
    assert_eq!(spent, part, "report");
    let spent = cost(&desk, EXTERNAL, (post, &beside), Some(&json!({}))).await;
    assert_eq!(spent, part, "paid beside pagoPA");
    desk.world.stack.stop().await;
}
