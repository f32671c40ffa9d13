//! `CartRequestV2`, read as strictly as its schema says.

use kernel::money::Cents;
use serde::Deserialize;

use super::super::ledger::{Cart, CartNotice, ReturnUrls};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CartRequest {
    payment_notices: Vec<PaymentNotice>,
    return_urls: Urls,
    email_notice: Option<String>,
    id_cart: Option<String>,
    #[serde(rename = "allCCP")]
    #[expect(
        dead_code,
        reason = "read so that a wrong type is refused; practice pays all alike"
    )]
    all_ccp: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PaymentNotice {
    notice_number: String,
    fiscal_code: String,
    amount: i64,
    company_name: String,
    description: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Urls {
    return_ok_url: String,
    return_cancel_url: String,
    return_error_url: String,
    return_waiting_url: String,
}

impl CartRequest {
    /// The cart, or the first thing that the schema forbids.
    pub fn cart(self, id: String) -> Result<Cart, String> {
        if !(1..=5).contains(&self.payment_notices.len()) {
            return Err("paymentNotices: 1 to 5 notices".to_owned());
        }
        for (name, url) in self.return_urls.named() {
            is_url(url)
                .then_some(())
                .ok_or_else(|| format!("returnUrls.{name}: not a URI"))?;
        }
        if self
            .email_notice
            .is_some_and(|address| !is_address(&address))
        {
            return Err("emailNotice: not an e-mail address".to_owned());
        }
        // The note travels as paymentNote, stText210.
        if self
            .id_cart
            .as_ref()
            .is_some_and(|note| !(1..=210).contains(&note.chars().count()))
        {
            return Err("idCart: 1 to 210 characters".to_owned());
        }
        let notices = self
            .payment_notices
            .into_iter()
            .zip(0..)
            .map(|(notice, place)| {
                notice
                    .read()
                    .map_err(|wrong| format!("paymentNotices[{place}].{wrong}"))
            });
        let Urls {
            return_ok_url: ok,
            return_cancel_url: cancel,
            return_error_url: error,
            ..
        } = self.return_urls;
        Ok(Cart {
            id,
            notices: notices.collect::<Result<_, _>>()?,
            urls: ReturnUrls { ok, cancel, error },
            note: self.id_cart,
            end: None,
        })
    }
}

impl PaymentNotice {
    fn read(self) -> Result<CartNotice, String> {
        let digits = |text: &str, count: usize| {
            text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let short = |text: &str| text.chars().count() <= 140;
        let checks = [
            (digits(&self.notice_number, 18), "noticeNumber: 18 digits"),
            (digits(&self.fiscal_code, 11), "fiscalCode: 11 digits"),
            (
                Cents::new(self.amount).is_payable(),
                "amount: 1 to 99999999999 cents",
            ),
            (
                short(&self.company_name),
                "companyName: at most 140 characters",
            ),
            (
                short(&self.description),
                "description: at most 140 characters",
            ),
        ];
        if let Some((_, wrong)) = checks.iter().find(|(right, _)| !right) {
            return Err((*wrong).to_owned());
        }
        Ok(CartNotice {
            notice_number: self.notice_number,
            fiscal_code: self.fiscal_code,
            amount_cents: Cents::new(self.amount),
            company_name: self.company_name,
            description: self.description,
        })
    }
}

impl Urls {
    fn named(&self) -> [(&str, &str); 4] {
        [
            ("returnOkUrl", &self.return_ok_url),
            ("returnCancelUrl", &self.return_cancel_url),
            ("returnErrorUrl", &self.return_error_url),
            ("returnWaitingUrl", &self.return_waiting_url),
        ]
    }
}

/// The browser is sent there: an absolute http or https address.
fn is_url(text: &str) -> bool {
    reqwest::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn is_address(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}
