//! The machine API over HTTP, with the key that `local.json` gives.

use anyhow::{Context as _, Result};
use kernel::dice;
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answers::{Opened, Upload};

pub struct Api {
    http: Client,
    /// Origin of the stack: `http://127.0.0.1:3000`.
    url: String,
    creditor: String,
    key: String,
}

/// An answer other than a success.
#[derive(Debug, thiserror::Error)]
#[error("{what}: status {status}: {detail}")]
pub struct Refusal {
    pub what: String,
    pub status: StatusCode,
    pub detail: String,
}

impl Api {
    pub fn new(url: &str, creditor: &str, key: &str) -> Self {
        let http = Client::new();
        let (url, creditor) = (url.trim_end_matches('/').to_owned(), creditor.to_owned());
        Self {
            http,
            url,
            creditor,
            key: key.to_owned(),
        }
    }

    pub fn creditor(&self) -> &str {
        &self.creditor
    }

    /// `GET /api/creditors/{cf}/{path}`
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let answer = self.ok(self.http.get(self.address(path))).await?;
        answer
            .json()
            .await
            .with_context(|| format!("GET {path}: unexpected answer"))
    }

    /// `GET /api/creditors/{cf}/{path}`, a document.
    pub async fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        Ok(self
            .ok(self.http.get(self.address(path)))
            .await?
            .bytes()
            .await?
            .to_vec())
    }

    /// `POST /api/creditors/{cf}/{path}` with JSON.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Result<Response> {
        let request = self.http.post(self.address(path)).json(body);
        self.ok(request.header("Idempotency-Key", new_key())).await
    }

    /// `POST /api/creditors/{cf}/{path}` with an XML document.
    pub async fn post_xml(&self, path: &str, xml: Vec<u8>) -> Result<Response> {
        let request = self
            .http
            .post(self.address(path))
            .header(CONTENT_TYPE, "application/xml");
        self.ok(request.header("Idempotency-Key", new_key()).body(xml))
            .await
    }

    /// Opens an upload (`imports` or `statements`) and sends the file straight to the store.
    pub async fn upload(&self, kind: &str, file_name: &str, file: Vec<u8>) -> Result<String> {
        let opened = self
            .post(kind, &serde_json::json!({ "file_name": file_name }))
            .await?;
        let opened: Opened = opened
            .json()
            .await
            .context("unexpected answer to the upload")?;
        self.send_file(opened.upload, file_name, file).await?;
        Ok(opened.id)
    }

    /// `POST /_local/practice/{path}`: the practice node asks for no key.
    pub async fn practice_post(&self, path: &str, body: &Value) -> Result<Response> {
        let url = format!("{}/_local/practice/{path}", self.url);
        checked(self.http.post(url).json(body)).await
    }

    pub async fn practice_get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let url = format!("{}/_local/practice/{path}", self.url);
        Ok(checked(self.http.get(url)).await?.json().await?)
    }

    /// A file of the practice node by its whole address, also one that was told by an earlier run
    /// on another port.
    pub async fn download(&self, url: &str) -> Result<Vec<u8>> {
        let path = url.find("/_local/").and_then(|start| url.get(start..));
        let url = path.map_or_else(|| url.to_owned(), |path| format!("{}{path}", self.url));
        Ok(checked(self.http.get(url)).await?.bytes().await?.to_vec())
    }

    fn address(&self, path: &str) -> String {
        format!("{}/api/creditors/{}/{path}", self.url, self.creditor)
    }

    async fn ok(&self, request: RequestBuilder) -> Result<Response> {
        checked(request.header("X-Api-Key", &self.key)).await
    }

    async fn send_file(&self, upload: Upload, file_name: &str, file: Vec<u8>) -> Result<()> {
        let form = upload
            .fields
            .into_iter()
            .fold(Form::new(), |form, (name, value)| {
                let value = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                form.text(name, value)
            });
        let form = form.part("file", Part::bytes(file).file_name(file_name.to_owned()));
        checked(self.http.post(upload.url).multipart(form))
            .await
            .context("upload of the file")?;
        Ok(())
    }
}

async fn checked(request: RequestBuilder) -> Result<Response> {
    let (client, request) = request.build_split();
    let request = request?;
    let what = format!("{} {}", request.method(), request.url().path());
    let answer = client
        .execute(request)
        .await
        .with_context(|| what.clone())?;
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let body = answer.text().await.unwrap_or_default();
    let problem: Value = serde_json::from_str(&body).unwrap_or_default();
    let told = problem
        .get("detail")
        .or(problem.get("title"))
        .and_then(Value::as_str);
    let detail = told.unwrap_or(&body).to_owned();
    Err(Refusal {
        what,
        status,
        detail,
    }
    .into())
}

/// Each run of the demo is a new wish, never the repetition of an old one.
fn new_key() -> String {
    hex::encode(dice::bytes::<16>(&dice::OsDice))
}
