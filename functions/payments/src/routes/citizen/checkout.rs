//! pagoPA's Checkout: a cart of notices in, the address of the payment page out.
//! Source: `checkout_v2.json` (POST /carts), facts "Checkout".

use std::time::Duration;

use http::StatusCode;
use http::header::{CONTENT_TYPE, LOCATION};
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use serde::Serialize;

use crate::domain::journal::{Call, Operation};
use crate::store::journal::Journal;

/// A person waits for this answer.
const TIMEOUT: Duration = Duration::from_secs(8);
/// Only its beginning is of interest: a problem has some hundred bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1_024;

#[derive(Clone)]
pub struct Checkout {
    http: reqwest::Client,
    url: String,
    key: Secret,
    journal: Journal,
}

#[derive(Debug, thiserror::Error)]
pub enum CheckoutError {
    #[error("checkout did not answer: {0}")]
    Request(#[from] reqwest::Error),
    #[error("checkout refused the cart with status {0}")]
    Refused(u16),
    #[error("checkout gave no address")]
    NoAddress,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cart {
    pub payment_notices: Vec<CartNotice>,
    pub return_urls: ReturnUrls,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CartNotice {
    pub notice_number: NoticeNumber,
    pub fiscal_code: OrgFiscalCode,
    pub amount: Cents,
    pub company_name: String,
    pub description: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReturnUrls {
    pub return_ok_url: String,
    pub return_cancel_url: String,
    pub return_error_url: String,
    pub return_waiting_url: String,
}

impl Checkout {
    pub(super) fn new(url: String, key: Secret, journal: Journal) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .unwrap_or_default();
        Self {
            http,
            url: url.trim_end_matches('/').to_owned(),
            key,
            journal,
        }
    }

    /// Opens a cart and gives the page where the citizen pays it. Noted in the journal: 1 request.
    pub(super) async fn open(&self, cart: &Cart) -> Result<String, CheckoutError> {
        let request = serde_json::to_vec(cart).unwrap_or_default();
        let started = self.journal.now();
        let answer = self.post(request.clone()).await;
        let status = answer.as_ref().ok().map(|(status, ..)| status.as_u16());
        let notice = cart.payment_notices.first();
        let call = Call {
            operation: Operation::OpenCart,
            creditor: notice.map(|notice| &notice.fiscal_code),
            notice: notice.map(|notice| &notice.notice_number),
            what: "POST /carts",
            started,
            ended: self.journal.now(),
            status,
            trouble: status.is_none().then_some("Checkout non ha risposto."),
            request: &request,
            answer: answer.as_ref().map_or(&[], |(_, _, body)| body),
        };
        self.journal.note(&call).await;
        match answer? {
            (StatusCode::FOUND, location, _) => location.ok_or(CheckoutError::NoAddress),
            (status, ..) => Err(CheckoutError::Refused(status.as_u16())),
        }
    }

    /// Status, address and body of the answer.
    async fn post(&self, cart: Vec<u8>) -> reqwest::Result<(StatusCode, Option<String>, Vec<u8>)> {
        let request = self
            .http
            .post(format!("{}/carts", self.url))
            .header("Ocp-Apim-Subscription-Key", self.key.expose())
            .header(CONTENT_TYPE, "application/json")
            .body(cart);
        let mut answer = request.send().await?;
        let location = answer.headers().get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok().map(str::to_owned));
        let (status, mut body) = (answer.status(), Vec::new());
        while let Some(piece) = answer.chunk().await? {
            body.extend_from_slice(&piece);
            if body.len() > ANSWER_BYTES_MAX {
                break;
            }
        }
        Ok((status, location, body))
    }
}
