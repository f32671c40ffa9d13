//! The first page, arranged by keyboard, by mouse, and without scripts; and the panel as an app.

use serde_json::json;
use thirtyfour::{By, Key};

use super::Scene;
use crate::browser::{Browser, Screen, Scripts};

impl Browser {
    /// The tiles in their order.
    async fn tiles(&self) -> Vec<String> {
        let tiles = self.driver.find_all(By::Css(".sp-tile")).await.unwrap();
        let mut ids = Vec::new();
        for tile in tiles {
            ids.push(tile.id().await.unwrap_or_default().unwrap_or_default());
        }
        ids
    }

    async fn until_tiles(&self, ids: &[&str]) {
        let same = async || self.tiles().await == ids;
        self.until(&format!("the tiles {ids:?}"), same).await;
    }

    /// Presses Enter where the keyboard is.
    async fn press_enter(&self) {
        let at = self.driver.active_element().await.unwrap();
        at.send_keys("" + Key::Enter).await.unwrap();
    }

    /// Goes by the Tab key to what has this id.
    async fn tab_to_id(&self, id: &str) {
        for _ in 0..80 {
            let at = self.driver.active_element().await.unwrap();
            if at.id().await.unwrap().as_deref() == Some(id) {
                return;
            }
            at.send_keys("" + Key::Tab).await.unwrap();
        }
        panic!("the keyboard does not reach #{id}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_is_arranged_with_the_keyboard_and_stays_so() {
    let mut scene = Scene::set("dashboard", Scripts::On).await;
    scene.sign_in().await;
    scene.import_dues().await;
    scene.open("/panel", "empty").await;
    let browser = &scene.browser;
    browser.tab_to_id("add-imports").await;
    browser.press_enter().await;
    browser.until_tiles(&["tile-imports"]).await;
    browser.tab_to_id("add-exceptions").await;
    browser.press_enter().await;
    let two = ["tile-imports", "tile-exceptions"];
    browser.until_tiles(&two).await;
    browser.tab_to_id("up-exceptions").await;
    browser.press_enter().await;
    browser
        .until_tiles(&["tile-exceptions", "tile-imports"])
        .await;
    let focus = async || {
        let at = browser.driver.active_element().await.unwrap();
        at.id().await.ok().flatten().as_deref() == Some("up-exceptions")
    };
    browser
        .until("the keyboard stays on the button", focus)
        .await;
    browser.tab_to_id("tools-imports").await;
    browser.press_enter().await;
    browser.tab_to_id("full-imports").await;
    browser.press_enter().await;
    let wide = async || {
        browser
            .driver
            .find(By::Css("#tile-imports.sp-tile-full"))
            .await
            .is_ok()
    };
    browser.until("the whole width", wide).await;
    scene.open("/panel", "arranged").await;
    let browser = &scene.browser;
    assert_eq!(browser.tiles().await, ["tile-exceptions", "tile-imports"]);
    let filled = async || {
        browser
            .says("#body-imports .sp-glance", "Tutte le importazioni")
            .await
    };
    browser.until("the glance of the imports", filled).await;
    assert!(browser.says("#body-imports", "Pubblicata").await);
    scene.look("filled").await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_is_dragged_to_its_place() {
    let mut scene = Scene::set("dragged", Scripts::On).await;
    scene.sign_in().await;
    scene.open("/panel", "before").await;
    let browser = &scene.browser;
    for (name, id) in [("imports", 1), ("exceptions", 2), ("links", 3)] {
        let button = format!("#add-tiles input[value=\"{name}\"] + button");
        browser.find(&button).await.click().await.unwrap();
        let there = async || browser.tiles().await.len() == id;
        browser.until(name, there).await;
    }
    let handle = browser.find("#tile-links .sp-tile-handle").await;
    let target = browser.find("#tile-imports h2").await;
    let chain = browser.driver.action_chain();
    let chain = chain.click_and_hold_element(&handle).move_by_offset(-5, -5);
    let chain = chain.move_to_element_center(&target).move_by_offset(2, 2);
    chain.release().perform().await.unwrap();
    let dragged = ["tile-links", "tile-imports", "tile-exceptions"];
    browser.until_tiles(&dragged).await;
    scene.open("/panel", "dragged").await;
    assert_eq!(scene.browser.tiles().await, dragged);
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_first_page_is_arranged_by_its_buttons() {
    let mut scene = Scene::set("dashboard-plain", Scripts::Off).await;
    scene.sign_in().await;
    scene.open("/panel", "empty").await;
    let browser = &scene.browser;
    browser.go("Aggiungi Ultime importazioni").await;
    browser
        .find("#add-tiles > summary")
        .await
        .click()
        .await
        .unwrap();
    browser.go("Aggiungi Cerca un avviso").await;
    browser.go_by("#up-search").await;
    assert_eq!(browser.tiles().await, ["tile-search", "tile-imports"]);
    assert!(browser.says("#body-imports", "Apri").await);
    browser.go_by("#third-search").await;
    scene.look("arranged").await;
    let browser = &scene.browser;
    browser.fill("q", "Rossi").await;
    browser.go("Cerca").await;
    assert!(browser.says("h1", "Posizioni").await);
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_can_be_installed_and_keeps_nothing_of_anybody() {
    let mut scene = Scene::set("installed", Scripts::On).await;
    scene.sign_in().await;
    scene.open("/panel", "home").await;
    let browser = &scene.browser;
    let cdp = browser.driver.cdp();
    let manifest = cdp
        .send_raw("Page.getAppManifest", json!({}))
        .await
        .unwrap();
    let at = format!("{}/assets/sportello.webmanifest", scene.stack.url);
    assert_eq!(manifest["url"], at);
    assert_eq!(manifest["errors"], json!([]));
    let said: serde_json::Value = serde_json::from_str(manifest["data"].as_str().unwrap()).unwrap();
    assert_eq!(said["start_url"], "/panel");
    let lacking = cdp
        .send_raw("Page.getInstallabilityErrors", json!({}))
        .await;
    assert_eq!(lacking.unwrap()["installabilityErrors"], json!([]));

    let kept = "const done = arguments[0]; \
        Promise.all([navigator.serviceWorker.getRegistrations(), caches.keys(), indexedDB.databases()]) \
            .then((all) => done([...all.map((list) => list.length), localStorage.length, {...sessionStorage}]))";
    let kept = browser.driver.execute_async(kept, vec![]).await.unwrap();
    // htmx notes the address of the page itself, in this tab and until it is closed.
    let address = json!({ "htmx-current-path-for-history": "/panel" });
    assert_eq!(kept.json(), &json!([0, 0, 0, 0, address]));
    browser.hold(Screen::Desk).await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}
