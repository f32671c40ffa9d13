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
