//! A running stack with one creditor's key, and the steps that every test begins with.

use std::time::Duration;

use local::stack::{Stack, StackOptions};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

pub const CREDITOR: &str = "80047110152";
/// A debtor of the dues that the tests load.
pub const DEBTOR: &str = "RSSMRA85T10A562S";
/// Steps of 20 ms until a job must have ended.
const PATIENCE: u32 = 1_500;

pub struct World {
    pub stack: Stack,
    pub http: Client,
}

/// What the citizen's counter and the panel's pages are found with.
pub struct Published {
    pub import: String,
    pub notices: Vec<String>,
}

impl World {
    pub async fn start() -> Self {
        let stack = Stack::start(StackOptions {
            demo: false,
            ..StackOptions::ephemeral()
        })
        .await;
        Self {
            stack: stack.unwrap(),
            http: Client::new(),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.stack.url)
    }

    pub fn key(&self, creditor: &str) -> String {
        self.stack.local_json.key_of(creditor).unwrap().to_owned()
    }

    pub async fn get(&self, path: &str) -> Response {
        let request = self
            .http
            .get(self.url(&format!("/api/creditors/{CREDITOR}{path}")));
        request
            .header("X-Api-Key", self.key(CREDITOR))
            .send()
            .await
            .unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value, once: &str) -> Response {
        let request = self
            .http
            .post(self.url(&format!("/api/creditors/{CREDITOR}{path}")));
        let request = request.header("X-Api-Key", self.key(CREDITOR));
        request
            .header("Idempotency-Key", once)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    /// A form of a page of ours, as a browser sends it.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .http
            .post(self.url(path))
            .header("Sec-Fetch-Site", "same-origin");
        request.form(fields).send().await.unwrap()
    }

    /// A page of the panel, as the creditor's secretary.
    pub async fn panel(&self, cookie: &str, path: &str) -> Response {
        self.http
            .get(self.url(path))
            .header("Cookie", cookie)
            .send()
            .await
            .unwrap()
    }

    /// Signs the secretary in and gives the cookie.
    pub async fn sign_in(&self) -> String {
        let person = self.stack.local_json.person(CREDITOR, "secretary").unwrap();
        let quiet = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let request = quiet.post(self.url("/panel/sign-in"));
        let fields = [
            ("email", person.email.as_str()),
            ("password", person.password.as_str()),
        ];
        let request = request
            .header("Sec-Fetch-Site", "same-origin")
            .form(&fields);
        let answer = request.send().await.unwrap();
        let cookie = answer
            .headers()
            .get("set-cookie")
            .unwrap()
            .to_str()
            .unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Loads a file up to where its rows are checked, and gives its id.
    pub async fn load(&self, name: &str, file: Vec<u8>) -> String {
        let answer = self
            .post("/imports", &json!({ "file_name": name }), "create")
            .await;
        assert_eq!(
            answer.status(),
            StatusCode::CREATED,
            "{}",
            answer.text().await.unwrap()
        );
        let created: Value = answer.json().await.unwrap();
        self.upload(&created["upload"], name, file).await;
        let id = created["id"].as_str().unwrap().to_owned();
        let path = format!("/imports/{id}/check");
        let answer = self
            .post(&path, &json!({ "service": "MENSA" }), "check")
            .await;
        assert_eq!(
            answer.status(),
            StatusCode::ACCEPTED,
            "{}",
            answer.text().await.unwrap()
        );
        self.until(&format!("/imports/{id}"), "state", &["ready", "failed"])
            .await;
        id
    }

    pub async fn upload(&self, form: &Value, name: &str, file: Vec<u8>) {
        let fields = form["fields"].as_object().unwrap();
        let filled = fields.iter().fold(Form::new(), |filled, (field, value)| {
            filled.text(field.clone(), value.as_str().unwrap().to_owned())
        });
        let filled = filled.part("file", Part::bytes(file).file_name(name.to_owned()));
        let request = self
            .http
            .post(form["url"].as_str().unwrap())
            .multipart(filled);
        let answer = request.send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }

    /// Loads and publishes `rows` dues of 30,00 euro, all of [`DEBTOR`].
    pub async fn publish(&self, rows: usize) -> Published {
        let id = self.load("quote.csv", dues(rows)).await;
        let path = format!("/imports/{id}/confirm");
        let terms = json!({ "description": "Mensa di marzo" });
        let answer = self.post(&path, &terms, "confirm").await;
        assert_eq!(
            answer.status(),
            StatusCode::ACCEPTED,
            "{}",
            answer.text().await.unwrap()
        );
        self.until(&format!("/imports/{id}"), "state", &["published", "failed"])
            .await;
        let notices = self.positions(&id).await;
        Published {
            notices: notices.iter().map(|p| text(p, "notice_number")).collect(),
            import: id,
        }
    }

    /// Every position of an import.
    pub async fn positions(&self, import: &str) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/imports/{import}/positions{cursor}");
            let page: Value = self.get(&path).await.json().await.unwrap();
            all.extend(page["positions"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(next) => cursor = format!("?cursor={next}"),
                None => return all,
            }
        }
    }

    /// Asks until `field` is one of `ends`; gives the last answer.
    pub async fn until(&self, path: &str, field: &str, ends: &[&str]) -> Value {
        for _ in 0..PATIENCE {
            let answer: Value = self.get(path).await.json().await.unwrap();
            if ends.contains(&answer[field].as_str().unwrap_or_default()) {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{path}: {field} never became one of {ends:?}");
    }

    /// Pays a notice at the practice node.
    pub async fn pay(&self, notice: &str) {
        let body = json!({ "creditor": CREDITOR, "notice_number": notice });
        let request = self.http.post(self.url("/_local/practice/pay")).json(&body);
        let answer = request.send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{}",
            answer.text().await.unwrap()
        );
    }
}

/// A file of dues: each row differs by its IUD.
pub fn dues(rows: usize) -> Vec<u8> {
    let mut file = "Codice fiscale;Cognome e nome;Importo;IUD\n".to_owned();
    for row in 0..rows {
        file.push_str(&format!("{DEBTOR};Rossi Mario;30,00;D{row:06}\n"));
    }
    file.into_bytes()
}

pub fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap().to_owned()
}

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap();
    rest.split('"').next().unwrap().to_owned()
}
