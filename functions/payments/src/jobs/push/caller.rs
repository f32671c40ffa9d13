//! One HTTP call with JSON, bounded in time and size, never led elsewhere.

use std::time::Duration;

use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{Method, StatusCode};
use jiff::SignedDuration;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use platform::web::encoded;
use serde_json::Value;

use crate::domain::journal::{Call, Operation};
use crate::domain::outwards::Trouble;
use crate::store::journal::Journal;

/// An upsert takes the archive well under a second: who takes longer is in trouble.
const TIMEOUT: Duration = Duration::from_secs(10);
/// A position with every field at its longest is far smaller.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Longer than any pause of ours; a larger number is no pause.
const RETRY_AFTER_S_MAX: i64 = 7 * 86_400;

#[derive(Clone)]
pub(super) struct Caller {
    http: reqwest::Client,
    url: String,
    journal: Journal,
}

/// What a call is about: the journal's words.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub operation: Operation,
    pub creditor: &'a OrgFiscalCode,
    pub notice: &'a NoticeNumber,
}

/// What is sent.
pub(super) struct Asked<'a> {
    pub method: Method,
    pub path: &'a [&'a str],
    pub query: &'a [(&'a str, &'a str)],
    pub body: Option<&'a Value>,
}

impl<'a> Asked<'a> {
    pub(super) fn post(path: &'a [&'a str], body: Option<&'a Value>) -> Self {
        Self {
            method: Method::POST,
            path,
            query: &[],
            body,
        }
    }
}

/// An answer of the 200s; its body where that is JSON.
pub(super) struct Answered {
    pub body: Option<Value>,
}

/// What came back, whatever its status.
struct Heard {
    status: StatusCode,
    wait: Option<SignedDuration>,
    body: Vec<u8>,
}

impl Caller {
    /// `url`: the service's address without the paths of its OpenAPI file.
    pub(super) fn new(url: &str, journal: &Journal) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .unwrap_or_default();
        let url = url.trim_end_matches('/').to_owned();
        let journal = journal.clone();
        Self { http, url, journal }
    }

    /// Every call is noted in the journal: 1 request to the table, which may fail.
    pub(super) async fn call(
        &self,
        about: About<'_>,
        asked: Asked<'_>,
        key: &Secret,
    ) -> Result<Answered, Trouble> {
        let steps: Vec<String> = asked.path.iter().map(|step| encoded(step)).collect();
        let path = steps.join("/");
        let sent = asked.body.map(Value::to_string).unwrap_or_default();
        let started = self.journal.now();
        let heard = self.send(&asked, (&path, &sent), key).await;
        let what = format!("{} /{path}", asked.method);
        let call = Call {
            operation: about.operation,
            creditor: Some(about.creditor),
            notice: Some(about.notice),
            what: &what,
            started,
            ended: self.journal.now(),
            status: heard.as_ref().ok().map(|heard| heard.status.as_u16()),
            trouble: heard.as_ref().err().map(Trouble::reason),
            request: sent.as_bytes(),
            answer: heard.as_ref().map_or(&[][..], |heard| &heard.body),
        };
        self.journal.note(&call).await;
        heard?.answered()
    }

    async fn send(
        &self,
        asked: &Asked<'_>,
        (path, sent): (&str, &str),
        key: &Secret,
    ) -> Result<Heard, Trouble> {
        let request = self
            .http
            .request(asked.method.clone(), format!("{}/{path}", self.url))
            .query(asked.query)
            .header("Ocp-Apim-Subscription-Key", key.expose());
        let request = match asked.body {
            Some(_) => request
                .header(CONTENT_TYPE, "application/json")
                .body(sent.to_owned()),
            None => request,
        };
        let answer = request.send().await.map_err(|error| silence(&error))?;
        let (status, wait) = (answer.status(), retry_after(&answer));
        let body = read(answer).await?;
        Ok(Heard { status, wait, body })
    }
}

impl Heard {
    fn answered(self) -> Result<Answered, Trouble> {
        let body: Option<Value> = serde_json::from_slice(&self.body).ok();
        if self.status.is_success() {
            return Ok(Answered { body });
        }
        let detail = body.as_ref().and_then(|it| it["detail"].as_str());
        Err(Trouble::of_status(self.status.as_u16(), detail, self.wait))
    }
}

fn silence(error: &reqwest::Error) -> Trouble {
    let reason = match error.is_timeout() {
        true => "nessuna risposta in tempo",
        false => "il servizio non è raggiungibile",
    };
    match error.is_connect() {
        true => failed(reason),
        false => Trouble::Silent {
            reason: reason.to_owned(),
        },
    }
}

pub(super) fn failed(reason: &str) -> Trouble {
    Trouble::Failed {
        reason: reason.to_owned(),
    }
}

/// In seconds; the form with a date is not used by these services.
fn retry_after(answer: &reqwest::Response) -> Option<SignedDuration> {
    let told = answer.headers().get(RETRY_AFTER)?.to_str().ok()?;
    let seconds: i64 = told.trim().parse().ok()?;
    let is_pause = (0..=RETRY_AFTER_S_MAX).contains(&seconds);
    is_pause.then(|| SignedDuration::from_secs(seconds))
}

async fn read(mut answer: reqwest::Response) -> Result<Vec<u8>, Trouble> {
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(piece)) if body.len() + piece.len() <= ANSWER_BYTES_MAX => {
                body.extend_from_slice(&piece);
            }
            Ok(Some(_)) => {
                return Err(Trouble::Silent {
                    reason: "la risposta è troppo grande".to_owned(),
                });
            }
            Ok(None) => return Ok(body),
            Err(error) => return Err(silence(&error)),
        }
    }
}
