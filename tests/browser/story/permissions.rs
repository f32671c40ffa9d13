//! An administrator gives a person what a colleague may do, but for one thing.

use access::Role;
use access::domain::email::Email;
use access::domain::user::{Membership, User};
use access::store::users;
use kernel::dice::OsDice;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;

use super::Scene;
use crate::browser::Scripts;

const TOWN: &str = "80047110152";

impl Scene {
    /// Gives a right to the person whose page is linked so, and comes back to that page.
    pub(super) async fn give_a_right(&mut self, name: &str) {
        self.open("/panel/access/permissions", "permissions").await;
        self.browser.go(name).await;
        self.look("permissions-person").await;
        self.browser.go("Nuova autorizzazione").await;
        self.look("permissions-new").await;
        self.browser.choose("permission", "imports_write").await;
        self.browser.choose("service", "MENSA").await;
        self.browser.go("Salva").await;
        self.look("permissions-given").await;
    }

    /// A secretary who never signs in.
    async fn hire(&self, name: &str) -> UserId {
        let parts = &self.stack.parts;
        let id = UserId::mint(&*parts.clock, &OsDice);
        let tenant = OrgFiscalCode::parse(TOWN).unwrap();
        let membership = Membership::new(tenant, "Comune di Valdorra", Role::Secretary);
        let email = Email::parse("elena@valdorra.example").unwrap();
        let user = User::new(id.clone(), email, name).with_memberships(vec![membership]);
        assert!(users::create(&parts.job_table, user).await.unwrap());
        id
    }

    async fn copy(&mut self, from: &UserId, to: &str) {
        self.open("/panel/access/permissions", "permissions").await;
        self.browser.go(to).await;
        self.browser.go("Copia da un’altra persona").await;
        self.look("permissions-copy").await;
        self.browser.choose("from", from.as_str()).await;
        self.browser.go("Mostra che cosa cambia").await;
        self.browser.choose("without", "exports_run").await;
        self.browser.go("Mostra che cosa cambia").await;
        self.look("permissions-preview").await;
        assert!(
            self.browser
                .says("main", "Può pubblicare importazioni")
                .await
        );
        self.browser.go("Conferma").await;
        self.look("permissions-copied").await;
        assert!(self.browser.says("main", "sono stati copiati").await);
    }

    async fn sign_in_as(&mut self, role: &str) {
        let person = self.stack.local_json.person(TOWN, role).unwrap().clone();
        self.open("/panel/sign-in", "sign-in").await;
        self.browser.fill("email", &person.email).await;
        self.browser.fill("password", &person.password).await;
        self.browser.go("Accedi").await;
        self.look("panel").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gets_what_a_colleague_may_but_for_one_thing_and_sees_just_that_menu() {
    let mut scene = Scene::set("permissions", Scripts::Off).await;
    let colleague = scene.hire("Elena Rosa").await;
    scene.promote_secretary().await;
    scene.sign_in().await;
    scene.give_a_right("Bruno Neri").await;
    scene.copy(&colleague, "Bruno Neri").await;
    scene.sign_out().await;
    scene.sign_in_as("viewer").await;
    let menu = scene.browser.text("#panel-menu-list").await;
    let lines: Vec<&str> = menu.lines().map(str::trim).collect();
    let wanted = [
        "Inizio",
        "Importazioni",
        "Posizioni debitorie",
        "Ricevute",
        "Riconciliazione",
        "Da sistemare",
        "Estratti conto",
        "Collegamenti",
        "Giornale pagoPA",
    ];
    assert_eq!(lines, wanted);
    scene.browser.go("I miei permessi").await;
    scene.look("permissions-own").await;
    assert!(
        scene
            .browser
            .says("main", "Può pubblicare importazioni")
            .await
    );
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}
