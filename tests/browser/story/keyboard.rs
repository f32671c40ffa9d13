//! What is done without a mouse: the citizen's part, and rows left out of an import.

use thirtyfour::Key;

use super::{DUES, PAYER, Scene};
use crate::browser::Scripts;

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_pays_with_the_keyboard_alone() {
    let mut scene = Scene::set("keyboard", Scripts::On).await;
    scene.sign_in().await;
    scene.import_dues().await;
    let number = scene.notice_number().await;
    scene.open("/", "home").await;
    let browser = &scene.browser;
    browser
        .tab_to("notice_number")
        .await
        .send_keys(&number)
        .await
        .unwrap();
    browser
        .tab_to("tax_code")
        .await
        .send_keys(PAYER)
        .await
        .unwrap();
    browser.enter("Cerca l'avviso").await;
    browser.enter("Paga online").await;
    browser.enter("Paga").await;
    let receipt = async || browser.says("main", "Scarica la ricevuta").await;
    browser.until("the receipt", receipt).await;
    browser.tab_to("Scarica la ricevuta").await;
    scene.look("receipt").await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_left_out_with_the_canc_key() {
    let mut scene = Scene::set("canc", Scripts::On).await;
    scene.sign_in().await;
    let here = scene.bring("Canc", Some(DUES), true).await;
    scene.open(&format!("{here}/rows"), "rows").await;
    let browser = &scene.browser;
    browser
        .tab_to("words")
        .await
        .send_keys("x" + Key::Delete)
        .await
        .unwrap();
    let row = browser.tab_to("row").await;
    assert!(
        !browser.says("main", "1 riga esclusa").await,
        "while typing"
    );
    row.send_keys("" + Key::Delete).await.unwrap();
    let out = async || browser.says("main", "1 riga esclusa").await;
    browser.until("the row left out", out).await;
    scene.look("left-out").await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_beyond_its_limit_is_told_before_it_is_sent() {
    let mut scene = Scene::set("too-large", Scripts::On).await;
    scene.sign_in().await;
    let here = scene.bring("Troppo grande", None, false).await;
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.as_file().set_len(51 * 1024 * 1024).unwrap();
    let browser = &scene.browser;
    browser.fill("file", file.path().to_str().unwrap()).await;
    let told = async || browser.says("main", "il limite è di 50 MB").await;
    browser.until("the limit", told).await;
    browser.press("Carica").await;
    scene.look("told").await;
    let address = scene.browser.driver.current_url().await.unwrap();
    assert_eq!(address.path(), here, "nothing was sent");
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}
