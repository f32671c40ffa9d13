use access::Role;
use access::domain::email::Email;
use access::domain::user::User;
use access::store::users;
use http::{StatusCode, header};
use jiff::SignedDuration;
use kernel::ids::UserId;

use super::world::{Answer, EMAIL, NEIGHBOUR, PASSWORD, World, membership};

const OTHER_USER: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";

/// What a person or a programme could tell two answers apart by.
fn seen(answer: &Answer, email: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let headers = answer.headers.iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), format!("{value:?}")))
        .collect();
    (answer.status, headers, answer.body.replace(email, "…"))
}

#[tokio::test]
async fn the_page_asks_for_address_and_password() {
    let world = World::new().await;
    let page = world
        .get("/panel/sign-in?next=/panel/payments/imports", &[])
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<h1>Accedi</h1>"));
    assert!(
        page.body
            .contains("name=\"next\" value=\"/panel/payments/imports\"")
    );
    assert!(page.body.contains("autocomplete=\"current-password\""));
    assert_eq!(world.count.get(), 0);
}

#[tokio::test]
async fn the_right_password_opens_a_session_for_the_page_that_was_wanted() {
    let world = World::new().await;
    let next = "/panel/payments/imports";
    let answer = world.sign_in_with(EMAIL, PASSWORD, next, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), next);
    let cookie = answer.cookie().to_owned();
    let page = world.get(next, &[("cookie", &cookie)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.starts_with("user:01") && page.body.ends_with("for 80047110152"));
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let world = World::new().await;
    for next in [
        "https://evil.example/panel",
        "//evil.example",
        "/panel//evil.example",
    ] {
        let answer = world.sign_in_with(EMAIL, PASSWORD, next, &[]).await;
        assert_eq!(answer.header(header::LOCATION), "/panel");
    }
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts() {
    let world = World::new().await;
    let answer = world.sign_in(EMAIL, PASSWORD).await;
    let cookie = answer.header(header::SET_COOKIE);
    let (pair, flags) = cookie.split_once("; ").unwrap();
    assert_eq!(
        flags,
        "Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=43200"
    );
    let (name, value) = pair.split_once('=').unwrap();
    assert_eq!(name, "__Host-session");
    let (_, secret) = value.split_once('.').unwrap();
    assert_eq!(secret.len(), 64, "256 bits in hexadecimal");
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer_for_the_same_work() {
    let world = World::new().await;
    let wrong = world.sign_in(EMAIL, "sbagliata").await;
    let wrong_requests = world.count.take();
    let nobody = "di.nessuno@valdorra.example";
    assert_eq!(
        nobody.len(),
        EMAIL.len(),
        "the page shows the address again"
    );
    let unknown = world.sign_in(nobody, "sbagliata").await;
    let unknown_requests = world.count.take();
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong
            .body
            .contains("Indirizzo e-mail, nome utente o password non corretti.")
    );
    assert_eq!(seen(&wrong, EMAIL), seen(&unknown, nobody));
    assert_eq!((wrong_requests, unknown_requests), (4, 4));
}

#[tokio::test]
async fn a_user_without_password_or_organisation_is_refused_like_anybody() {
    let world = World::new().await;
    let found = users::find(&world.table, &Email::parse(EMAIL).unwrap())
        .await
        .unwrap()
        .unwrap();
    let user = User {
        memberships: Vec::new(),
        ..found.user.clone()
    };
    assert!(
        users::change(&world.table, &found, user, "test", found_at())
            .await
            .unwrap()
    );
    assert_eq!(
        world.sign_in(EMAIL, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let id = UserId::parse(OTHER_USER).unwrap();
    let email = Email::parse("invitata@valdorra.example").unwrap();
    let invited = User::new(id, email, "Bea").with_memberships(vec![membership(
        NEIGHBOUR,
        "Vicino",
        Role::Viewer,
    )]);
    assert!(users::create(&world.table, invited).await.unwrap());
    let answer = world.sign_in("invitata@valdorra.example", "nobody").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

fn found_at() -> jiff::Timestamp {
    "2026-03-02T08:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn what_is_no_address_is_told_at_its_field_and_kept() {
    let world = World::new().await;
    let answer = world.sign_in("<b>segreteria", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Scrivi un indirizzo e-mail"));
    assert!(answer.body.contains("segreteria") && !answer.body.contains("<b>segreteria"));
    assert!(
        !answer.body.contains("Corretto cavallo"),
        "a password is never given back"
    );
    let empty = world.sign_in("", "").await;
    assert!(
        empty.body.contains("Compila questo campo.") && empty.body.contains("Scrivi la password.")
    );
    assert_eq!(world.count.get(), 0);
}

#[tokio::test]
async fn signing_in_gives_a_new_id_and_ends_the_one_before() {
    let world = World::new().await;
    let first = world.session().await;
    let again = world
        .sign_in_with(EMAIL, PASSWORD, "", &[("cookie", &first)])
        .await;
    assert_ne!(again.cookie(), first);
    let old = world.get("/panel", &[("cookie", &first)]).await;
    assert_eq!(
        old.status,
        StatusCode::SEE_OTHER,
        "the session from before is gone"
    );
    let new = world.get("/panel", &[("cookie", again.cookie())]).await;
    assert_eq!(new.status, StatusCode::OK);
}

#[tokio::test]
async fn an_id_brought_from_outside_is_worth_nothing() {
    let world = World::new().await;
    let planted = format!("__Host-session={OTHER_USER}.{}", "00".repeat(32));
    let answer = world
        .sign_in_with(EMAIL, PASSWORD, "", &[("cookie", &planted)])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_ne!(answer.cookie(), planted);
    let page = world.get("/panel", &[("cookie", &planted)]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_whatever_is_done_with_it() {
    let world = World::new().await;
    let cookie = world.session().await;
    world
        .clock
        .advance(SignedDuration::from_secs(12 * 3600 - 1));
    assert_eq!(
        world.get("/panel", &[("cookie", &cookie)]).await.status,
        StatusCode::OK
    );
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(
        world.get("/panel", &[("cookie", &cookie)]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn guessing_is_braked_for_known_and_unknown_addresses_alike() {
    let world = World::new().await;
    for email in [EMAIL, "nessuno@valdorra.example"] {
        for _ in 0..5 {
            let answer = world.sign_in(email, "sbagliata").await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let braked = world.sign_in(email, "sbagliata").await;
        assert_eq!(braked.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(braked.header(header::RETRY_AFTER), "1");
        assert!(braked.body.contains("riprova tra 1 secondo."));
    }
}

#[tokio::test]
async fn whoever_guesses_at_an_account_delays_its_owner_a_minute_at_most() {
    let world = World::new().await;
    for _ in 0..40 {
        world.sign_in(EMAIL, "sbagliata").await;
        world.clock.advance(SignedDuration::from_secs(20));
    }
    world.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(
        world.sign_in(EMAIL, PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
    let after = world.sign_in(EMAIL, "sbagliata").await;
    assert_eq!(
        after.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "signing in cleared the count"
    );
}

#[tokio::test]
async fn many_guesses_at_once_are_no_faster_than_one_after_the_other() {
    let world = World::new().await;
    let tries = (0..20).map(|_| world.sign_in(EMAIL, "sbagliata"));
    let answers = futures::future::join_all(tries).await;
    let looked_at = answers
        .iter()
        .filter(|a| a.status == StatusCode::UNPROCESSABLE_ENTITY)
        .count();
    assert!((1..=5).contains(&looked_at), "{looked_at}");
}

#[tokio::test]
async fn signing_in_and_every_page_keep_to_their_budgets() {
    let world = World::new().await;
    let cookie = world.session().await;
    assert_eq!(world.count.take(), 4, "signing in");
    world
        .get("/panel/payments/imports", &[("cookie", &cookie)])
        .await;
    assert_eq!(
        world.count.take(),
        1,
        "a page, before what the page itself reads"
    );
    world.get("/panel/payments/imports", &[]).await;
    assert_eq!(world.count.take(), 0, "a page without a cookie");
}

#[tokio::test]
async fn a_form_of_another_site_signs_nobody_in() {
    let world = World::new().await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let foreign = [form[0], ("sec-fetch-site", "cross-site")];
    let answer = world
        .send(http::Method::POST, "/panel/sign-in", &foreign)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
