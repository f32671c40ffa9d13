//! One question to a body's own software, answered while somebody waits.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Client;

use crate::domain::amount::{AmountAnswer, AmountQuestion};
use crate::domain::webhook::{HEADERS, Message, Reach, WebhookSecret, WebhookUrl, sign};
use crate::jobs::webhooks::send::{addresses, client};

/// Name look-up, connection and answer together: the node waits 7 seconds for all of ours.
pub const ASKED_MAX: Duration = Duration::from_secs(3);
/// An answer has one or two fields.
const ANSWER_BYTES_MAX: usize = 10_000;

/// A way to the software, whose addresses were looked at.
#[derive(Clone)]
pub struct Line {
    url: WebhookUrl,
    client: Client,
}

impl Line {
    /// Every address of the name must be one that may be called.
    pub async fn open(url: &WebhookUrl, reach: Reach) -> Result<Self, String> {
        // Read again with what may be reached here: the rules may have become stricter.
        let url = WebhookUrl::parse(url.as_str(), reach).map_err(|error| error.to_string())?;
        let found = addresses(&url).await?;
        let client = client(&url, &found, (ASKED_MAX, ASKED_MAX)).map_err(|_| FAILED.to_owned())?;
        Ok(Self { url, client })
    }

    pub fn leads_to(&self, url: &WebhookUrl) -> bool {
        self.url == *url
    }

    /// Status and body of the answer, or an Italian sentence.
    pub async fn ask(
        &self,
        secret: &WebhookSecret,
        question: &Message<AmountQuestion>,
        now: Timestamp,
    ) -> Result<Heard, String> {
        let body = words(question);
        let [event, id, timestamp, signature] = HEADERS;
        let request = self
            .client
            .post(self.url.as_str())
            .header("content-type", "application/json")
            .header(event, question.kind)
            .header(id, question.id.as_str())
            .header(timestamp, now.as_second().to_string())
            .header(signature, sign(secret, now, &body))
            .body(body);
        let mut answer = request.send().await.map_err(|error| said(&error))?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| said(&error))? {
            if body.len() + piece.len() > ANSWER_BYTES_MAX {
                return Err("La risposta è troppo lunga.".to_owned());
            }
            body.extend_from_slice(&piece);
        }
        Ok(Heard { status, body })
    }
}

/// A question as it is sent and signed.
pub fn words(question: &Message<AmountQuestion>) -> String {
    serde_json::to_string(question).unwrap_or_default()
}

/// What came back.
#[derive(Debug)]
pub struct Heard {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Heard {
    /// What it says, or an Italian sentence.
    pub fn answer(&self) -> Result<AmountAnswer, String> {
        let read = AmountAnswer::parse(self.status, &self.body);
        read.map_err(|why| format!("La risposta non vale: {why}."))
    }
}

/// What is said of a question that took too long, whatever it was doing.
pub const TOO_LATE: &str = "Il software non ha risposto entro 3 secondi.";
const FAILED: &str = "La connessione non è riuscita.";

fn said(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return TOO_LATE.to_owned();
    }
    FAILED.to_owned()
}
