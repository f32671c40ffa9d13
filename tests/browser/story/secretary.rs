//! The secretary's part.

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
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dovuti.csv");
        std::fs::write(&file, DUES).unwrap();
        self.open("/panel/payments/imports", "imports").await;
        self.browser.fill("name", "Mensa 2099").await;
        self.browser.go("Continua").await;
        self.look("upload").await;
        self.browser.fill("file", file.to_str().unwrap()).await;
        self.browser.go("Carica").await;
        self.look("start").await;
        self.browser.choose("service", "MENSA").await;
        self.browser.go("Controlla le righe").await;
        self.arrive_at("Righe scartate").await;
        self.look("preview").await;
        self.browser
            .fill("description", "Mensa scolastica 2099")
            .await;
        self.browser.go("Conferma e pubblica").await;
        self.arrive_at("Pubblicata").await;
        self.look("published").await;
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

    pub(super) async fn see_it_reported(&mut self, number: &str) {
        self.open("/panel/payments/positions", "positions-reported")
            .await;
        self.browser.fill("q", number).await;
        self.browser.go("Cerca").await;
        self.look("position-reported").await;
        let page = self.browser.text("main").await;
        assert!(page.contains("Rendicontata"), "{page}");
    }

    pub(super) async fn sign_out(&mut self) {
        self.browser.go("Esci").await;
        self.look("signed-out").await;
        self.open("/panel/payments/positions", "sign-in-again")
            .await;
        assert!(self.browser.text("h1").await.contains("Accedi"));
    }

    /// Waits for work that goes on elsewhere: htmx or the page's own refresh shows its end.
    pub(super) async fn arrive_at(&mut self, words: &str) {
        self.browser
            .until(words, async || self.browser.says("main", words).await)
            .await;
    }
}
