//! The requests to the table that each operation costs: the key, the work, and the event of an act.

use http::Method;
use serde_json::{Value, json};

use super::desk::{Desk, EXTERNAL, IBAN, INTERNAL, OTHER_IBAN, iuv, nav};

const KEY: u64 = 1;
const EVENT: u64 = 1;
/// A position by its id: the pointer, and the position.
const BY_ID: u64 = 2;
const TRANSACTION: u64 = 1;

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_keeps_to_its_budget() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("A", 400)).await;
    let cost = async |mount: &str, method: Method, path: &str, body: Option<&Value>| {
        desk.world.stack.counts.take();
        let answer = desk.ask(mount, method, path, body).await;
        assert!(answer.status < 300, "{path}: {answer:?}");
        desk.world.stack.counts.take()
    };
    let (get, post, put) = (Method::GET, Method::POST, Method::PUT);
    let (body, paid) = (
        desk.one("B", 410),
        json!({ "pspCompany": "PSP", "idReceipt": "R" }),
    );
    let (new, fee) = (
        json!({ "newIban": OTHER_IBAN }),
        json!({ "notificationFee": 100 }),
    );
    let old = format!("{{org}}/debtpositions/transfers?oldIban={IBAN}");
    let option = |end: &str| format!("{{org}}/paymentoptions/{}{end}", nav(410));
    let report = format!("{{org}}/paymentoptions/{}/transfers/1/report", iuv(410));
    let change = KEY + BY_ID + TRANSACTION + EVENT;
    let part = KEY + 1 + TRANSACTION + EVENT;
    let none = None;
    let table: Vec<(&str, Method, String, Option<&Value>, u64)> = vec![
        (
            EXTERNAL,
            post.clone(),
            "{org}/debtpositions".into(),
            Some(&body),
            KEY + TRANSACTION + EVENT,
        ),
        (
            EXTERNAL,
            get.clone(),
            "{org}/debtpositions/B".into(),
            none,
            KEY + BY_ID,
        ),
        (
            EXTERNAL,
            get.clone(),
            "{org}/debtpositions".into(),
            none,
            KEY + 8,
        ),
        (
            EXTERNAL,
            get.clone(),
            "{org}/debtpositions?limit=1".into(),
            none,
            KEY + 8 + 1,
        ),
        (
            EXTERNAL,
            get.clone(),
            "{org}/debtpositions?limit=1&page=1".into(),
            none,
            KEY + 1 + 8,
        ),
        (
            EXTERNAL,
            post.clone(),
            "{org}/debtpositions/B/publish".into(),
            none,
            change,
        ),
        (
            EXTERNAL,
            put.clone(),
            "{org}/debtpositions/B?toPublish=true".into(),
            Some(&body),
            KEY + BY_ID + EVENT,
        ),
        (
            EXTERNAL,
            Method::PATCH,
            old,
            Some(&new),
            KEY + 4 * 8 + 2 * TRANSACTION + EVENT,
        ),
        (INTERNAL, get.clone(), option(""), none, KEY + 1),
        (
            INTERNAL,
            get.clone(),
            option("/debtposition"),
            none,
            KEY + 1,
        ),
        (
            INTERNAL,
            put.clone(),
            option("/notificationfee"),
            Some(&fee),
            part,
        ),
        (INTERNAL, post.clone(), option("/pay"), Some(&paid), part),
        (INTERNAL, post.clone(), report, none, part),
        (
            EXTERNAL,
            post.clone(),
            "{org}/debtpositions/A/invalidate".into(),
            none,
            change,
        ),
        (
            EXTERNAL,
            Method::DELETE,
            "{org}/debtpositions/A".into(),
            none,
            change,
        ),
    ];
    for (mount, method, path, body, budget) in table {
        let path = match path.ends_with("/debtposition") {
            true => path.replace(&nav(410), &iuv(410)),
            false => path,
        };
        let spent = cost(mount, method.clone(), &path, body).await;
        assert_eq!(spent, budget, "{method} {path}");
    }
    desk.world.stack.stop().await;
}
