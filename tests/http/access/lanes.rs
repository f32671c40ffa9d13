//! The brake on guessing: strangers are slow, the owner gets in.

use http::{StatusCode, header};
use jiff::SignedDuration;

use super::browser::{CAREFUL, CAREFUL_PASSWORD};
use super::world::{EMAIL, PASSWORD, World};

#[tokio::test]
async fn who_guesses_all_day_from_elsewhere_does_not_keep_the_owner_waiting() {
    let world = World::new().await;
    let attacker = world.browser().from("198.51.100.7");
    for _ in 0..60 {
        attacker.password(EMAIL, "sbagliata").await;
        world.clock.advance(SignedDuration::from_secs(7));
    }
    let braked = attacker.password(EMAIL, PASSWORD).await;
    assert_eq!(
        braked.status,
        StatusCode::TOO_MANY_REQUESTS,
        "even with the right one"
    );
    let owner = world.browser().from("203.0.113.9");
    let answer = owner.password(EMAIL, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

/// Ten guesses from each of many networks, until strangers wait.
async fn besiege(world: &World, email: &str) {
    for network in 0..40 {
        let from = format!("198.51.{network}.7");
        let bot = world.browser().from(&from);
        for _ in 0..3 {
            bot.password(email, "sbagliata").await;
        }
    }
}

#[tokio::test]
async fn guesses_from_everywhere_slow_strangers_down_and_no_known_browser() {
    let world = World::new().await;
    let owner = world.browser().from("203.0.113.9");
    owner.password(EMAIL, PASSWORD).await;
    owner.post("/panel/sign-out", &[]).await;
    besiege(&world, EMAIL).await;
    let stranger = world.browser().from("192.0.2.1");
    let braked = stranger.password(EMAIL, PASSWORD).await;
    assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(braked.body.contains("Password dimenticata?"));
    let answer = owner.password(EMAIL, PASSWORD).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "a browser that is known"
    );
}

#[tokio::test]
async fn a_known_browser_is_no_way_to_guess_faster_and_none_for_other_accounts() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.password(EMAIL, PASSWORD).await;
    for _ in 0..5 {
        let answer = browser.password(EMAIL, "sbagliata").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let braked = browser.password(EMAIL, "sbagliata").await;
    assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
    besiege(&world, CAREFUL).await;
    let other = browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(
        other.status,
        StatusCode::TOO_MANY_REQUESTS,
        "known for one account alone"
    );
}

#[tokio::test]
async fn recovery_by_mail_works_whatever_is_guessed() {
    let world = World::new().await;
    world.careful().await;
    besiege(&world, CAREFUL).await;
    let owner = world.browser().from("192.0.2.1");
    let braked = owner.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
    owner.post("/panel/recover", &[("email", CAREFUL)]).await;
    let mails = world.mails().await;
    let line = mails[0]
        .text
        .lines()
        .find(|line| line.contains("/panel/recover/"));
    let link = line
        .unwrap()
        .strip_prefix("https://sportello.example")
        .unwrap();
    let fields = [
        ("password", "tre gatti sul tetto"),
        ("again", "tre gatti sul tetto"),
    ];
    owner.post(link, &fields).await;
    world.mails().await;
    let answer = owner.password(CAREFUL, "tre gatti sul tetto").await;
    assert_eq!(answer.header(header::LOCATION), "/panel/sign-in/code");
    owner.code(&world.code().await).await;
    assert!(owner.is_inside().await);
}

/// Never fails on time: the machine may be busy. What can be asserted, bytes and requests, is in `sign_in`.
#[tokio::test]
async fn a_known_and_an_unknown_address_take_as_long() {
    let world = World::new().await;
    let mut p50_ms = Vec::new();
    for email in [EMAIL, "nessuno@valdorra.example"] {
        let mut took_ms = Vec::new();
        for network in 0..15 {
            let from = format!("192.0.{network}.1");
            let browser = world.browser().from(&from);
            let began = std::time::Instant::now();
            let answer = browser.password(email, "sbagliata").await;
            took_ms.push(began.elapsed().as_secs_f64() * 1e3);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        took_ms.sort_by(f64::total_cmp);
        p50_ms.push(took_ms[took_ms.len() / 2]);
    }
    let difference_ms = p50_ms[0] - p50_ms[1];
    println!(
        "known {:.1} ms, unknown {:.1} ms, difference {difference_ms:+.1} ms",
        p50_ms[0], p50_ms[1]
    );
}
