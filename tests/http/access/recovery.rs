//! A forgotten password.

use access::domain::email::Email;
use access::store::users;
use http::{StatusCode, header};
use jiff::SignedDuration;

use super::browser::{Browser, CAREFUL, CAREFUL_PASSWORD};
use super::world::{Answer, World};

const NEW: &str = "tre gatti sul tetto";

async fn ask(browser: &Browser<'_>, email: &str) -> Answer {
    browser.post("/panel/recover", &[("email", email)]).await
}

/// The path of the link in the one mail that came.
async fn link(world: &World) -> String {
    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, CAREFUL);
    let line = mails[0]
        .text
        .lines()
        .find(|line| line.contains("/panel/recover/"));
    line.unwrap()
        .strip_prefix("https://sportello.example")
        .unwrap()
        .to_owned()
}

async fn choose(browser: &Browser<'_>, link: &str, password: &str) -> Answer {
    let fields = [("password", password), ("again", password)];
    browser.post(link, &fields).await
}

#[tokio::test]
async fn a_mailed_link_gives_a_new_password_once() {
    let world = World::new().await;
    world.careful().await;
    let inside = world.browser();
    inside.sign_in().await;
    let browser = world.browser();
    world.count.take();
    ask(&browser, CAREFUL).await;
    assert_eq!(world.count.take(), 2);
    let link = link(&world).await;
    world.count.take();
    for _ in 0..3 {
        let page = browser.get(&link).await;
        assert_eq!(page.status, StatusCode::OK, "opening it changes nothing");
        assert!(page.body.contains("autocomplete=\"new-password\""));
    }
    assert_eq!(world.count.take(), 3);
    let done = choose(&browser, &link, NEW).await;
    assert_eq!(done.header(header::LOCATION), "/panel/sign-in?changed=1");
    assert!(world.count.take() <= 6);
    assert!(!inside.is_inside().await, "sessions are over");
    let told = world.mails().await;
    assert_eq!(
        told[0].subject,
        "La tua password è cambiata – Sportello dei pagamenti"
    );
    assert!(told[0].text.contains("02/03/2026 09:00"));
    let old = browser.password(CAREFUL, CAREFUL_PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = browser.password(CAREFUL, NEW).await;
    assert_eq!(new.header(header::LOCATION), "/panel/sign-in/code");
    for answer in [
        browser.get(&link).await,
        choose(&browser, &link, "altra lunga parola").await,
    ] {
        assert_eq!(answer.status, StatusCode::GONE);
        assert!(answer.body.contains("già stato usato"));
    }
    let still = world.browser().password(CAREFUL, NEW).await;
    assert_eq!(still.header(header::LOCATION), "/panel/sign-in/code");
}

#[tokio::test]
async fn of_ten_uses_of_a_link_at_once_one_succeeds() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    ask(&browser, CAREFUL).await;
    let link = link(&world).await;
    let words = (0..10).map(|n| format!("parola numero {n} del lago"));
    let words: Vec<_> = words.collect();
    let uses = words.iter().map(|word| choose(&browser, &link, word));
    let answers = futures::future::join_all(uses).await;
    let done = |answer: &&Answer| answer.header(header::LOCATION) == "/panel/sign-in?changed=1";
    assert_eq!(answers.iter().filter(done).count(), 1);
}

#[tokio::test]
async fn an_expired_link_says_so_and_sends_another_at_one_press() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    ask(&browser, CAREFUL).await;
    let old = link(&world).await;
    world.clock.advance(SignedDuration::from_mins(30));
    let page = browser.get(&old).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.body.contains("Questo collegamento è scaduto"));
    assert!(page.body.contains(&format!("action=\"{old}/again\"")));
    let refused = choose(&browser, &old, NEW).await;
    assert_eq!(refused.status, StatusCode::GONE);
    let again = browser.post(&format!("{old}/again"), &[]).await;
    assert_eq!(again.status, StatusCode::OK);
    let new = link(&world).await;
    assert_ne!(new, old);
    assert_eq!(browser.get(&new).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_answer_and_the_work_are_the_same_for_an_address_that_nobody_has() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    let mut seen = Vec::new();
    for email in [CAREFUL, "nessuno@valdorra.example"] {
        let answer = ask(&browser, email).await;
        let headers: Vec<_> = answer
            .headers
            .iter()
            .map(|(n, v)| format!("{n}: {v:?}"))
            .collect();
        seen.push((answer.status, headers, answer.body, world.count.take()));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0].3, 2);
    assert_eq!(world.mails().await.len(), 1, "nobody gets no mail");
}

