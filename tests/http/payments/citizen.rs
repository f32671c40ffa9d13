//! The citizen's counter.

use reqwest::StatusCode;
use reqwest::redirect::Policy;

use super::world::{DEBTOR, World, hidden};

const STRANGER: &str = "MRTMTT91D08F205J";
const UNKNOWN: &str = "307000000000000075";

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_found_with_its_number_and_the_debtors_code() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let spaced = format!(" {} {} ", &notice[..4], &notice[4..]);
    let answer = find(&world, &spaced, &DEBTOR.to_lowercase()).await;
    assert_eq!(answer.0, StatusCode::OK, "{}", answer.1);
    for wanted in [
        "Comune di Valdorra",
        "30,00",
        "Mensa di marzo",
        "R•••• M••••",
        "Paga online",
    ] {
        assert!(answer.1.contains(wanted), "{wanted} not in {}", answer.1);
    }
    assert!(!answer.1.contains(DEBTOR), "the page repeats the tax code");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_asks_for_two_things_and_costs_no_request() {
    let world = World::start().await;
    let answer = world.http.get(world.url("/pay")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let page = answer.text().await.unwrap();
    assert!(page.contains("action=\"/pay/notice\""), "{page}");
    assert_eq!(page.matches("<input").count(), 2, "{page}");
    assert_eq!(world.stack.counts.take(), 0);
    for slash in ["/pay/", "/panel/"] {
        let answer = world.http.get(world.url(slash)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{slash}");
        assert!(!answer.url().path().ends_with('/'), "{slash}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_and_not_yours_are_the_same_answer() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let strangers = find(&world, &notice, STRANGER).await;
    let unknown = find(&world, UNKNOWN, STRANGER).await;
    assert_eq!(strangers.0, StatusCode::NOT_FOUND);
    assert_eq!(unknown.0, StatusCode::NOT_FOUND);
    assert_eq!(
        strangers.1.replace(&notice, "N"),
        unknown.1.replace(UNKNOWN, "N")
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_braked_for_the_code_that_is_guessed_with() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    for _ in 0..10 {
        assert_eq!(
            find(&world, UNKNOWN, STRANGER).await.0,
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(
        find(&world, UNKNOWN, STRANGER).await.0,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(
        find(&world, &notice, STRANGER).await.0,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(
        find(&world, &notice, DEBTOR).await.0,
        StatusCode::OK,
        "others are not held up"
    );
    world
        .stack
        .clock
        .advance(jiff::SignedDuration::from_hours(2));
    assert_eq!(
        find(&world, UNKNOWN, STRANGER).await.0,
        StatusCode::NOT_FOUND
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_told_in_the_form_and_kept() {
    let world = World::start().await;
    let (status, page) = find(&world, "12345", "ROSSI").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("value=\"12345\"") && page.contains("value=\"ROSSI\""),
        "{page}"
    );
    assert!(page.matches("aria-invalid=\"true\"").count() == 2, "{page}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buttons_lead_to_notice_checkout_and_receipt() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let (_, page) = find(&world, &notice, DEBTOR).await;
    let token = hidden(&page, "token");
    assert!(!token.contains(&notice));
    let pdf = world.form("/pay/notice/pdf", &[("token", &token)]).await;
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert_eq!(pdf.headers()["cache-control"], "no-store");

    let quiet = reqwest::Client::builder()
        .redirect(Policy::none())
        .build()
        .unwrap();
    let request = quiet.post(world.url("/pay/notice/checkout"));
    let request = request
        .header("Sec-Fetch-Site", "same-origin")
        .form(&[("token", &token)]);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cart = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(cart.contains("/_local/checkout/"), "{cart}");
    assert!(!cart.contains(&notice));

    world.pay(&notice).await;
    let (_, page) = find(&world, &notice, DEBTOR).await;
    assert!(
        page.contains("Scarica la ricevuta") && !page.contains("Paga online"),
        "{page}"
    );
    let receipt = world
        .form("/pay/receipt", &[("token", &hidden(&page, "token"))])
        .await;
    assert_eq!(receipt.headers()["content-type"], "application/pdf");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_ours_or_too_old_opens_nothing() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let (_, page) = find(&world, &notice, DEBTOR).await;
    let token = hidden(&page, "token");
    let mut forged = token.clone();
    forged.replace_range(40..41, if &token[40..41] == "A" { "B" } else { "A" });
    for wrong in ["", "abc", &forged] {
        let answer = world.form("/pay/notice/pdf", &[("token", wrong)]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
    world
        .stack
        .clock
        .advance(jiff::SignedDuration::from_hours(3));
    let answer = world.form("/pay/notice/pdf", &[("token", &token)]).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_is_refused() {
    let world = World::start().await;
    let request = world
        .http
        .post(world.url("/pay/notice"))
        .header("Sec-Fetch-Site", "cross-site");
    let request = request.form(&[("notice_number", UNKNOWN), ("tax_code", DEBTOR)]);
    assert_eq!(
        request.send().await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
    world.stack.stop().await;
}

async fn find(world: &World, notice: &str, tax_code: &str) -> (StatusCode, String) {
    let fields = [("notice_number", notice), ("tax_code", tax_code)];
    let answer = world.form("/pay/notice", &fields).await;
    (answer.status(), answer.text().await.unwrap())
}
