//! A browser that keeps its cookies, and the second person of the town, who is asked for codes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use access::Role;
use access::domain::email::Email;
use access::domain::login::Username;
use access::domain::second_factor::SecondFactor;
use access::domain::user::User;
use access::store::users;
use http::{Method, StatusCode, header};
use kernel::dice::OsDice;
use kernel::ids::UserId;

use super::world::{Answer, NEIGHBOUR, TOWN, World, hash, membership};

pub const CAREFUL: &str = "ada.rossi@valdorra.example";
pub const USERNAME: &str = "PEC00AB12";
pub const CAREFUL_PASSWORD: &str = "vento piano sul lago";
pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

pub struct Browser<'a> {
    world: &'a World,
    jar: RefCell<BTreeMap<String, String>>,
    /// What the edge says of it.
    network: Option<&'a str>,
}

impl World {
    pub fn browser(&self) -> Browser<'_> {
        Browser {
            world: self,
            jar: RefCell::default(),
            network: None,
        }
    }

    /// Somebody who is asked for a code, in one organisation.
    pub async fn careful(&self) -> UserId {
        self.person(|user| user).await
    }

    /// The same in two.
    pub async fn careful_in_two(&self) -> UserId {
        self.person(|mut user| {
            let second = membership(NEIGHBOUR, "Ordine vicino", Role::Viewer);
            user.memberships.push(second);
            user
        })
        .await
    }

    pub async fn person(&self, change: impl FnOnce(User) -> User) -> UserId {
        let id = UserId::mint(self.clock.as_ref(), &OsDice);
        let of_town = membership(TOWN, "Comune di Valdorra", Role::Secretary);
        let mut user = User::new(id.clone(), Email::parse(CAREFUL).unwrap(), "Ada Rossi")
            .with_password(hash(CAREFUL_PASSWORD))
            .with_second_factor(SecondFactor::Email)
            .with_memberships(vec![of_town]);
        user.username = Some(Username::parse(USERNAME).unwrap());
        assert!(users::create(&self.table, change(user)).await.unwrap());
        self.count.take();
        id
    }

    /// The code of the one mail that came.
    pub async fn code(&self) -> String {
        let mails = self.mails().await;
        assert_eq!(mails.len(), 1);
        self.count.take();
        mails[0].code().to_owned()
    }
}

impl<'a> Browser<'a> {
    /// As seen by the edge.
    pub fn from(mut self, network: &'a str) -> Self {
        self.network = Some(network);
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, String::new()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let body: Vec<_> = fields.iter().map(pair).collect();
        self.ask(Method::POST, path, body.join("&")).await
    }

    pub async fn password(&self, login: &str, password: &str) -> Answer {
        let fields = [("email", login), ("password", password)];
        self.post("/panel/sign-in", &fields).await
    }

    pub async fn code(&self, code: &str) -> Answer {
        self.post("/panel/sign-in/code", &[("code", code)]).await
    }

    /// Both steps.
    pub async fn sign_in(&self) -> Answer {
        let first = self.password(CAREFUL, CAREFUL_PASSWORD).await;
        assert_eq!(first.header(header::LOCATION), "/panel/sign-in/code");
        let answer = self.code(&self.world.code().await).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer
    }

    pub async fn is_inside(&self) -> bool {
        self.get("/panel").await.status == StatusCode::OK
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.borrow().get(name).cloned()
    }

    /// What somebody else brings along who stole it.
    pub fn keep(&self, name: &str, value: &str) {
        self.jar
            .borrow_mut()
            .insert(name.to_owned(), value.to_owned());
    }

    pub fn forget(&self, name: &str) {
        self.jar.borrow_mut().remove(name);
    }

    async fn ask(&self, method: Method, path: &str, body: String) -> Answer {
        let line: Vec<_> = self
            .jar
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let line = line.join("; ");
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
            ("user-agent", FIREFOX),
            ("cookie", line.as_str()),
        ];
        headers.extend(self.network.map(|network| ("x-viewer-address", network)));
        let answer = self.world.send_body(method, path, &headers, body).await;
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.ends_with("Max-Age=0") {
                self.forget(name);
            } else {
                self.keep(name, value);
            }
        }
        answer
    }
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric();
    text.bytes()
        .map(|b| match plain(b) {
            true => char::from(b).to_string(),
            false => format!("%{b:02X}"),
        })
        .collect()
}
