//! Asking pagoPA's REST APIs: with the key in `Ocp-Apim-Subscription-Key`, bounded in time and size,
//! never led elsewhere.

use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;
use jiff::SignedDuration;
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use platform::web::encoded;

use crate::domain::journal::{Call, Operation};
use crate::store::journal::Journal;

#[derive(Clone)]
pub(super) struct Caller {
    http: reqwest::Client,
    url: String,
    key: Secret,
    bytes_max: usize,
    journal: Journal,
}

/// What is asked, for whom: the journal's words.
pub(super) type Asking<'a> = (Operation, &'a OrgFiscalCode);

/// What came back, whatever its status.
struct Answer {
    status: StatusCode,
    /// What the other side asks us to wait.
    wait: Option<SignedDuration>,
    body: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("pagoPA non risponde: {0}")]
    Request(#[from] reqwest::Error),
    #[error("pagoPA ha risposto con l’errore {status}")]
    Refused {
        status: u16,
        wait: Option<SignedDuration>,
    },
    #[error("la risposta di pagoPA non si può leggere: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("la risposta di pagoPA è troppo grande")]
    TooLarge,
    #[error("il flusso non va bene: {0}")]
    Unsound(String),
}

impl FetchError {
    /// What a person is told: no addresses, nothing of the machinery.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Request(error) if error.is_timeout() => {
                "pagoPA non ha risposto in tempo".to_owned()
            }
            Self::Request(_) => "pagoPA non è raggiungibile".to_owned(),
            Self::Unreadable(_) => "la risposta di pagoPA non si può leggere".to_owned(),
            Self::Refused {
                status: 401 | 403, ..
            } => "pagoPA non accetta la chiave di questo collegamento".to_owned(),
            Self::Refused { .. } | Self::TooLarge | Self::Unsound(_) => self.to_string(),
        }
    }

    /// Whether it says something of what was asked for, and nothing of the service.
    pub(super) fn is_of_this_one(&self) -> bool {
        match self {
            Self::Refused { status, .. } => matches!(status, 400 | 404 | 422),
            Self::TooLarge | Self::Unreadable(_) | Self::Unsound(_) => true,
            Self::Request(_) => false,
        }
    }

    /// What the other side asked us to wait.
    pub(super) fn wait(&self) -> Option<SignedDuration> {
        match self {
            Self::Refused { wait, .. } => *wait,
            Self::Request(_) | Self::Unreadable(_) | Self::TooLarge | Self::Unsound(_) => None,
        }
    }
}

impl Caller {
    pub(super) fn new(
        (url, key): (&str, Secret),
        (timeout, bytes_max): (Duration, usize),
        journal: &Journal,
    ) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(timeout)
            .build()
            .unwrap_or_default();
        let url = url.trim_end_matches('/').to_owned();
        Self {
            http,
            url,
            key,
            bytes_max,
            journal: journal.clone(),
        }
    }

    /// The body of a good answer. Every asking is noted in the journal: 1 request to the table.
    pub(super) async fn get(
        &self,
        asking: Asking<'_>,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<Vec<u8>, FetchError> {
        let path: Vec<String> = path.iter().map(|step| encoded(step)).collect();
        let path = path.join("/");
        let started = self.journal.now();
        let got = self.ask(&path, query).await;
        let what = format!("GET /{path}");
        let mut call = Call {
            operation: asking.0,
            creditor: Some(asking.1),
            notice: None,
            what: &what,
            started,
            ended: self.journal.now(),
            status: None,
            trouble: None,
            request: &[],
            answer: &[],
        };
        let reason = got.as_ref().err().map(FetchError::reason);
        match &got {
            Ok(answer) => {
                (call.status, call.answer) = (Some(answer.status.as_u16()), &answer.body);
            }
            Err(_) => call.trouble = reason.as_deref(),
        }
        self.journal.note(&call).await;
        let Answer { status, wait, body } = got?;
        match status {
            StatusCode::OK => Ok(body),
            _ => Err(FetchError::Refused {
                status: status.as_u16(),
                wait,
            }),
        }
    }

    async fn ask(&self, path: &str, query: &[(&str, String)]) -> Result<Answer, FetchError> {
        let request = self
            .http
            .get(format!("{}/{path}", self.url))
            .query(query)
            .header("Ocp-Apim-Subscription-Key", self.key.expose());
        let mut answer = request.send().await?;
        let wait = answer.headers().get(RETRY_AFTER);
        let seconds = wait.and_then(|value| value.to_str().ok()?.parse().ok());
        let (status, wait) = (answer.status(), seconds.map(SignedDuration::from_secs));
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            if body.len() + piece.len() > self.bytes_max {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer { status, wait, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_others_stays_inside_its_step() {
        assert_eq!(encoded("2026-11-20PSP_1-1"), "2026-11-20PSP_1-1");
        assert_eq!(encoded("../a?b"), "%2E%2E%2Fa%3Fb");
    }
}
