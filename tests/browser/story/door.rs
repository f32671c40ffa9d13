//! The door: a code by mail, a trusted device, a forgotten password, two organisations.

use std::path::{Path, PathBuf};
use std::time::Duration;

use local::stack::{StackOptions, demo_tenants};
use mail_parser::MessageParser;

use super::Scene;
use crate::browser::Scripts;

const EMAIL: &str = "dora.conti@valdorra.example";
const NEW: &str = "tre gatti sul tetto";
/// Added to the tenants of the demo: somebody in two organisations, who is asked for a code.
const DORA: &str = r#"
[[user]]
email = "dora.conti@valdorra.example"
name = "Dora Conti"
tenant = "80047110152"
role = "secretary"
second_factor = "email"

[[user]]
email = "dora.conti@valdorra.example"
name = "Dora Conti"
tenant = "80051230409"
role = "viewer"
"#;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_comes_in_and_comes_back() {
    tell("door", Scripts::On).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_comes_in_and_comes_back_without_scripts() {
    tell("door-plain", Scripts::Off).await;
}

async fn tell(name: &'static str, scripts: Scripts) {
    let folder = tempfile::tempdir().unwrap();
    let tenants = folder.path().join("tenants.toml");
    let demo = std::fs::read_to_string(demo_tenants()).unwrap();
    std::fs::write(&tenants, demo + DORA).unwrap();
    let options = StackOptions {
        tenants,
        ..StackOptions::ephemeral()
    };
    let mut scene = Scene::of(name, scripts, options).await;
    let mut mails = Mails::of(scene.stack.local_json.mail_dir.clone());
    scene.come_in(&mut mails).await;
    scene.choose_organisation().await;
    scene.come_back_to_a_trusted_device().await;
    scene.forget_the_password(&mut mails).await;
    assert_eq!(scene.eyes.faults(), [""; 0]);
    scene.stack.stop().await;
}

impl Scene {
    async fn come_in(&mut self, mails: &mut Mails) {
        let all = &self.stack.local_json.sign_in;
        let dora = all.iter().find(|user| user.email == EMAIL).unwrap();
        let password = dora.password.clone();
        self.open("/panel", "sign-in").await;
        self.browser.fill("email", EMAIL).await;
        self.browser.fill("password", &password).await;
        self.browser.go("Accedi").await;
        self.look("code").await;
        let code = mails.next().await.code();
        let last = if code.ends_with('0') { "1" } else { "0" };
        let wrong = format!("{}{last}", &code[..5]);
        self.browser.fill("code", &wrong).await;
        self.browser.go("Continua").await;
        self.look_at_refusal("code-wrong", 422).await;
        self.browser
            .find("[name=code]")
            .await
            .clear()
            .await
            .unwrap();
        self.browser.fill("code", &code).await;
        self.browser.choose("trust", "yes").await;
        self.browser.go("Continua").await;
    }

    async fn choose_organisation(&mut self) {
        self.look("organisations").await;
        self.browser.go("Lavora per Ordine").await;
        self.look("panel-of-the-second").await;
        let title = self.browser.text("h1").await;
        assert_eq!(title, "Ordine degli Ingegneri di Valdorra");
        self.browser.go_by(".sp-panel-organisation").await;
        self.browser.go("Lavora per Comune").await;
        let title = self.browser.text("h1").await;
        assert_eq!(title, "Comune di Valdorra");
        self.open("/panel/profile/security", "security").await;
        let page = self.browser.text("main").await;
        assert!(page.contains("Questa sessione") && page.contains("Questo dispositivo"));
    }

    async fn come_back_to_a_trusted_device(&mut self) {
        let all = &self.stack.local_json.sign_in;
        let password = all.iter().find(|user| user.email == EMAIL).unwrap();
        let password = password.password.clone();
        self.browser.go("Esci").await;
        self.browser.fill("email", EMAIL).await;
        self.browser.fill("password", &password).await;
        self.browser.go("Accedi").await;
        assert_eq!(self.browser.text("h1").await, "Scegli l’ente", "no code");
        self.browser.go("Lavora per Comune").await;
        self.browser.go("Esci").await;
    }

    async fn half_an_hour_passes(&self) {
        let url = format!("{}/_local/clock", self.stack.url);
        let forward = serde_json::json!({ "advance_s": 31 * 60 });
        let answer = reqwest::Client::new().post(url).json(&forward).send().await;
        assert!(answer.unwrap().status().is_success());
    }

    async fn forget_the_password(&mut self, mails: &mut Mails) {
        self.browser.go("Password dimenticata?").await;
        self.look("recover").await;
        self.browser.fill("email", EMAIL).await;
        self.browser.go("Invia il collegamento").await;
        self.look("recover-asked").await;
        let link = mails.next().await.link();
        self.half_an_hour_passes().await;
        self.browser.open(&link).await;
        self.look_at_refusal("recover-expired", 410).await;
        self.browser.go("Invia un nuovo collegamento").await;
        let link = mails.next().await.link();
        self.browser.open(&link).await;
        self.look("recover-choose").await;
        self.browser.fill("password", "password1").await;
        self.browser.fill("again", "password1").await;
        self.browser.go("Cambia la password").await;
        self.look_at_refusal("recover-unfit", 422).await;
        self.browser.fill("password", NEW).await;
        self.browser.fill("again", NEW).await;
        self.browser.go("Cambia la password").await;
        self.look("recover-done").await;
        let told = mails.next().await;
        assert!(
            told.0
                .contains("la password del tuo account è stata cambiata")
        );
        self.browser.fill("email", EMAIL).await;
        self.browser.fill("password", NEW).await;
        self.browser.go("Accedi").await;
        let code = mails.next().await.code();
        self.browser.fill("code", &code).await;
        self.browser.go("Continua").await;
        assert_eq!(self.browser.text("h1").await, "Scegli l’ente");
        self.browser.open(&link).await;
        self.look_at_refusal("recover-used", 410).await;
    }
}

/// The mail folder, read one mail after the other.
struct Mails {
    folder: PathBuf,
    read: usize,
}

struct Mail(String);

impl Mails {
    fn of(folder: PathBuf) -> Self {
        Self { folder, read: 0 }
    }

    async fn next(&mut self) -> Mail {
        for _ in 0..200 {
            let files = files(&self.folder);
            if let Some(file) = files.get(self.read) {
                self.read += 1;
                let bytes = std::fs::read(file).unwrap();
                let mail = MessageParser::default().parse(&bytes).unwrap();
                return Mail(mail.body_text(0).unwrap().replace("\r\n", "\n"));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no mail came");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "eml"));
    files.sort();
    files
}

impl Mail {
    fn code(&self) -> String {
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
        self.0.lines().find(is_code).unwrap().to_owned()
    }

    fn link(&self) -> String {
        let line = self.0.lines().find(|line| line.contains("/panel/recover/"));
        line.unwrap().to_owned()
    }
}
