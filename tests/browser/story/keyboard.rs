//! The citizen's part without a mouse.

use super::{PAYER, Scene};
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
