//! A hundred at once have one effect.

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};

use super::desk::{Answer, Desk, EXTERNAL, INTERNAL, nav};

const AT_ONCE: usize = 100;

async fn all(
    desk: &Desk,
    mount: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Vec<u16> {
    let one = |_| desk.ask(mount, method.clone(), path, body);
    let answers: Vec<Answer> = join_all((0..AT_ONCE).map(one)).await;
    answers.iter().map(|answer| answer.status).collect()
}

fn count(statuses: &[u16], status: u16) -> usize {
    statuses.iter().filter(|one| **one == status).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_creates_publishes_updates_and_pays_have_one_effect_each() {
    let desk = Desk::open().await;
    let body = desk.one("GARA", 300);
    let made = all(
        &desk,
        EXTERNAL,
        Method::POST,
        "{org}/debtpositions",
        Some(&body),
    )
    .await;
    assert_eq!((count(&made, 201), count(&made, 409)), (1, AT_ONCE - 1));
    let path = "{org}/debtpositions/GARA/publish";
    let published = all(&desk, EXTERNAL, Method::POST, path, None).await;
    assert_eq!(
        (count(&published, 200), count(&published, 409)),
        (1, AT_ONCE - 1)
    );
    let version = async || {
        let nav = kernel::notice::NoticeNumber::parse(&nav(300)).unwrap();
        let cf = kernel::tax::OrgFiscalCode::parse(crate::payments::world::CREDITOR).unwrap();
        let found = payments::store::positions::by_nav(&desk.world.stack.parts.table, &cf, &nav);
        found.await.unwrap().unwrap().version
    };
    let before = version().await;
    let mut changed = body.clone();
    changed["fullName"] = json!("Mario Bianchi");
    let path = "{org}/debtpositions/GARA?toPublish=true";
    let updated = all(&desk, EXTERNAL, Method::PUT, path, Some(&changed)).await;
    assert_eq!(count(&updated, 200), AT_ONCE);
    assert_eq!(
        version().await,
        before + 1,
        "the same update once more changes nothing"
    );
    let path = format!("{{org}}/paymentoptions/{}/pay", nav(300));
    let paid = json!({ "pspCompany": "PSP", "idReceipt": "R-GARA" });
    let paid = all(&desk, INTERNAL, Method::POST, &path, Some(&paid)).await;
    assert_eq!((count(&paid, 200), count(&paid, 409)), (1, AT_ONCE - 1));
    assert_eq!(version().await, before + 2);
    desk.world.stack.stop().await;
}

/// The same position with another debtor and amount.
fn different(body: &Value, n: usize) -> Value {
    let mut body = body.clone();
    let cents = 3_000 + n;
    body["fullName"] = json!(format!("Debitore {n}"));
    body["paymentOption"][0]["amount"] = json!(cents);
    body["paymentOption"][0]["transfer"][0]["amount"] = json!(cents);
    body
}

/// Who it says owes how much, and in which share: all of one update.
fn said(position: &Value) -> (String, Value, Value) {
    let name = position["fullName"].as_str().unwrap().to_owned();
    let part = &position["paymentOption"][0];
    (
        name,
        part["amount"].clone(),
        part["transfer"][0]["amount"].clone(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_different_updates_leave_one_of_them_and_each_was_done_or_refused() {
    let desk = Desk::open().await;
    let body = desk.one("CONTESA", 310);
    desk.publish(&body).await;
    let path = "{org}/debtpositions/CONTESA?toPublish=true";
    let bodies: Vec<Value> = (0..AT_ONCE).map(|n| different(&body, n)).collect();
    let asked = bodies
        .iter()
        .map(|body| desk.ask_freely(EXTERNAL, Method::PUT, path, Some(body)));
    let answers: Vec<Answer> = join_all(asked).await;
    let mut done = Vec::new();
    for (body, answer) in bodies.iter().zip(&answers) {
        match answer.status {
            200 => {
                assert_eq!(said(&answer.body), said(body), "its own update is told");
                done.push(said(body));
            }
            429 => {
                let told = (&answer.body["title"], &answer.body["status"]);
                assert_eq!(told, (&json!("Too Many Requests"), &json!(429)));
            }
            other => panic!("{other}: {answer:?}"),
        }
    }
    println!("of {AT_ONCE} different updates {} were done", done.len());
    let part = format!("{{org}}/paymentoptions/{}", nav(310));
    let read = desk.ask(INTERNAL, Method::GET, &part, None).await.body;
    let left = said(&json!({ "fullName": read["fullName"], "paymentOption": [read] }));
    assert!(done.contains(&left), "{left:?}");
    assert_eq!(
        (left.1.clone(), &read["debtPositionStatus"]),
        (left.2, &json!("VALID"))
    );
    let cf = kernel::tax::OrgFiscalCode::parse(crate::payments::world::CREDITOR).unwrap();
    let number = kernel::notice::NoticeNumber::parse(&nav(310)).unwrap();
    let table = &desk.world.stack.parts.table;
    let stored = payments::store::positions::by_nav(table, &cf, &number).await;
    let version = stored.unwrap().unwrap().version;
    let done = u64::try_from(done.len()).unwrap();
    assert_eq!(
        version,
        1 + done,
        "each that was done is one step, and no other is"
    );
    // Who was refused may ask again.
    let again = desk
        .ask(EXTERNAL, Method::PUT, path, Some(&bodies[7]))
        .await;
    assert_eq!((again.status, said(&again.body)), (200, said(&bodies[7])));
    desk.world.stack.stop().await;
}
