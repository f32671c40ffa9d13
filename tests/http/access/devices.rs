//! Trusted devices.

use http::header;
use jiff::SignedDuration;

use super::browser::{Browser, CAREFUL, CAREFUL_PASSWORD};
use super::world::World;

const DEVICE: &str = "__Host-device";
const SECURITY: &str = "/panel/profile/security";

async fn sign_in_trusting(world: &World, browser: &Browser<'_>) {
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    let code = world.code().await;
    let fields = [("code", code.as_str()), ("trust", "yes")];
    browser.post("/panel/sign-in/code", &fields).await;
    assert!(browser.is_inside().await);
}

async fn sign_out(browser: &Browser<'_>) {
    browser.post("/panel/sign-out", &[]).await;
    assert!(!browser.is_inside().await);
}

/// The digest by which the page names the only device.
fn digest_of(page: &str) -> String {
    let rest = page.split("name=\"device\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_trusted_device_spares_the_code_for_thirty_days() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    sign_in_trusting(&world, &browser).await;
    let token = browser.cookie(DEVICE).unwrap();
    assert_eq!(token.split_once('.').unwrap().1.len(), 64, "256 bits");
    sign_out(&browser).await;
    world.clock.advance(SignedDuration::from_hours(25));
    world.count.take();
    let answer = browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(world.count.take(), 4, "with the last use written");
    assert_eq!(answer.header(header::LOCATION), "/panel");
    let page = browser.get(SECURITY).await;
    assert!(page.body.contains("Firefox su Linux") && page.body.contains("Questo dispositivo"));
    assert!(
        page.body.contains("Ultimo uso 03/03/2026 10:00"),
        "{}",
        page.body
    );
    world.clock.advance(SignedDuration::from_hours(29 * 24));
    let answer = browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(answer.header(header::LOCATION), "/panel/sign-in/code");
}

#[tokio::test]
async fn without_the_tick_the_next_sign_in_asks_for_a_code_again() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.sign_in().await;
    assert_eq!(browser.cookie(DEVICE), None);
    let answer = browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(answer.header(header::LOCATION), "/panel/sign-in/code");
}

#[tokio::test]
async fn a_device_that_is_removed_asks_for_the_code_at_once() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    for all in [false, true] {
        sign_in_trusting(&world, &browser).await;
        let digest = digest_of(&browser.get(SECURITY).await.body);
        let device = if all { "all" } else { digest.as_str() };
        let path = "/panel/profile/security/devices";
        let answer = browser.post(path, &[("device", device)]).await;
        assert!(answer.header(header::LOCATION).starts_with(SECURITY));
        let page = browser.get(SECURITY).await;
        assert!(page.body.contains("Nessun dispositivo"));
        let next = browser.password(CAREFUL, CAREFUL_PASSWORD).await;
        assert_eq!(next.header(header::LOCATION), "/panel/sign-in/code");
        world.mails().await;
        world.clock.advance(SignedDuration::from_hours(1));
    }
}

#[tokio::test]
async fn a_device_is_called_as_its_owner_says() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    sign_in_trusting(&world, &browser).await;
    let digest = digest_of(&browser.get(SECURITY).await.body);
    let fields = [("device", digest.as_str()), ("name", "Portatile <casa>")];
    browser
        .post("/panel/profile/security/devices", &fields)
        .await;
    let page = browser.get(SECURITY).await;
    assert!(
        page.body.contains("Portatile &#60;casa&#62;"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_device_of_somebody_else_spares_no_code() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    sign_in_trusting(&world, &browser).await;
    let stolen = browser.cookie(DEVICE).unwrap();
    let (user, secret) = stolen.split_once('.').unwrap();
    let thief = world.browser();
    thief.keep(DEVICE, &format!("{user}.{}", "0".repeat(secret.len())));
    let answer = thief.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(answer.header(header::LOCATION), "/panel/sign-in/code");
}
