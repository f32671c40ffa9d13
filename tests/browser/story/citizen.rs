//! The citizen's part.

use super::{PAYER, Scene};

impl Scene {
    pub(super) async fn pay(&mut self, number: &str) {
        self.a_wrong_pair_is_told_nothing(number).await;
        self.search(number, PAYER).await;
        self.look("notice").await;
        assert!(self.browser.text("main").await.contains("120,00"));
        self.browser.go("Paga online").await;
        self.look("checkout").await;
        self.browser.choose("mode", "late").await;
        self.browser.go("Paga").await;
        self.look("notice-waiting").await;
        assert!(
            self.browser
                .text("main")
                .await
                .contains("la pagina si aggiorna da sola")
        );
        let receipt = async || self.browser.says("main", "Scarica la ricevuta").await;
        self.browser.until("the receipt", receipt).await;
        self.look("notice-paid").await;
        assert!(self.browser.text("main").await.contains("Pagato il"));
    }

    /// Unknown notice and somebody else's: the same page.
    async fn a_wrong_pair_is_told_nothing(&mut self, number: &str) {
        self.search("3007 1570 0000 0000 32", PAYER).await;
        self.look_at_refusal("notice-unknown", 404).await;
        let unknown = self.browser.text("main").await;
        self.search(number, "BNCNNA01B67A662Y").await;
        self.look_at_refusal("notice-not-yours", 404).await;
        assert_eq!(self.browser.text("main").await, unknown);
    }

    async fn search(&mut self, number: &str, tax_code: &str) {
        self.open("/", "home").await;
        self.browser.fill("notice_number", number).await;
        self.browser.fill("tax_code", tax_code).await;
        self.browser.go("Cerca l'avviso").await;
    }
}
