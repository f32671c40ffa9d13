//! The pieces of pages, as a browser sees them.

use crate::axe;
use crate::browser::{Browser, Screen, Scripts};
use crate::gallery::pages;
use crate::serve::serve;

const PAGES: [(&str, &str); 4] = [
    ("sample-list", "/panel/positions"),
    ("sample-form", "/panel/imports"),
    ("sample-notice", "/pay/notice"),
    ("sample-error", "/pay/broken"),
];

/// Chromium itself says in the console that a page was answered 503; we asked for it.
fn unexpected(complaints: Vec<String>) -> Vec<String> {
    let asked = |said: &String| said.contains("/pay/broken") && said.contains("503");
    complaints.into_iter().filter(|said| !asked(said)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_piece_is_accessible_and_within_the_policy_on_every_screen() {
    let url = serve(pages()).await;
    let browser = Browser::start(Scripts::On).await;
    for (screen, suffix) in Screen::ALL {
        browser.hold(screen).await;
        for (name, path) in PAGES {
            browser.open(format!("{url}{path}")).await;
            browser.picture(&format!("{name}-{suffix}")).await;
            assert_eq!(axe::violations(&browser).await, [""; 0], "{name} {suffix}");
            let complaints = unexpected(browser.complaints().await);
            assert_eq!(complaints, [""; 0], "{name} {suffix}");
            assert!(!browser.is_wider_than_its_screen().await, "{name} {suffix}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_menu_folds_with_and_without_scripts_on_every_screen() {
    let url = serve(pages()).await;
    for scripts in [Scripts::On, Scripts::Off] {
        let browser = Browser::start(scripts).await;
        browser.hold(Screen::Telephone).await;
        browser.open(format!("{url}/panel/positions")).await;
        let menu = browser.find("#panel-menu-list").await;
        assert!(!menu.is_displayed().await.unwrap());
        browser.find(".sp-menu-toggle").await.click().await.unwrap();
        assert!(menu.is_displayed().await.unwrap());
        browser.picture("sample-menu-open").await;

        browser.hold(Screen::Desk).await;
        browser.open(format!("{url}/panel/positions")).await;
        let menu = browser.find("#panel-menu").await;
        let wide = menu.rect().await.unwrap().width;
        browser.find(".sp-menu-toggle").await.click().await.unwrap();
        assert!(menu.rect().await.unwrap().width < wide / 2.0);
        assert!(
            browser
                .find("#panel-menu-list")
                .await
                .is_displayed()
                .await
                .unwrap()
        );
        browser.picture("sample-menu-folded").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_moves_by_itself() {
    let url = serve(pages()).await;
    let browser = Browser::start(Scripts::On).await;
    browser.open(format!("{url}/panel/imports")).await;
    assert_eq!(
        browser.text("#progress [role=status]").await,
        "3 di 10 (30%)"
    );
    let over = async || {
        browser
            .says("#progress [role=status]", "10 di 10 (100%)")
            .await
    };
    browser.until("progress is over", over).await;
    assert_eq!(browser.complaints().await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_probes_see_a_bad_page() {
    let url = serve(pages()).await;
    let browser = Browser::start(Scripts::On).await;
    browser.open(format!("{url}/bad")).await;
    assert_eq!(browser.driver.title().await.unwrap(), "x");
    let complaints = browser.complaints().await.join("\n");
    assert!(complaints.contains("inline script"), "{complaints}");
    assert!(complaints.contains("inline style"), "{complaints}");
    let violations = axe::violations(&browser).await.join("\n");
    assert!(
        violations.contains("label: <input name=\"a\">"),
        "{violations}"
    );
}
