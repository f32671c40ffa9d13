//! The main job, as people do it: the secretary brings the dues in, a citizen pays one, the
//! secretary sees it paid and, once the money is there, matched.

mod audit;
mod bank;
mod citizen;
mod dashboard;
mod door;
mod every;
mod keyboard;
mod keys;
mod people;
mod permissions;
mod secretary;

use access::Role;
use access::domain::email::Email;
use access::store::users;
use local::stack::{Stack, StackOptions};

use crate::browser::{Browser, Scripts};
use crate::eyes::Eyes;

/// Two dues; the check character of the second tax code is wrong.
const DUES: &str = "Codice fiscale;Nominativo;Importo;Causale;Scadenza\n\
    RSSMRA83S08F205E;Rossi Mario;120,00;Mensa scolastica;31/12/2099\n\
    BNCNNA01B67A662X;Bianchi Anna;30,00;Mensa scolastica;31/12/2099\n";

const PAYER: &str = "RSSMRA83S08F205E";

/// A stack, a window and what was complained of on the way.
struct Scene {
    stack: Stack,
    browser: Browser,
    eyes: Eyes,
}

impl Scene {
    async fn set(name: &'static str, scripts: Scripts) -> Self {
        Self::of(name, scripts, StackOptions::ephemeral()).await
    }

    async fn of(name: &'static str, scripts: Scripts, options: StackOptions) -> Self {
        let stack = Stack::start(options).await.unwrap();
        let browser = Browser::start(scripts).await;
        Self {
            stack,
            browser,
            eyes: Eyes::new(name, scripts),
        }
    }

    /// Gives the first secretary the rights of an administrator.
    async fn promote_secretary(&self) {
        let all = &self.stack.local_json.sign_in;
        let person = all.iter().find(|user| user.role == "secretary").unwrap();
        let (table, email) = (&self.stack.parts.job_table, Email::parse(&person.email));
        let found = users::find(table, &email.unwrap()).await.unwrap().unwrap();
        let mut user = found.user.clone();
        user.memberships[0].role = Role::Administrator;
        let now = self.stack.parts.clock.now();
        assert!(
            users::change(table, &found, user, "test", now)
                .await
                .unwrap()
        );
    }

    /// Opens a path of the stack and looks at it.
    async fn open(&mut self, path: &str, picture: &str) {
        self.browser.open(format!("{}{path}", self.stack.url)).await;
        self.look(picture).await;
    }

    /// Looks at the page in the window.
    async fn look(&mut self, picture: &str) {
        assert_eq!(self.browser.status().await, 200, "{picture}");
        self.eyes.look(&self.browser, picture).await;
    }

    /// The same for a page of another status than 200.
    async fn look_at_refusal(&mut self, picture: &str, status: u64) {
        assert_eq!(self.browser.status().await, status, "{picture}");
        self.eyes.look(&self.browser, picture).await;
    }

    async fn tell(name: &'static str, scripts: Scripts) {
        let mut scene = Self::set(name, scripts).await;
        scene.sign_in().await;
        scene.import_dues().await;
        let number = scene.notice_number().await;
        scene.pay(&number).await;
        scene.see_it_paid(&number).await;
        scene.match_the_money().await;
        scene.see_it_reported(&number).await;
        scene.sign_out().await;
        assert_eq!(scene.eyes.faults(), [""; 0]);
        scene.stack.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dues_go_in_and_money_is_matched() {
    Scene::tell("story", Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dues_go_in_and_money_is_matched_without_scripts() {
    Scene::tell("story-plain", Scripts::Off).await;
}
