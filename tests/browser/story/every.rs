//! Every page of the panel, found by its links from the first one: none is forgotten.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use access::gate::{Need, ROUTES};
use http::Method;
use local::stack::StackOptions;

use super::Scene;
use crate::browser::{Browser, Scripts};

/// Looks at pages of one route: an import that waits, one that failed and one that is published
/// are not the same page.
const LOOKS_MAX: usize = 5;

/// What is saved, not read: PDF, ZIP, CSV and XLSX; pictures; and what the first page fetches into its
/// tiles.
const FILES: [&str; 20] = [
    "/panel/access/members/{id}/picture",
    "/panel/profile/picture",
    "/panel/payments/imports/widget",
    "/panel/payments/positions/widget",
    "/panel/payments/matching/widget",
    "/panel/payments/exceptions/widget",
    "/panel/access/audit/export",
    "/panel/access/keys/factsheet",
    "/panel/payments/imports/template",
    "/panel/payments/imports/{id}/notices/{part}",
    "/panel/payments/imports/{id}/specimen",
    "/panel/payments/positions/{nav}/notice",
    "/panel/payments/positions/{nav}/receipts/{receipt_id}",
    "/panel/payments/positions/{nav}/receipts/{receipt_id}/stamps/{transfer}",
    "/panel/payments/receipts/{nav}/{receipt_id}/pdf",
    "/panel/payments/receipts/{nav}/{receipt_id}/stamps/{transfer}",
    "/panel/payments/journal/export",
    "/panel/payments/exports/{id}/file",
    "/panel/payments/matching/flows/{flow_id}/rows",
    "/panel/payments/matching/accounting/export",
];

/// The gate leads here, not a link.
const NOTICE: &str = "/panel/profile/notice";
/// Only a mail to a member of another organisation leads here: tried in `http/access/welcome.rs`.
const JOIN: &str = "/panel/profile/join/{token}";

/// Good rows, and one for each kind of fault.
const DUES: &str = "Codice fiscale;Nominativo;Importo;Causale;Scadenza;Capitolo;Anno\n\
    RSSMRA83S08F205E;Rossi Mario;120,00;Mensa scolastica;31/12/2099;3010;2026\n\
    BNCNNA01B67A662Y;Bianchi Anna;30,00;Mensa scolastica;31/12/2099;3010;2026\n\
    BNCNNA01B67A662X;Bianchi Anna;30,00;Mensa scolastica;31/12/2099;3010;2026\n\
    RSSMRA83S08F205E;Rossi Mario;tanto;Mensa scolastica;45/12/2099;3010;2026\n";

/// Rows whose columns nobody can guess.
const UNTITLED: &str = "Alfa;Beta;Gamma\nciao;dodici;x\n";

/// A statement whose columns have to be named.
const NAMELESS: &str = "Giorno;Somma;Che cosa\n20/11/2026;30,00;Versamento pagoPA senza flusso\n";

/// A statement that names a flow which is not there, and one that does not name its flow.
const UNMATCHED: &str = "Data;Importo;Descrizione\n\
    22/11/2026;45,00;Riversamento pagoPA flusso illeggibile\n\
    22/11/2026;60,00;/PUR/LGPE-RIVERSAMENTO/URI/2026-11-21ABCDEFGH-000000009\n";

/// Routes of pages that a signed-in person opens.
fn pages() -> impl Iterator<Item = &'static str> {
    ROUTES
        .iter()
        .filter(|rule| rule.method == Method::GET && matches!(rule.need, Need::Session(_)))
        .map(|rule| rule.path)
        .filter(|path| !FILES.contains(path) && *path != JOIN)
}

/// Whether a path is one of a route: `{id}` stands for any piece.
fn is_of(path: &str, route: &str) -> bool {
    let (pieces, wanted) = (path.split('/'), route.split('/'));
    pieces.clone().count() == wanted.clone().count()
        && pieces
            .zip(wanted)
            .all(|(piece, wanted)| wanted.starts_with('{') || piece == wanted)
}

/// The page that an address leads to; none for files. A route spelled out wins over `{id}`.
fn page_of(address: &str) -> Option<&'static str> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let is_file = FILES.iter().any(|file| is_of(path, file)) || query.contains("format=csv");
    let found = pages().filter(|page| is_of(path, page));
    found
        .min_by_key(|page| page.matches('{').count())
        .filter(|_| !is_file)
}

