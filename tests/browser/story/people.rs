//! An administrator invites two people: one reads the mails, comes in and is among the members; the
//! other lets the link expire and asks for a new one.

use jiff::SignedDuration;
use local::stack::SignIn;
use mail_parser::MessageParser;

use super::Scene;
use crate::browser::Scripts;

const NEW: &str = "nives@valdorra.example";
const LATE: &str = "tarda@valdorra.example";

struct Mail {
    to: String,
    text: String,
}

impl Scene {
    /// Invites from the page of the invitations, as a viewer.
    async fn invite(&mut self, email: &str) {
        self.browser.fill("email", email).await;
        self.browser.choose("role", "viewer").await;
        self.browser.go("Invia l’invito").await;
    }

    /// The mails that lie in the folder for this address, once there are as many.
    async fn mails_to(&self, address: &str, at_least: usize) -> Vec<Mail> {
        for _ in 0..200 {
            let mails = self.mails().into_iter().filter(|mail| mail.to == address);
            let mails: Vec<Mail> = mails.collect();
            if mails.len() >= at_least {
                return mails;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("fewer than {at_least} mails to {address}");
    }

    fn mails(&self) -> Vec<Mail> {
        let folder = std::fs::read_dir(&self.stack.mail_dir).unwrap();
        let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|kind| kind == "eml"));
        files.sort();
        let read = |file: &std::path::PathBuf| {
            let bytes = std::fs::read(file).unwrap();
            let mail = MessageParser::default().parse(&bytes)?;
            let to = mail.to().and_then(|to| to.first())?.address()?.to_owned();
            let text = mail.body_text(0)?.replace("\r\n", "\n");
            Some(Mail { to, text })
        };
        files.iter().filter_map(read).collect()
    }

    async fn see_her_among_the_members(&mut self, person: &SignIn) {
        self.open("/panel/access/members", "sign-in-again").await;
        self.browser.fill("email", &person.email).await;
        self.browser.fill("password", &person.password).await;
        self.browser.go("Accedi").await;
        self.look("members").await;
        let list = self.browser.text("tbody").await;
        assert!(
            list.contains("Nives Rocca") && list.contains("Consultazione"),
            "{list}"
        );
        self.browser.go("Nives Rocca").await;
        self.look("member").await;
        self.open("/panel/profile", "profile").await;
    }

    async fn people(name: &'static str, scripts: Scripts) {
        let mut scene = Self::set(name, scripts).await;
        scene.promote_secretary().await;
        scene.open("/panel/access/invitations", "sign-in").await;
        let person = scene.stack.local_json.sign_in[0].clone();
        scene.browser.fill("email", &person.email).await;
        scene.browser.fill("password", &person.password).await;
        scene.browser.go("Accedi").await;
        scene.look("invitations").await;
        scene.invite(NEW).await;
        scene.look("invited").await;
        scene.invite(LATE).await;
        let mails = scene.mails_to(NEW, 2).await;
        let before = "Password provvisoria: ";
        let of = |mail: &Mail| {
            mail.text
                .lines()
                .find_map(|l| l.strip_prefix(before).map(str::to_owned))
        };
        let (credentials, temporary) = mails
            .iter()
            .find_map(|mail| Some((mail, of(mail)?)))
            .unwrap();
        let link = link(credentials);
        scene.browser.go("Esci").await;

        scene.browser.open(link.clone()).await;
        scene.look("first-access").await;
        scene.browser.go("Completa il primo accesso").await;
        scene.look_at_refusal("first-access-refused", 422).await;
        for (field, text) in [
            ("given_name", "Nives"),
            ("family_name", "Rocca"),
            ("temporary", &temporary),
            ("password", "sette nuvole basse"),
            ("again", "sette nuvole basse"),
        ] {
            scene.browser.fill(field, text).await;
        }
        let version = access::domain::notice::version();
        scene.browser.choose("accept", version).await;
        scene.browser.go("Completa il primo accesso").await;
        scene.look("accepted").await;

        scene.see_her_among_the_members(&person).await;
        scene
            .stack
            .clock
            .advance(SignedDuration::from_hours(24 * 7));
        let old = scene.mails_to(LATE, 2).await;
        scene.browser.open(self::link(&old[0])).await;
        scene.look("expired").await;
        scene.browser.go("Mandami un nuovo invito").await;
        scene.look("renewed").await;
        scene.mails_to(LATE, 4).await;
        assert_eq!(scene.eyes.faults(), [""; 0]);
        scene.stack.stop().await;
    }
}

fn link(mail: &Mail) -> String {
    let line = mail
        .text
        .lines()
        .find(|line| line.contains("/panel/welcome/"));
    line.unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_comes_in_and_a_late_one_asks_again() {
    Scene::people("people", Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_comes_in_without_scripts() {
    Scene::people("people-plain", Scripts::Off).await;
}
