//! The FdR API for creditors (OpenAPI `fdr_organization` 1.1): flows of an organisation, one flow, its
//! payments. Key in the header `Ocp-Apim-Subscription-Key`.

use std::time::Duration;

use http::StatusCode;
use http::header::RETRY_AFTER;
use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use serde::de::DeserializeOwned;

use crate::domain::flow::{FetchedFlow, FetchedPage, FetchedPayment, ListedFlow};

/// A page of a thousand payments is some hundred KB.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The most that a page may hold.
const SIZE: u32 = 1_000;
/// An answer that is larger is none of this API.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

#[derive(Clone)]
pub(super) struct FdrClient {
    http: reqwest::Client,
    url: String,
    key: Secret,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("pagoPA non risponde: {0}")]
    Request(#[from] reqwest::Error),
    #[error("pagoPA ha risposto {status}")]
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

    /// What the other side asked us to wait.
    pub(super) fn wait(&self) -> Option<SignedDuration> {
        match self {
            Self::Refused { wait, .. } => *wait,
            Self::Request(_) | Self::Unreadable(_) | Self::TooLarge | Self::Unsound(_) => None,
        }
    }
}

impl FdrClient {
    pub(super) fn new(url: &str, key: Secret) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .unwrap_or_default();
        let url = url.trim_end_matches('/').to_owned();
        Self { http, url, key }
    }

    pub(super) async fn flows(
        &self,
        creditor: &OrgFiscalCode,
        since: Option<Timestamp>,
        page: u32,
    ) -> Result<FetchedPage<ListedFlow>, FetchError> {
        let mut query = vec![("page", page.to_string()), ("size", SIZE.to_string())];
        query.extend(since.map(|since| ("publishedGt", since.to_string())));
        self.get(&["organizations", creditor.as_str(), "fdrs"], &query)
            .await
    }

    pub(super) async fn flow(
        &self,
        creditor: &OrgFiscalCode,
        flow: &ListedFlow,
    ) -> Result<FetchedFlow, FetchError> {
        let revision = flow.revision.to_string();
        self.get(&path(creditor, flow, &revision), &[]).await
    }

    pub(super) async fn payments(
        &self,
        creditor: &OrgFiscalCode,
        flow: &ListedFlow,
        page: u32,
    ) -> Result<FetchedPage<FetchedPayment>, FetchError> {
        let revision = flow.revision.to_string();
        let mut path = path(creditor, flow, &revision).to_vec();
        path.push("payments");
        let query = [("page", page.to_string()), ("size", SIZE.to_string())];
        self.get(&path, &query).await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<T, FetchError> {
        let path: Vec<String> = path.iter().map(|step| encoded(step)).collect();
        let request = self
            .http
            .get(format!("{}/{}", self.url, path.join("/")))
            .query(query)
            .header("Ocp-Apim-Subscription-Key", self.key.expose());
        let mut answer = request.send().await?;
        if answer.status() != StatusCode::OK {
            let wait = answer.headers().get(RETRY_AFTER);
            let seconds = wait.and_then(|value| value.to_str().ok()?.parse().ok());
            return Err(FetchError::Refused {
                status: answer.status().as_u16(),
                wait: seconds.map(SignedDuration::from_secs),
            });
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            if body.len() + piece.len() > ANSWER_BYTES_MAX {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(serde_json::from_slice(&body)?)
    }
}

fn path<'a>(creditor: &'a OrgFiscalCode, flow: &'a ListedFlow, revision: &'a str) -> [&'a str; 8] {
    [
        "organizations",
        creditor.as_str(),
        "fdrs",
        &flow.fdr,
        "revisions",
        revision,
        "psps",
        &flow.psp_id,
    ]
}

/// A step of a path: names that others made stay inside it.
fn encoded(step: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    step.bytes().fold(String::new(), |mut text, byte| {
        if plain(byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
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
