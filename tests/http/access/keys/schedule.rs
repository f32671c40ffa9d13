//! The whole stack, two years later: the schedule reminds.

use access::Role;
use access::domain::email::Email;
use access::store::{members, users};
use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use local::stack::{DataDir, Stack, StackOptions};
use reqwest::Client;
use reqwest::redirect::Policy;

const TOWN: &str = "80047110152";

struct Person {
    stack: Stack,
    http: Client,
}

impl Person {
    async fn start(folder: &std::path::Path, now: Option<Timestamp>) -> Self {
        let options = StackOptions {
            data: DataDir::Path(folder.to_owned()),
            now,
            ..StackOptions::ephemeral()
        };
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none());
        Self {
            stack: Stack::start(options).await.unwrap(),
            http: client.build().unwrap(),
        }
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let request = self.http.post(format!("{}{path}", self.stack.url));
        let request = request.header("Sec-Fetch-Site", "same-origin").form(fields);
        request.send().await.unwrap().text().await.unwrap()
    }

    async fn get(&self, path: &str) -> String {
        let request = self.http.get(format!("{}{path}", self.stack.url));
        request.send().await.unwrap().text().await.unwrap()
    }

    /// The secretary becomes an administrator and signs in.
    async fn sign_in(&self) {
        let person = self.stack.local_json.person(TOWN, "secretary").unwrap();
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
        let town = OrgFiscalCode::parse(TOWN).unwrap();
        assert!(
            members::administrators(table, &town)
                .await
                .unwrap()
                .is_some()
        );
        let fields = [
            ("email", person.email.as_str()),
            ("password", person.password.as_str()),
        ];
        self.post("/panel/sign-in", &fields).await;
    }

    fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.stack.mail_dir).unwrap();
        let mails = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        mails.filter(|mail| mail.contains("Subject:")).collect()
    }
}

fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).expect(before).1;
    rest.split_once(after).expect(after).0
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_days_before_a_key_ends_the_schedule_of_the_stack_sends_its_mails_once() {
    let folder = tempfile::tempdir().unwrap();
    let person = Person::start(folder.path(), None).await;
    person.sign_in().await;
    let page = person.get("/panel/access/keys/new").await;
    let form = between(&page, "name=\"form\" value=\"", "\"");
    let owner = page.split("\" selected>").next().unwrap();
    let owner = owner.rsplit('"').next().unwrap();
    let fields = [
        ("form", form),
        ("label", "Mensa"),
        ("owner", owner),
        ("grants", "matching_read"),
    ];
    let shown = person.post("/panel/access/keys", &fields).await;
    assert!(shown.contains("sp_live_m"), "{shown}");
    let now = person.stack.parts.clock.now();
    person.stack.stop().await;
    let later = now + SignedDuration::from_hours(24 * (2 * 365 - 10));
    for _ in 0..2 {
        let person = Person::start(folder.path(), Some(later)).await;
        let mut mails = Vec::new();
        for _ in 0..200 {
            person.stack.quiet().await.unwrap();
            mails = person.mails();
            if mails.len() >= 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        // To the owner, and to the administrator of the demo.
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert!(mails.iter().all(|mail| !mail.contains("sp_live_")));
        person.stack.stop().await;
    }
}
