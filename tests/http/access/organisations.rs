//! For which organisation somebody works.

use http::{StatusCode, header};

use super::browser::CAREFUL;
use super::world::{NEIGHBOUR, TOWN, World};

const HERE: &str = "/panel/organisation";
const SESSION: &str = "__Host-session";

#[tokio::test]
async fn who_belongs_to_two_chooses_and_can_go_back() {
    let world = World::new().await;
    world.careful_in_two().await;
    let browser = world.browser();
    let answer = browser.sign_in().await;
    assert_eq!(
        answer.header(header::LOCATION),
        "/panel/organisation?next=/panel"
    );
    let page = browser.get(HERE).await;
    assert!(page.body.contains("Lavora per Comune di Valdorra"));
    assert!(page.body.contains("Lavora per Ordine vicino"));
    let old = browser.cookie(SESSION).unwrap();
    world.count.take();
    let fields = [("tenant", NEIGHBOUR), ("next", "/panel")];
    let chosen = browser.post(HERE, &fields).await;
    assert_eq!(
        world.count.take(),
        1 + 3,
        "the gate, user, session, transaction"
    );
    assert_eq!(chosen.header(header::LOCATION), "/panel");
    let home = browser.get("/panel").await;
    assert!(home.body.contains("<h1>Ordine vicino</h1>"));
    assert!(
        home.body.contains(&format!("href=\"{HERE}\"")),
        "a way back"
    );
    assert_ne!(browser.cookie(SESSION).unwrap(), old, "another id");
    let thief = world.browser();
    thief.keep(SESSION, &old);
    assert!(!thief.is_inside().await, "the old one ended");
    browser.post(HERE, &[("tenant", TOWN)]).await;
    assert!(
        browser
            .get("/panel")
            .await
            .body
            .contains("<h1>Comune di Valdorra</h1>")
    );
}

#[tokio::test]
async fn who_belongs_to_one_is_not_asked() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    let answer = browser.sign_in().await;
    assert_eq!(answer.header(header::LOCATION), "/panel");
    let page = browser.get(HERE).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.header(header::LOCATION), "/panel");
}

#[tokio::test]
async fn an_organisation_of_others_is_like_none() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.sign_in().await;
    let foreign = browser.post(HERE, &[("tenant", NEIGHBOUR)]).await;
    let unknown = browser.post(HERE, &[("tenant", "00000000000")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(foreign.body, unknown.body);
    assert!(!foreign.body.contains(CAREFUL));
}
