//! Positions found by the id that a client gave them, whatever its form.

use http::Method;
use serde_json::{Value, json};

use super::desk::{Answer, Desk, EXTERNAL, INTERNAL_2, nav};
use crate::payments::world::CREDITOR;

const TAKEN: &str = "The debt position violated constraints of uniqueness";

/// An id as imports make them.
fn made_of(nav: &str) -> String {
    format!("{CREDITOR}-{nav}")
}

async fn bulk(desk: &Desk, method: Method, positions: &[Value]) -> Answer {
    let body = json!({ "paymentPositions": positions });
    let path = "{org}/debtpositions";
    desk.ask_freely(INTERNAL_2, method, path, Some(&body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_made_of_another_number_leads_to_its_position_and_is_taken_once() {
    let desk = Desk::open().await;
    let iupd = made_of(&nav(600));
    assert_eq!(desk.create(&desk.one(&iupd, 601)).await.status, 201);
    let path = format!("{{org}}/debtpositions/{iupd}");
    assert_eq!(desk.get(&path).await.body["iupd"], json!(iupd));
    for base in [600, 602] {
        let again = desk.create(&desk.one(&iupd, base)).await;
        assert_eq!(
            (again.status, &again.body["title"]),
            (409, &json!(TAKEN)),
            "{base}"
        );
    }
    let both = [desk.one("NUOVA", 603), desk.one(&iupd, 604)];
    let refused = bulk(&desk, Method::POST, &both).await;
    let detail = refused.body["detail"].as_str().unwrap_or_default();
    assert!(
        refused.status == 409 && detail.contains("paymentPositions[1]"),
        "{refused:?}"
    );
    let mut changed = desk.one(&iupd, 601);
    changed["companyName"] = json!("Comune di Valdorra Terme");
    assert_eq!(bulk(&desk, Method::PUT, &[changed]).await.status, 200);
    let read = desk.get(&path).await.body;
    assert_eq!(read["companyName"], "Comune di Valdorra Terme");
    let gone = desk.ask(EXTERNAL, Method::DELETE, &path, None).await;
    assert_eq!(gone.status, 200);
    let anew = bulk(&desk, Method::POST, &[desk.one(&iupd, 600)]).await;
    assert_eq!(anew.status, 201, "{anew:?}");
    assert_eq!(desk.get(&path).await.status, 200);
    let again = bulk(&desk, Method::POST, &[desk.one(&iupd, 605)]).await;
    assert_eq!(again.status, 409);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_of_an_imports_position_is_taken_and_its_position_stays() {
    let desk = Desk::open().await;
    let published = desk.world.publish(1).await;
    let iupd = made_of(&published.notices[0]);
    let path = format!("{{org}}/debtpositions/{iupd}");
    assert_eq!(desk.get(&path).await.body["iupd"], json!(iupd));
    let again = desk.create(&desk.one(&iupd, 610)).await;
    assert_eq!((again.status, &again.body["title"]), (409, &json!(TAKEN)));
    let both = [desk.one("NUOVA", 611), desk.one(&iupd, 612)];
    let refused = bulk(&desk, Method::POST, &both).await;
    let detail = refused.body["detail"].as_str().unwrap_or_default();
    assert!(
        refused.status == 409 && detail.contains("paymentPositions[1]"),
        "{refused:?}"
    );
    let single = desk.ask(EXTERNAL, Method::DELETE, &path, None).await;
    let body = json!({ "paymentPositionIUPDs": [iupd] });
    let path = "{org}/debtpositions";
    let several = desk
        .ask_freely(INTERNAL_2, Method::DELETE, path, Some(&body))
        .await;
    let title = json!("The debt position cannot be deleted");
    for answer in [single, several] {
        assert_eq!(
            (answer.status, &answer.body["title"]),
            (409, &title),
            "{answer:?}"
        );
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_plan_is_given_other_numbers_at_once() {
    let desk = Desk::open().await;
    let plan = |from: u64| {
        let parts = (from..from + 60).map(|base| desk.part(base, 1_000, true));
        super::desk::position("LUNGA", parts.collect())
    };
    assert_eq!(desk.publish(&plan(1_000)).await.status, 201);
    let path = "{org}/debtpositions/LUNGA?toPublish=true";
    let put = desk
        .ask(EXTERNAL, Method::PUT, path, Some(&plan(2_000)))
        .await;
    assert_eq!(put.status, 200, "{:?}", put.body["detail"]);
    let read = desk.get("{org}/debtpositions/LUNGA").await.body;
    let parts = read["paymentOption"].as_array().unwrap();
    assert_eq!(parts.len(), 60);
    assert!(parts.iter().any(|part| part["nav"] == json!(nav(2_059))));
    let taken = desk.one("ALTRA", 2_030);
    assert_eq!(
        desk.create(&taken).await.status,
        409,
        "a number of the plan"
    );
    // The number under which the position stands stays its own: somebody may have begun to pay it.
    assert_eq!(desk.create(&desk.one("ALTRA", 1_000)).await.status, 409);
    let unknown = format!("{{org}}/paymentoptions/paids/{}", nav(1_000));
    let unknown = desk
        .ask(EXTERNAL, Method::POST, &unknown, Some(&json!({})))
        .await;
    assert_eq!(unknown.status, 404);
    desk.world.stack.stop().await;
}
