//! Who administers a body looks up what was done.

use local::stack::StackOptions;

use super::Scene;
use crate::browser::Scripts;

const LOG: &str = "/panel/access/audit";

impl Scene {
    async fn look_up_what_was_done(&mut self) {
        self.make_key("Gestionale mensa", "matching_read").await;
        self.open(LOG, "audit").await;
        assert!(self.browser.says("tbody", "Chiave API creata").await);
        assert!(self.browser.says("main", "Registro delle attività").await);
        self.browser.fill("q", "3007 1570 0000 0000 32").await;
        self.browser.go("Cerca").await;
        self.look("audit-nothing").await;
        assert!(self.browser.says("main", "Nessuna attività").await);
        let address = self.browser.driver.current_url().await.unwrap();
        assert!(!address.as_str().contains("3007"), "{address}");
        self.browser.go("Togli i filtri").await;
        assert!(self.browser.says("tbody", "Chiave API creata").await);
    }
}

async fn tell(name: &'static str, scripts: Scripts) {
    let mut scene = Scene::of(name, scripts, StackOptions::ephemeral()).await;
    scene.promote_secretary().await;
    scene.sign_in().await;
    scene.look_up_what_was_done().await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_looked_up() {
    tell("audit", Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_looked_up_without_script() {
    tell("audit-plain", Scripts::Off).await;
}