#[tokio::test]
async fn an_address_gets_three_links_in_a_quarter_of_an_hour_and_each_is_good() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    let mut bodies = Vec::new();
    for _ in 0..5 {
        bodies.push(ask(&browser, CAREFUL).await.body);
    }
    assert!(
        bodies.windows(2).all(|pair| pair[0] == pair[1]),
        "nothing tells that it was enough"
    );
    let mails = world.mails().await;
    assert_eq!(mails.len(), 3);
    for mail in mails {
        let line = mail
            .text
            .lines()
            .find(|line| line.contains("/panel/recover/"))
            .unwrap();
        let link = line.strip_prefix("https://sportello.example").unwrap();
        assert_eq!(browser.get(link).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_link_that_was_tampered_with_is_none() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    ask(&browser, CAREFUL).await;
    let link = link(&world).await;
    let mut other = link.clone();
    let last = if link.ends_with('0') { '1' } else { '0' };
    other.pop();
    other.push(last);
    world.count.take();
    for wrong in [other.as_str(), "/panel/recover/x", "/panel/recover/a.b.c"] {
        let answer = browser.get(wrong).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(
            choose(&browser, wrong, NEW).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(world.count.take(), 0, "no look at the table");
}

#[tokio::test]
async fn an_unfit_password_is_refused_with_the_reason_and_the_link_stays_good() {
    let world = World::new().await;
    world.careful().await;
    let browser = world.browser();
    ask(&browser, CAREFUL).await;
    let link = link(&world).await;
    for (password, reason) in [
        ("corta", "almeno 8 caratteri"),
        ("password1", "tra le più usate"),
        ("Rossi2026", "poco più del tuo nome"),
        ("Valdorra.1", "poco più del tuo nome"),
    ] {
        let answer = choose(&browser, &link, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(reason), "{password}");
        assert!(!answer.body.contains(&format!("value=\"{password}\"")));
    }
    let fields = [("password", NEW), ("again", "un'altra cosa")];
    let differ = browser.post(&link, &fields).await;
    assert!(differ.body.contains("non sono uguali"));
    let long = format!("{} però", "sessantaquattro ".repeat(5));
    let done = choose(&browser, &link, &long).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let signed = browser.password(CAREFUL, &long).await;
    assert_eq!(
        signed.header(header::LOCATION),
        "/panel/sign-in/code",
        "nothing was cut"
    );
}

#[tokio::test]
async fn a_temporary_password_opens_nothing_but_the_page_to_choose_ones_own() {
    let world = World::new().await;
    world
        .person(|mut user| {
            user.password = Some(super::world::hash("K7QM3XPD"));
            user.password_is_temporary = true;
            user
        })
        .await;
    let browser = world.browser();
    browser.password(CAREFUL, "K7QM3XPD").await;
    let answer = browser.code(&world.code().await).await;
    let place = answer.header(header::LOCATION).to_owned();
    assert!(place.starts_with("/panel/recover/"));
    assert!(!browser.is_inside().await);
    let page = browser.get(&place).await;
    assert!(
        page.body
            .contains("La password che hai ricevuto è provvisoria")
    );
    choose(&browser, &place, NEW).await;
    world.mails().await;
    browser.password(CAREFUL, NEW).await;
    browser.code(&world.code().await).await;
    assert!(browser.is_inside().await);
    let found = users::find(&world.table, &Email::parse(CAREFUL).unwrap()).await;
    assert!(!found.unwrap().unwrap().user.password_is_temporary);
}
