//! The running site, people who are signed in, and what stands in its table.

use std::collections::BTreeMap;
use std::time::Duration;

use access::Role;
use access::domain::email::Email;
use access::domain::password::{Password, PasswordHash};
use access::domain::second_factor::SecondFactor;
use access::domain::user::{Membership, User};
use access::store::users;
use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use kernel::dice::OsDice;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use local::cloud::TABLE;
use local::stack::{Stack, StackOptions};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};

use super::{NEIGHBOUR, TOWN};

const PASSWORD: &str = "Corretto cavallo 1";
/// Steps of 20 ms until the schedules must have run.
const PATIENCE: u32 = 500;
/// How far the sealing of the log and the fetching of flows are.
const OF_SCHEDULES: [&str; 2] = ["AUDITSEAL ", "FT#"];

pub struct Site {
    pub stack: Stack,
    http: Client,
}

/// Somebody of the town, with the cookie of a session.
pub struct Person {
    pub id: UserId,
    pub cookie: String,
    pub email: String,
}

/// Each item of the table by its key, as text.
pub type Dump = BTreeMap<String, String>;

impl Site {
    /// With the records of the demo or without; the schedules have run once and rest.
    pub async fn open(demo: bool) -> Self {
        let options = StackOptions {
            demo,
            ..StackOptions::ephemeral()
        };
        let site = Self {
            stack: Stack::start(options).await.unwrap(),
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
        };
        let first = [
            "AUDITSEAL PROGRESS".to_owned(),
            format!("FT#{TOWN} F"),
            format!("FT#{NEIGHBOUR} F"),
        ];
        for _ in 0..PATIENCE {
            let items = site.items().await;
            if first.iter().all(|key| items.contains_key(key)) {
                return site;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the schedules did not run");
    }

    pub async fn close(self) {
        self.stack.stop().await;
    }

    pub fn ask(&self, method: &Method, path: &str) -> RequestBuilder {
        let address = format!("{}{path}", self.stack.url);
        self.http.request(method.clone(), address)
    }

    /// As a programme of the town.
    pub fn as_programme(&self, method: &Method, path: &str) -> RequestBuilder {
        let key = self.stack.local_json.key_of(TOWN).unwrap();
        let once = path.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let once: String = once.chars().rev().take(60).collect();
        let request = self.ask(method, path).header("x-api-key", key);
        request.header("idempotency-key", once)
    }

    /// As a page of ours in the browser of `person`.
    pub fn as_person(&self, person: &Person, method: &Method, path: &str) -> RequestBuilder {
        let request = self.ask(method, path).header("cookie", &person.cookie);
        request.header("sec-fetch-site", "same-origin")
    }

    /// A new member of the town, signed in.
    pub async fn person(&self, role: Role) -> Person {
        let id = UserId::mint(&*self.stack.clock, &OsDice);
        let email = format!("{}@guardie.example", id.as_str().to_lowercase());
        let tenant = OrgFiscalCode::parse(TOWN).unwrap();
        let password = Password::parse(PASSWORD).unwrap();
        let user = User::new(id.clone(), Email::parse(&email).unwrap(), "Guardia Prova")
            .with_password(PasswordHash::make(&password, [3; 16]).unwrap())
            .with_second_factor(SecondFactor::None)
            .with_memberships(vec![Membership::new(tenant, "Comune di Valdorra", role)]);
        assert!(users::create(&self.stack.parts.table, user).await.unwrap());
        let cookie = String::new();
        let mut person = Person { id, cookie, email };
        self.sign_in(&mut person).await;
        person
    }

    pub async fn sign_in(&self, person: &mut Person) {
        let request = self.ask(&Method::POST, "/panel/sign-in");
        let fields = [("email", person.email.as_str()), ("password", PASSWORD)];
        let request = request.header("sec-fetch-site", "same-origin");
        let answer = request.form(&fields).send().await.unwrap();
        let session = cookies(&answer)
            .into_iter()
            .find(|cookie| cookie.starts_with("__Host-session="));
        let session = session.unwrap_or_else(|| panic!("no session: {}", answer.status()));
        person.cookie = session.split(';').next().unwrap().to_owned();
    }

    /// Signs in again if an act before has ended the session.
    pub async fn keep_in(&self, person: &mut Person, answer: &Response) {
        let out = answer
            .headers()
            .get("location")
            .is_some_and(|to| to.as_bytes().starts_with(b"/panel/sign-in"));
        if out {
            self.sign_in(person).await;
        }
    }

    /// Everything that stands in the table once no job has anything to do, but for how far the
    /// schedules are.
    pub async fn dump(&self) -> Dump {
        self.stack.quiet().await.unwrap();
        let mut items = self.items().await;
        items.retain(|key, _| !OF_SCHEDULES.iter().any(|prefix| key.starts_with(prefix)));
        items
    }

    async fn items(&self) -> Dump {
        let client = aws_sdk_dynamodb::Client::new(&self.stack.cloud().dynamodb);
        let pages = client.scan().table_name(TABLE).into_paginator();
        let mut all = pages.items().send();
        let mut dump = Dump::new();
        while let Some(item) = all.next().await {
            let item: BTreeMap<_, _> = item.unwrap().into_iter().collect();
            let part = |name: &str| match item.get(name) {
                Some(AttributeValue::S(text)) => text.clone(),
                other => panic!("{name}: {other:?}"),
            };
            dump.insert(format!("{} {}", part("pk"), part("sk")), text(&item));
        }
        dump
    }
}

/// Maps inside an item come in any order.
fn text(item: &BTreeMap<String, AttributeValue>) -> String {
    let fields = item
        .iter()
        .map(|(name, value)| format!("{name}={}", told(value)));
    fields.collect::<Vec<_>>().join(" ")
}

fn told(value: &AttributeValue) -> String {
    match value {
        AttributeValue::M(map) => text(&map.clone().into_iter().collect()),
        AttributeValue::L(list) => list.iter().map(told).collect::<Vec<_>>().join(","),
        other => format!("{other:?}"),
    }
}

/// The keys of what is new, gone or different.
pub fn changed(before: &Dump, after: &Dump) -> Vec<String> {
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    let other = after
        .iter()
        .filter(|(key, item)| before.get(*key) != Some(item));
    gone.chain(other.map(|(key, _)| key)).cloned().collect()
}

pub fn cookies(answer: &Response) -> Vec<String> {
    let all = answer.headers().get_all("set-cookie").into_iter();
    all.map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect()
}
