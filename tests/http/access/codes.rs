//! The second step of signing in.

use http::{StatusCode, header};
use jiff::SignedDuration;

use super::browser::{CAREFUL, CAREFUL_PASSWORD, USERNAME};
use super::world::World;

const ATTEMPT: &str = "__Host-attempt";

/// Another code than this one.
fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

#[tokio::test]
async fn the_code_that_came_by_mail_opens_a_session() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    let first = browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(world.count.take(), 4, "the first step");
    assert_eq!(first.header(header::LOCATION), "/panel/sign-in/code");
    assert!(
        !browser.is_inside().await,
        "the password alone opens nothing"
    );
    world.count.take();
    let page = browser.get("/panel/sign-in/code").await;
    assert_eq!(world.count.take(), 1, "the page");
    assert!(page.body.contains("a…i@valdorra.example") && !page.body.contains(CAREFUL));
    assert!(page.body.contains("autocomplete=\"one-time-code\""));
    assert!(page.body.contains("inputmode=\"numeric\""));
    let code = world.code().await;
    let answer = browser.code(&code).await;
    assert_eq!(world.count.take(), 3, "the second step");
    assert_eq!(answer.header(header::LOCATION), "/panel");
    assert!(browser.is_inside().await);
    assert_eq!(browser.cookie(ATTEMPT), None);
}

#[tokio::test]
async fn signing_in_leads_to_the_page_that_was_wanted_also_past_the_code() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    let next = "/panel/payments/imports";
    let fields = [
        ("email", CAREFUL),
        ("password", CAREFUL_PASSWORD),
        ("next", next),
    ];
    browser.post("/panel/sign-in", &fields).await;
    let answer = browser.code(&world.code().await).await;
    assert_eq!(answer.header(header::LOCATION), next);
}

#[tokio::test]
async fn the_code_of_a_reseller_is_a_user_name() {
    let world = World::new().await;
    world.careful().await;
    for login in [USERNAME, "pec00ab12 "] {
        let browser = world.browser();
        let first = browser.password(login, CAREFUL_PASSWORD).await;
        assert_eq!(first.header(header::LOCATION), "/panel/sign-in/code");
        browser.code(&world.code().await).await;
        assert!(browser.is_inside().await);
    }
    let refused = world
        .browser()
        .password("PEC00ZZ99", CAREFUL_PASSWORD)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_code_is_worth_nothing_in_another_attempt() {
    let world = World::new().await;
    world.careful().await;
    let (mine, other) = (world.browser(), world.browser());
    mine.password(CAREFUL, CAREFUL_PASSWORD).await;
    let code = world.code().await;
    other.password(CAREFUL, CAREFUL_PASSWORD).await;
    let refused = other.code(&code).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!other.is_inside().await);
    let nobody = world.browser().code(&code).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    mine.code(&code).await;
    assert!(mine.is_inside().await);
}

#[tokio::test]
async fn of_fifty_uses_at_once_one_succeeds() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    let attempt = browser.cookie(ATTEMPT).unwrap();
    let code = world.code().await;
    let thieves: Vec<_> = (0..50).map(|_| world.browser()).collect();
    let uses = thieves.iter().map(|thief| {
        thief.keep(ATTEMPT, &attempt);
        thief.code(&code)
    });
    let answers = futures::future::join_all(uses).await;
    let opened = |answer: &&super::world::Answer| answer.status == StatusCode::SEE_OTHER;
    assert_eq!(answers.iter().filter(opened).count(), 1);
    browser.keep(ATTEMPT, &attempt);
    let again = browser.code(&code).await;
    assert_eq!(
        again.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "used is used"
    );
    assert!(!browser.is_inside().await);
}

#[tokio::test]
async fn the_fifth_wrong_code_ends_the_attempt() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    let attempt = browser.cookie(ATTEMPT).unwrap();
    let code = world.code().await;
    for left in ["restano 4", "restano 3", "restano 2", "resta un tentativo"] {
        let answer = browser.code(&wrong(&code)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(left), "{}", answer.body);
    }
    let last = browser.code(&wrong(&code)).await;
    assert!(last.body.contains("Ricomincia da qui."));
    assert_eq!(browser.cookie(ATTEMPT), None);
    browser.keep(ATTEMPT, &attempt);
    let late = browser.code(&code).await;
    assert!(late.body.contains("Ricomincia da qui."));
    assert!(!browser.is_inside().await);
}

#[tokio::test]
async fn wrong_codes_at_once_are_no_more_than_five_tries() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    let code = world.code().await;
    world.count.take();
    let bad = wrong(&code);
    let tries = (0..20).map(|_| browser.code(&bad));
    let answers = futures::future::join_all(tries).await;
    let looked_at = answers.iter().filter(|answer| {
        answer.body.contains("non è quello") || answer.body.contains("Ricomincia da qui.")
    });
    assert!(looked_at.count() >= 1);
    let counted = answers
        .iter()
        .filter(|answer| answer.body.contains("non è quello"));
    assert!(counted.count() <= 5);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_another_one_replaces_it() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    let first = world.code().await;
    world.clock.advance(SignedDuration::from_secs(600));
    let old = browser.code(&first).await;
    assert!(old.body.contains("Questo codice è scaduto"));
    let again = browser.post("/panel/sign-in/code/again", &[]).await;
    assert_eq!(
        world.count.take(),
        1 + 2,
        "a code that is too old, and another one"
    );
    assert_eq!(again.header(header::LOCATION), "/panel/sign-in/code?sent=1");
    let page = browser.get("/panel/sign-in/code?sent=1").await;
    assert!(page.body.contains("vale solo l’ultimo"));
    let second = world.code().await;
    assert_ne!(first, second);
    browser.code(&first).await;
    assert!(!browser.is_inside().await);
    browser.code(&second).await;
    assert!(browser.is_inside().await);
}

#[tokio::test]
async fn an_account_gets_three_mails_in_a_quarter_of_an_hour_whoever_asks() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    browser.post("/panel/sign-in/code/again", &[]).await;
    world.browser().password(CAREFUL, CAREFUL_PASSWORD).await;
    let refused = browser.post("/panel/sign-in/code/again", &[]).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.body.contains("dopo le 09:15"), "{}", refused.body);
    let fourth = world.browser();
    let answer = fourth.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(answer.header(header::LOCATION), "/panel/sign-in/code");
    let page = fourth.get("/panel/sign-in/code").await;
    assert!(page.body.contains("Sono già stati chiesti molti codici"));
    assert_eq!(world.mails().await.len(), 3);
    for code in ["000000", "123456"] {
        let silent = fourth.code(code).await;
        assert!(
            silent.body.contains("chiedine un altro"),
            "no code was made"
        );
    }
    world.clock.advance(SignedDuration::from_mins(15));
    fourth.post("/panel/sign-in/code/again", &[]).await;
    fourth.code(&world.code().await).await;
    assert!(fourth.is_inside().await);
}

#[tokio::test]
async fn the_table_holds_no_code() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    let waiting = super::mails::payloads(&world).await;
    let code = world.code().await;
    assert_eq!(waiting.len(), 1);
    assert!(!waiting[0].contains(&code) && !waiting[0].contains('@'));
}
