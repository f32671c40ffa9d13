//! One's own sessions and password.

use http::{StatusCode, header};

use super::browser::{CAREFUL, CAREFUL_PASSWORD};
use super::world::World;

const HERE: &str = "/panel/profile/security";
const NEW: &str = "tre gatti sul tetto";

/// The digests of the other sessions, as the page names them.
fn others(page: &str) -> Vec<String> {
    page.split("name=\"session\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|digest| digest.len() == 64)
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn sessions_are_listed_and_one_is_ended() {
    let world = World::new().await;
    world.careful().await;
    let (mine, other) = (world.browser(), world.browser());
    mine.sign_in().await;
    other.sign_in().await;
    world.count.take();
    let page = mine.get(HERE).await;
    assert_eq!(world.count.take(), 1 + 2, "the gate, and two queries");
    assert!(page.body.contains("Firefox su Linux") && page.body.contains("Questa sessione"));
    let digests = others(&page.body);
    assert_eq!(digests.len(), 1);
    let path = "/panel/profile/security/sessions";
    let done = mine.post(path, &[("session", &digests[0])]).await;
    assert_eq!(
        done.header(header::LOCATION),
        "/panel/profile/security?done=session"
    );
    assert!(!other.is_inside().await && mine.is_inside().await);
}

#[tokio::test]
async fn all_other_sessions_end_at_one_press() {
    let world = World::new().await;
    world.careful().await;
    let (mine, other, third) = (world.browser(), world.browser(), world.browser());
    for browser in [&mine, &other, &third] {
        browser.sign_in().await;
    }
    let path = "/panel/profile/security/sessions";
    mine.post(path, &[("session", "others")]).await;
    assert!(mine.is_inside().await);
    assert!(!other.is_inside().await && !third.is_inside().await);
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_forgets_trusted_devices() {
    let world = World::new().await;
    world.careful().await;
    let (mine, other) = (world.browser(), world.browser());
    mine.sign_in().await;
    other.password(CAREFUL, CAREFUL_PASSWORD).await;
    let code = world.code().await;
    let fields = [("code", code.as_str()), ("trust", "yes")];
    other.post("/panel/sign-in/code", &fields).await;
    let path = "/panel/profile/security/password";
    let fields = [
        ("current", CAREFUL_PASSWORD),
        ("password", NEW),
        ("again", NEW),
    ];
    let done = mine.post(path, &fields).await;
    assert_eq!(
        done.header(header::LOCATION),
        "/panel/profile/security?done=password"
    );
    assert!(mine.is_inside().await && !other.is_inside().await);
    assert!(mine.get(HERE).await.body.contains("Nessun dispositivo"));
    assert_eq!(
        world.mails().await[0].subject,
        "La tua password è cambiata – Sportello dei pagamenti"
    );
    let next = other.password(CAREFUL, NEW).await;
    assert_eq!(next.header(header::LOCATION), "/panel/sign-in/code");
}

#[tokio::test]
async fn a_stolen_session_does_not_guess_the_password() {
    let world = World::new().await;
    world.careful().await;
    let thief = world.browser();
    thief.sign_in().await;
    let path = "/panel/profile/security/password";
    let fields = [("current", "sbagliata"), ("password", NEW), ("again", NEW)];
    for _ in 0..5 {
        let answer = thief.post(path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("Non è la tua password attuale."));
    }
    let braked = thief.post(path, &fields).await;
    assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
    let owner = world.browser().password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(
        owner.header(header::LOCATION),
        "/panel/sign-in/code",
        "nobody else waits"
    );
}
