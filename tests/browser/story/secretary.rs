//! The secretary's part.

use local::demo::Api;
use serde_json::{Value, json};

use super::{DUES, Scene};

impl Scene {
    pub(super) async fn sign_in(&mut self) {
        let all = &self.stack.local_json.sign_in;
        let user = all
            .iter()
            .find(|user| user.role == "secretary")
            .unwrap()
            .clone();
        self.open("/panel", "sign-in").await;
        self.browser.fill("email", &user.email).await;
        self.browser.fill("password", "not this one").await;
        self.browser.go("Accedi").await;
        self.look_at_refusal("sign-in-refused", 422).await;
        self.browser.fill("password", &user.password).await;
        self.browser.go("Accedi").await;
        self.look("panel").await;
    }

    pub(super) async fn import_dues(&mut self) {
        let key = &self.stack.local_json.api_keys[0];
        let api = Api::new(&self.stack.url, &key.tenant, &key.key);
        let file = DUES.as_bytes().to_vec();
        let id = api.upload("imports", "dovuti.csv", file).await.unwrap();
        api.post(&format!("imports/{id}/check"), &json!({"service": "MENSA"}))
            .await
            .unwrap();
        self.import_is(&api, &id, "ready").await;
        let terms = json!({"description": "Mensa 2099"});
        api.post(&format!("imports/{id}/confirm"), &terms)
            .await
            .unwrap();
        self.import_is(&api, &id, "published").await;
    }

    async fn import_is(&self, api: &Api, id: &str, state: &str) {
        let path = format!("imports/{id}");
        let is = async || api.get::<Value>(&path).await.unwrap()["state"] == state;
        self.browser.until(state, is).await;
    }

    /// The number of the one published notice, as the list shows it.
    pub(super) async fn notice_number(&mut self) -> String {
        self.open("/panel/payments/positions", "positions").await;
        self.browser.text("tbody th").await.trim().to_owned()
    }

    pub(super) async fn see_it_paid(&mut self, number: &str) {
        self.open("/panel/payments/positions", "positions-paid")
            .await;
        assert!(self.browser.text("tbody").await.contains("Pagata"));
        self.browser.fill("q", number).await;
        self.browser.go("Cerca").await;
        self.look("position").await;
        let page = self.browser.text("main").await;
        assert!(
            page.contains("Ricevute") && page.contains("Storia"),
            "{page}"
        );
    }

    pub(super) async fn match_the_money(&mut self, _number: &str) {}

    pub(super) async fn sign_out(&mut self) {
        self.browser.go("Esci").await;
        self.look("signed-out").await;
        self.open("/panel/payments/positions", "sign-in-again")
            .await;
        assert!(self.browser.text("h1").await.contains("Accedi"));
    }

    /// Waits for work that goes on elsewhere: htmx or the page's own refresh shows its end.
    async fn arrive_at(&mut self, words: &str) {
        self.browser
            .until(words, async || self.browser.says("main", words).await)
            .await;
    }
}
