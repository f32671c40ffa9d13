//! The money: the practice node closes the day; its flow and its bank statement are loaded.

use std::path::{Path, PathBuf};

use super::Scene;

impl Scene {
    pub(super) async fn match_the_money(&mut self) {
        let folder = tempfile::tempdir().unwrap();
        self.open("/_local/practice/", "practice-node").await;
        self.browser.go("Chiudi la giornata").await;
        self.look("day-closed").await;
        let flow = self
            .save("Scarica flusso", &folder.path().join("flusso.xml"))
            .await;
        let credit = self
            .save("Scarica estratto", &folder.path().join("movimenti.csv"))
            .await;
        self.load("flow-file", &flow, "flow").await;
        self.arrive_at("Abbinato").await;
        self.look("flow-matched").await;
        self.load("statement-file", &credit, "statement").await;
        self.arrive_at("Abbinato").await;
        self.look("statement-matched").await;
        self.open("/panel/payments/matching", "matching").await;
        let page = self.browser.text("main").await;
        assert!(
            page.contains("1 di 1") && page.contains("Accreditato"),
            "{page}"
        );
    }

    /// Saves what a link of the practice node's page leads to.
    async fn save(&self, label: &str, file: &Path) -> PathBuf {
        let link = self.browser.link(label).await;
        let bytes = reqwest::get(link).await.unwrap().bytes().await.unwrap();
        std::fs::write(file, bytes).unwrap();
        file.to_owned()
    }

    /// Uploads a file on the page of the matching, and has it read.
    async fn load(&mut self, field: &str, file: &Path, picture: &'static str) {
        self.open("/panel/payments/matching", "matching").await;
        let input = self.browser.find(&format!("#{field}")).await;
        input.send_keys(file.to_str().unwrap()).await.unwrap();
        self.browser
            .go_by(&format!("form:has(#{field}) button"))
            .await;
        self.look(picture).await;
        self.browser.go("Leggi il file").await;
    }
}