impl Browser {
    /// Where the links of the page lead within the panel.
    async fn links(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('a[href^=\"/panel\"], a[href^=\"?\"]')] \
            .map((link) => link.pathname + link.search)";
        let links = self.driver.execute(script, vec![]).await.unwrap();
        serde_json::from_value(links.json().clone()).unwrap()
    }

    /// Path and query of the page in the window.
    async fn path(&self) -> String {
        let address = self.driver.current_url().await.unwrap();
        let query = address.query().map(|query| format!("?{query}"));
        format!("{}{}", address.path(), query.unwrap_or_default())
    }
}

impl Scene {
    /// An import that waits for its file, one that waits for its check, one with faults and one
    /// whose columns are not understood; a file of the bank of which the same is true.
    async fn leave_things_open(&mut self) -> Vec<String> {
        let mut left = vec![self.bring("Senza file", None, false).await];
        left.push(self.bring("Da controllare", Some(DUES), false).await);
        left.push(self.bring("Con errori", Some(DUES), true).await);
        left.push(self.bring("Senza titoli", Some(UNTITLED), true).await);
        left.extend(self.bring_statement(NAMELESS, "Quali colonne").await);
        left.extend(self.bring_statement(UNMATCHED, "Flusso mancante").await);
        self.make_application("Gestionale").await;
        self.make_key("Mensa", "matching_read").await;
        self.give_a_right("Bruno Neri").await;
        left
    }

    pub(super) async fn bring(&mut self, name: &str, dues: Option<&str>, check: bool) -> String {
        self.go_to("/panel/payments/imports").await;
        self.browser.fill("name", name).await;
        self.browser.go("Continua").await;
        let here = self.browser.path().await;
        let Some(dues) = dues else { return here };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dovuti.csv");
        std::fs::write(&file, dues).unwrap();
        self.browser.fill("file", file.to_str().unwrap()).await;
        self.browser.go("Carica").await;
        if check {
            self.browser.choose("service", "MENSA").await;
            self.browser.go("Controlla le righe").await;
            let over = async || !self.browser.says("main", "In controllo").await;
            self.browser.until("the check", over).await;
        }
        here
    }

    async fn bring_statement(&mut self, rows: &str, told: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("movimenti.csv");
        std::fs::write(&file, rows).unwrap();
        self.go_to("/panel/payments/matching").await;
        let input = self.browser.find("#statement-file").await;
        input.send_keys(file.to_str().unwrap()).await.unwrap();
        self.browser.go_by("form:has(#statement-file) button").await;
        let uploaded = self.browser.path().await;
        self.browser.go("Leggi il file").await;
        self.arrive_at(told).await;
        vec![uploaded, self.browser.path().await]
    }

    async fn go_to(&self, path: &str) {
        self.browser.open(format!("{}{path}", self.stack.url)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_panel_is_accessible_and_within_the_policy_on_every_screen() {
    let options = StackOptions {
        demo: true,
        ..StackOptions::ephemeral()
    };
    let mut scene = Scene::of("every", Scripts::On, options).await;
    scene.promote_secretary().await;
    scene.sign_in().await;
    let mut ahead = VecDeque::from(scene.leave_things_open().await);
    ahead.push_back("/panel".to_owned());
    ahead.push_back(NOTICE.to_owned());
    let mut looks = BTreeMap::<&str, usize>::new();
    let mut known = BTreeSet::new();
    while let Some(address) = ahead.pop_front() {
        let Some(page) = page_of(&address) else {
            continue;
        };
        let seen = looks.entry(page).or_default();
        if *seen == LOOKS_MAX || !known.insert(address.clone()) {
            continue;
        }
        *seen += 1;
        let picture = page.replace("/panel/payments/", "").replace("/panel/", "");
        let picture = picture.replace('/', "-");
        scene.open(&address, picture.trim_start_matches('-')).await;
        ahead.extend(scene.browser.links().await);
    }
    scene.open("/api/", "api").await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    let forgotten: Vec<_> = pages().filter(|page| !looks.contains_key(page)).collect();
    assert_eq!(forgotten, [""; 0], "no link leads here");
    scene.stack.stop().await;
}
