//! pagoPA's Checkout: a cart of notices in, the address of the payment page out.
//! Source: `checkout_v2.json` (POST /carts), facts "Checkout".

use std::time::Duration;

use http::header::LOCATION;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use serde::Serialize;

/// A person waits for this answer.
const TIMEOUT: Duration = Duration::from_secs(8);

#[derive(Clone)]
pub struct Checkout {
    http: reqwest::Client,
    url: String,
    key: Secret,
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
    pub(super) fn new(url: String, key: Secret) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .unwrap_or_default();
        Self {
            http,
            url: url.trim_end_matches('/').to_owned(),
            key,
        }
    }

    /// Opens a cart and gives the page where the citizen pays it.
    pub(super) async fn open(&self, cart: &Cart) -> Result<String, CheckoutError> {
        let request = self
            .http
            .post(format!("{}/carts", self.url))
            .header("Ocp-Apim-Subscription-Key", self.key.expose())
            .json(cart);
        let answer = request.send().await?;
        if answer.status() != http::StatusCode::FOUND {
            return Err(CheckoutError::Refused(answer.status().as_u16()));
        }
        let location = answer
            .headers()
            .get(LOCATION)
            .and_then(|value| value.to_str().ok());
        location.map(str::to_owned).ok_or(CheckoutError::NoAddress)
    }
}
