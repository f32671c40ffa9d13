//! The cart's page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kernel::money::Cents;
use kernel::notice::NoticeNumber;

use super::super::ledger::{Cart, CartEnd};
use super::super::problem::Problem;
use super::super::psp::WORDS;
use super::super::service::Practice;

#[derive(Template)]
#[template(path = "practice/checkout/page.html")]
struct Page {
    cart: String,
    notices: Vec<NoticeView>,
    total: String,
    modes: &'static [(&'static str, &'static str)],
    /// How the cart ended, and where its site waits.
    ended: Option<(&'static str, String)>,
}

struct NoticeView {
    number: String,
    description: String,
    company_name: String,
    amount: String,
}

/// `GET /_local/checkout/{cart}`
pub async fn show(State(practice): State<Arc<Practice>>, Path(cart): Path<String>) -> Response {
    match practice.ledger.read(|state| state.cart(&cart).cloned()) {
        Some(cart) => page(cart),
        None => unknown(),
    }
}

pub fn unknown() -> Response {
    Problem::new(StatusCode::NOT_FOUND, "no such cart").into_response()
}

fn page(cart: Cart) -> Response {
    let total = Cents::sum(cart.notices.iter().map(|notice| notice.amount_cents));
    let notices = cart.notices.iter().map(|notice| NoticeView {
        number: NoticeNumber::parse(&notice.notice_number)
            .map_or_else(|_| notice.notice_number.clone(), |number| number.grouped()),
        description: notice.description.clone(),
        company_name: notice.company_name.clone(),
        amount: notice.amount_cents.italian(),
    });
    let page = Page {
        notices: notices.collect(),
        total: total.unwrap_or(Cents::ZERO).italian(),
        // The last two make receipts of notices that are not in the cart.
        modes: WORDS.get(..6).unwrap_or(&WORDS),
        ended: cart.end.map(|end| match end {
            CartEnd::Paid => ("Pagamento eseguito.", cart.urls.ok),
            CartEnd::Cancelled => ("Pagamento annullato.", cart.urls.cancel),
            CartEnd::Failed => ("Pagamento non riuscito.", cart.urls.error),
        }),
        cart: cart.id,
    };
    match page.render() {
        Ok(html) => ([(header::CACHE_CONTROL, "no-store")], Html(html)).into_response(),
        Err(error) => {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
        }
    }
}
