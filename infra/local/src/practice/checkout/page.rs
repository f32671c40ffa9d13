//! The cart's page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use platform::web::Page;
use platform::web::ui::{Alert, Choices, Column, Table, Value};

use super::super::ledger::{Cart, CartEnd, CartNotice};
use super::super::problem::Problem;
use super::super::psp::WORDS;
use super::super::service::Practice;

#[derive(Template)]
#[template(path = "practice/checkout/page.html")]
pub struct CartPage {
    cart: String,
    notices: Table,
    total: String,
    mode: Choices,
    /// How the cart ended, with the way back.
    ended: Option<Alert>,
}

/// `GET /_local/checkout/{cart}`
pub async fn show(State(practice): State<Arc<Practice>>, Path(cart): Path<String>) -> Response {
    match practice.ledger.read(|state| state.cart(&cart).cloned()) {
        Some(cart) => Page(page(cart)).into_response(),
        None => unknown(),
    }
}

pub fn unknown() -> Response {
    Problem::new(StatusCode::NOT_FOUND, "no such cart").into_response()
}

fn page(cart: Cart) -> CartPage {
    let total = Cents::sum(cart.notices.iter().map(|notice| notice.amount_cents));
    let columns = [
        Column::text("Avviso"),
        Column::text("Oggetto"),
        Column::text("Ente creditore"),
        Column::number("Importo"),
    ];
    // The last two modes make receipts of notices that are not in the cart.
    let modes = WORDS.get(..6).unwrap_or(&WORDS).iter().copied();
    CartPage {
        notices: Table::new("Avvisi nel carrello", columns).rows(cart.notices.iter().map(row)),
        total: total.unwrap_or(Cents::ZERO).italian(),
        mode: Choices::select("mode", "Come va il pagamento")
            .choices(modes)
            .required(),
        ended: cart.end.map(|end| ended(end, &cart)),
        cart: cart.id,
    }
}

fn row(notice: &CartNotice) -> Vec<Value> {
    let number = NoticeNumber::parse(&notice.notice_number)
        .map_or_else(|_| notice.notice_number.clone(), |number| number.grouped());
    vec![
        Value::mono(number),
        Value::from(notice.description.as_str()),
        Value::from(notice.company_name.as_str()),
        Value::euro(notice.amount_cents),
    ]
}

fn ended(end: CartEnd, cart: &Cart) -> Alert {
    let (alert, back) = match end {
        CartEnd::Paid => (Alert::success("Pagamento eseguito."), &cart.urls.ok),
        CartEnd::Cancelled => (Alert::info("Pagamento annullato."), &cart.urls.cancel),
        CartEnd::Failed => (Alert::danger("Pagamento non riuscito."), &cart.urls.error),
    };
    alert.link("Torna al sito", back)
}
