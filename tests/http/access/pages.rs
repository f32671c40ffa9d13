//! Every page of the room, in every state, held to what is asked of all pages.

use access::Role;
use jiff::SignedDuration;
use platform::web::inspect;

use super::browser::{CAREFUL, CAREFUL_PASSWORD};
use super::gate::change_role;
use super::world::{Answer, EMAIL, PASSWORD, World};

#[track_caller]
fn is_sound(page: &Answer) {
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(inspect::faults(&page.body), [""; 0], "{}", page.body);
}

#[tokio::test]
async fn the_sign_in_page_is_sound_in_every_state() {
    let world = World::new().await;
    is_sound(&world.get("/panel/sign-in", &[]).await);
    is_sound(&world.sign_in("", "").await);
    is_sound(&world.sign_in(inspect::HOSTILE, PASSWORD).await);
    for _ in 0..6 {
        is_sound(&world.sign_in(EMAIL, "sbagliata").await);
    }
}

#[tokio::test]
async fn the_home_page_is_sound_with_and_without_rooms() {
    let world = World::new().await;
    for role in [Role::Secretary, Role::Customer] {
        change_role(&world, role).await;
        let cookie = world.session().await;
        is_sound(&world.get("/panel", &[("cookie", &cookie)]).await);
    }
}

#[tokio::test]
async fn the_pages_of_the_door_are_sound_in_every_state() {
    let world = World::new().await;
    world.careful_in_two().await;
    let browser = world.browser();
    is_sound(&browser.get("/panel/sign-in/code").await);
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    is_sound(&browser.get("/panel/sign-in/code").await);
    for code in ["", inspect::HOSTILE, "000000"] {
        is_sound(&browser.code(code).await);
    }
    browser.code(&world.code().await).await;
    is_sound(&browser.get("/panel/organisation").await);
    is_sound(&browser.get("/panel/profile/security").await);
    let path = "/panel/profile/security/password";
    is_sound(&browser.post(path, &[("password", "corta")]).await);
    is_sound(&browser.get("/panel/recover").await);
    for email in ["", inspect::HOSTILE, CAREFUL] {
        is_sound(&browser.post("/panel/recover", &[("email", email)]).await);
    }
    let mails = world.mails().await;
    let line = mails[0]
        .text
        .lines()
        .find(|line| line.contains("/panel/recover/"));
    let link = line
        .unwrap()
        .strip_prefix("https://sportello.example")
        .unwrap();
    is_sound(&browser.get(link).await);
    is_sound(&browser.post(link, &[("password", "corta")]).await);
    world.clock.advance(SignedDuration::from_mins(30));
    is_sound(&browser.get(link).await);
}
