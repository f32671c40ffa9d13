//! A stack in this process with published positions, for the figures of publishing and of the node.

use std::time::{Duration, Instant};

use local::stack::{Stack, StackOptions};
use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::gauge::{self, Spent};
use crate::people::person;

pub const CREDITOR: &str = "80047110152";

pub struct Town {
    pub stack: Stack,
    pub http: Client,
}

pub struct Published {
    pub notices: Vec<String>,
    pub spent: Spent,
    pub import: String,
}

impl Town {
    pub async fn start() -> Self {
        let options = StackOptions {
            demo: false,
            ..StackOptions::ephemeral()
        };
        Self {
            stack: Stack::start(options).await.unwrap(),
            http: Client::new(),
        }
    }

    /// Loads `rows` dues, then publishes them: what is measured begins with the confirmation.
    pub async fn publish(&self, rows: usize) -> Published {
        let created = self
            .post("/imports", json!({ "file_name": "quote.csv" }))
            .await;
        let fields = created["upload"]["fields"].as_object().unwrap();
        let form = fields.iter().fold(Form::new(), |form, (name, value)| {
            form.text(name.clone(), value.as_str().unwrap().to_owned())
        });
        let form = form.part("file", Part::bytes(file(rows)).file_name("quote.csv"));
        let upload = self
            .http
            .post(created["upload"]["url"].as_str().unwrap())
            .multipart(form);
        assert!(upload.send().await.unwrap().status().is_success());
        let id = created["id"].as_str().unwrap();
        self.post(
            &format!("/imports/{id}/check"),
            json!({ "service": "MENSA" }),
        )
        .await;
        self.until(id, "ready").await;
        let (began, before) = (Instant::now(), gauge::cpu_s());
        self.post(
            &format!("/imports/{id}/confirm"),
            json!({ "description": "Mensa 2026" }),
        )
        .await;
        self.until(id, "published").await;
        let spent = gauge::since(began, before);
        Published {
            notices: self.notices(id).await,
            spent,
            import: id.to_owned(),
        }
    }

    async fn notices(&self, import: &str) -> Vec<String> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self
                .get(&format!("/imports/{import}/positions{cursor}"))
                .await;
            let positions = page["positions"].as_array().unwrap();
            all.extend(
                positions
                    .iter()
                    .map(|p| p["notice_number"].as_str().unwrap().to_owned()),
            );
            match page["next"].as_str() {
                Some(next) => cursor = format!("?cursor={next}"),
                None => return all,
            }
        }
    }

    async fn until(&self, import: &str, state: &str) {
        loop {
            let answer = self.get(&format!("/imports/{import}")).await;
            assert_ne!(answer["state"], "failed", "{answer}");
            if answer["state"] == state {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn get(&self, path: &str) -> Value {
        let request = self
            .http
            .get(format!("{}/api/creditors/{CREDITOR}{path}", self.stack.url));
        let answer = request
            .header("X-Api-Key", self.key())
            .send()
            .await
            .unwrap();
        answer.json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self
            .http
            .post(format!("{}/api/creditors/{CREDITOR}{path}", self.stack.url));
        let request = request
            .header("X-Api-Key", self.key())
            .header("Idempotency-Key", path);
        let answer = request.json(&body).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{path}: {}",
            answer.text().await.unwrap()
        );
        answer.json().await.unwrap_or_default()
    }

    fn key(&self) -> &str {
        self.stack.local_json.key_of(CREDITOR).unwrap()
    }
}

fn file(rows: usize) -> Vec<u8> {
    let mut file = "Codice fiscale;Nominativo;Importo;IUD\n".to_owned();
    for n in 0..rows {
        let person = person(n);
        file.push_str(&format!(
            "{};{};30,00;D{n:06}\n",
            person.tax_code.as_str(),
            person.name
        ));
    }
    file.into_bytes()
}

/// A runtime with as many threads as the machine has cores.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap()
}
