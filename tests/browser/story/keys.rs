//! Who administers a body gives its software a key, renews it and takes it back.

use local::stack::StackOptions;
use reqwest::{Client, StatusCode};

use super::Scene;
use crate::browser::Scripts;

const KEYS: &str = "/panel/access/keys";

impl Scene {
    pub(super) async fn make_application(&mut self, name: &str) {
        self.open("/panel/access/keys/accounts", "keys-accounts")
            .await;
        self.browser.fill("name", name).await;
        let purpose = "Carica i dovuti ogni notte";
        self.browser.fill("purpose", purpose).await;
        self.browser.go("Crea l’applicazione").await;
        self.look("keys-accounts-made").await;
    }

    /// Makes a key and gives it, as the page shows it this once.
    pub(super) async fn make_key(&mut self, label: &str, grant: &str) -> String {
        self.open("/panel/access/keys/new", "keys-new").await;
        self.browser.fill("label", label).await;
        self.browser.choose("grants", grant).await;
        self.browser.go("Crea la chiave").await;
        self.look("keys-shown").await;
        self.browser.text("#key").await.trim().to_owned()
    }

    /// What the software of the body is answered.
    async fn ask(&self, key: &str) -> StatusCode {
        let flows = format!("{}/api/creditors/80047110152/flows", self.stack.url);
        let request = Client::new().get(flows).header("X-Api-Key", key);
        request.send().await.unwrap().status()
    }

    async fn live_with_a_key(&mut self) {
        let old = self.make_key("Gestionale mensa", "matching_read").await;
        assert_eq!(self.ask(&old).await, StatusCode::OK);
        self.browser.go("Ho copiato la chiave").await;
        self.look("keys-detail").await;
        assert!(!self.browser.says("main", "sp_live_").await);
        self.browser.press("Rinnova con una chiave nuova").await;
        self.browser.go("Crea la chiave nuova").await;
        self.look("keys-rotated").await;
        let new = self.browser.text("#key").await.trim().to_owned();
        assert_eq!(self.ask(&old).await, StatusCode::OK);
        assert_eq!(self.ask(&new).await, StatusCode::OK);
        self.browser.go("Ho copiato la chiave").await;
        self.browser.press("Revoca la chiave").await;
        self.browser.choose("sure", "yes").await;
        self.browser.go_by("form[action$=revoke] button").await;
        self.look("keys-revoked").await;
        assert!(self.browser.says("h1", "Revocata").await);
        assert_eq!(self.ask(&new).await, StatusCode::UNAUTHORIZED);
        assert_eq!(self.ask(&old).await, StatusCode::OK);
        self.open(KEYS, "keys").await;
    }
}

async fn tell(name: &'static str, scripts: Scripts) {
    let mut scene = Scene::of(name, scripts, StackOptions::ephemeral()).await;
    scene.promote_secretary().await;
    scene.sign_in().await;
    scene.live_with_a_key().await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_used_renewed_and_taken_back() {
    tell("keys", Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_made_used_renewed_and_taken_back_without_script() {
    tell("keys-plain", Scripts::Off).await;
}
