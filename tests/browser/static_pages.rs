//! The pages of `site/dist`.

use axum::Router;
use axum::routing::post;
use platform::web::Typed;
use thirtyfour::Key;

use crate::axe;
use crate::browser::{Browser, Screen, Scripts};
use crate::serve::serve;

const PAGES: [(&str, &str); 5] = [
    ("home", "/"),
    ("help", "/aiuto.html"),
    ("privacy", "/privacy.html"),
    ("accessibility", "/accessibilita.html"),
    ("not-found", "/404.html"),
];

/// Everything that a first visit to the public page moves, before any compression.
const HOME_BYTES_MAX: u64 = 100_000;

#[tokio::test(flavor = "multi_thread")]
async fn static_pages_are_accessible_and_within_the_policy_on_every_screen() {
    let url = serve(Router::new()).await;
    let browser = Browser::start(Scripts::On).await;
    for (screen, suffix) in Screen::ALL {
        browser.hold(screen).await;
        for (name, path) in PAGES {
            browser.open(format!("{url}{path}")).await;
            assert_eq!(axe::violations(&browser).await, [""; 0], "{name} {suffix}");
            assert_eq!(browser.complaints().await, [""; 0], "{name} {suffix}");
            assert!(!browser.is_wider_than_its_screen().await, "{name} {suffix}");
            browser.picture(&format!("{name}-{suffix}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_notice_fills_the_form_and_leaves_the_address_bar() {
    let url = serve(Router::new()).await;
    let browser = Browser::start(Scripts::On).await;
    browser.open(format!("{url}/#300715700000000032")).await;
    let typed = browser.find("#notice_number").await.value().await.unwrap();
    assert_eq!(typed.as_deref(), Some("3007 1570 0000 0000 32"));
    assert_eq!(
        browser.driver.current_url().await.unwrap().as_str(),
        format!("{url}/")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_page_is_light() {
    let url = serve(Router::new()).await;
    let browser = Browser::start(Scripts::On).await;
    browser.open(format!("{url}/")).await;
    // A file that two icons ask for at once may be fetched twice: each address counts once.
    let sum = "const sizes = {}; \
        for (const entry of performance.getEntriesByType('resource') \
            .concat(performance.getEntriesByType('navigation'))) { \
            const address = entry.name.split('#')[0]; \
            sizes[address] = Math.max(sizes[address] || 0, entry.transferSize); \
        } \
        return Object.values(sizes).reduce((sum, size) => sum + size, 0)";
    let moved = browser
        .driver
        .execute(sum, vec![])
        .await
        .unwrap()
        .json()
        .as_u64()
        .unwrap();
    println!("the public page moves {moved} bytes, uncompressed");
    assert!((20_000..=HOME_BYTES_MAX).contains(&moved), "{moved} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_reaches_the_form_in_order() {
    let url = serve(Router::new()).await;
    let browser = Browser::start(Scripts::Off).await;
    browser.open(format!("{url}/")).await;
    let mut stops = Vec::new();
    for _ in 0..7 {
        browser
            .find("body")
            .await
            .send_keys("" + Key::Tab)
            .await
            .unwrap();
        let at = browser.driver.active_element().await.unwrap();
        let id = at.id().await.unwrap().unwrap_or_default();
        stops.push(if id.is_empty() {
            at.text().await.unwrap()
        } else {
            id
        });
    }
    let expected = ["Vai al contenuto", "Vai al piè di pagina", "Area riservata"];
    assert_eq!(stops[..3], expected);
    assert!(stops[3].starts_with("Sportello dei pagamenti"), "{stops:?}");
    assert_eq!(stops[4..], ["notice_number", "tax_code", "Cerca l'avviso"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_sends_number_and_tax_code_in_its_body_without_scripts() {
    let told =
        async |form: Typed| format!("{}+{}", form.value("notice_number"), form.value("tax_code"));
    let url = serve(Router::new().route("/pay/notice", post(told))).await;
    let browser = Browser::start(Scripts::Off).await;
    browser.open(format!("{url}/")).await;
    browser
        .fill("notice_number", "3007 1570 0000 0000 32")
        .await;
    browser.fill("tax_code", "RSSMRA80A01H501U").await;
    browser.go("Cerca l'avviso").await;
    assert_eq!(
        browser.text("body").await,
        "3007 1570 0000 0000 32+RSSMRA80A01H501U"
    );
    let address = browser.driver.current_url().await.unwrap();
    assert_eq!(address.as_str(), format!("{url}/pay/notice"));
}
