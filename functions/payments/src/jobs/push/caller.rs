//! One HTTP call with JSON, bounded in time and size, never led elsewhere.

use std::time::Duration;

use http::Method;
use http::header::RETRY_AFTER;
use jiff::SignedDuration;
use platform::config::Secret;
use platform::web::encoded;
use serde_json::Value;

use crate::domain::outwards::Trouble;

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
}

/// An answer of the 200s; its body where that is JSON.
pub(super) struct Answered {
    pub body: Option<Value>,
}

impl Caller {
    /// `url`: the service's address without the paths of its OpenAPI file.
    pub(super) fn new(url: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .unwrap_or_default();
        let url = url.trim_end_matches('/').to_owned();
        Self { http, url }
    }

    pub(super) async fn call(
        &self,
        (method, path): (Method, &[&str]),
        key: &Secret,
        (query, body): (&[(&str, &str)], Option<&Value>),
    ) -> Result<Answered, Trouble> {
        let path: Vec<String> = path.iter().map(|step| encoded(step)).collect();
        let request = self
            .http
            .request(method, format!("{}/{}", self.url, path.join("/")))
            .query(query)
            .header("Ocp-Apim-Subscription-Key", key.expose());
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().await.map_err(|error| silence(&error))?;
        let (status, wait) = (answer.status(), retry_after(&answer));
        let bytes = read(answer).await?;
        let body: Option<Value> = serde_json::from_slice(&bytes).ok();
        if status.is_success() {
            return Ok(Answered { body });
        }
        let detail = body.as_ref().and_then(|it| it["detail"].as_str());
        Err(Trouble::of_status(status.as_u16(), detail, wait))
    }
}

fn silence(error: &reqwest::Error) -> Trouble {
    let reason = match error.is_timeout() {
        true => "nessuna risposta in tempo",
        false => "il servizio non è raggiungibile",
    };
    failed(reason)
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
            Ok(Some(_)) => return Err(failed("la risposta è troppo grande")),
            Ok(None) => return Ok(body),
            Err(error) => return Err(silence(&error)),
        }
    }
}
