//! Paying a cart: every notice is activated before any money is taken, then all are receipted and
//! the browser goes back to the body's site.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::notice::NoticeNumber;
use serde::Deserialize;

use super::super::ledger::{Cart, CartEnd, CartNotice, Event};
use super::super::problem::Problem;
use super::super::psp::{Mode, Order, Psp, Taken, checkout_psp};
use super::super::service::Practice;
use super::super::soap::TransferType;
use super::super::xml::{Deviation, Rule};
use super::page::unknown;

#[derive(Debug, Deserialize)]
pub struct PayForm {
    #[serde(default)]
    mode: Option<String>,
}

/// `POST /_local/checkout/{cart}/pay`. A second press finds the cart ended and only redirects.
pub async fn pay(
    State(practice): State<Arc<Practice>>,
    Path(id): Path<String>,
    Form(form): Form<PayForm>,
) -> Response {
    let word = form.mode.as_deref().unwrap_or("regular");
    let Some(mode) = Mode::parse(word, None, None) else {
        return Problem::new(StatusCode::BAD_REQUEST, "no such mode").into_response();
    };
    let paying = practice.paying.lock().await;
    let Some(cart) = practice.ledger.read(|state| state.cart(&id).cloned()) else {
        return unknown();
    };
    if cart.end.is_some() {
        return back(&cart);
    }
    let end = match pay_all(&practice, &cart, mode).await {
        Ok(()) => CartEnd::Paid,
        Err(problem) => {
            tracing::warn!(practice.cart = cart.id, practice.problem = problem.detail());
            CartEnd::Failed
        }
    };
    drop(paying);
    close(&practice, cart, end)
}

/// `POST /_local/checkout/{cart}/cancel`
pub async fn cancel(State(practice): State<Arc<Practice>>, Path(id): Path<String>) -> Response {
    give_up(&practice, &id, CartEnd::Cancelled).await
}

/// `POST /_local/checkout/{cart}/fail`
pub async fn fail(State(practice): State<Arc<Practice>>, Path(id): Path<String>) -> Response {
    give_up(&practice, &id, CartEnd::Failed).await
}

async fn give_up(practice: &Arc<Practice>, id: &str, end: CartEnd) -> Response {
    let _paying = practice.paying.lock().await;
    match practice.ledger.read(|state| state.cart(id).cloned()) {
        None => unknown(),
        Some(cart) if cart.end.is_some() => back(&cart),
        Some(cart) => close(practice, cart, end),
    }
}

fn close(practice: &Practice, cart: Cart, end: CartEnd) -> Response {
    if let Err(error) = practice.ledger.record(Event::CartClosed {
        id: cart.id.clone(),
        end,
    }) {
        return Problem::from(error).into_response();
    }
    back(&Cart {
        end: Some(end),
        ..cart
    })
}

/// 303 to the address for how the cart ended.
fn back(cart: &Cart) -> Response {
    let url = match cart.end {
        Some(CartEnd::Paid) => &cart.urls.ok,
        Some(CartEnd::Cancelled) => &cart.urls.cancel,
        Some(CartEnd::Failed) | None => &cart.urls.error,
    };
    Redirect::to(url).into_response()
}

/// Nothing is paid unless everything can be. Once the money is taken the cart is paid, whatever
/// the station says to the receipts.
async fn pay_all(practice: &Arc<Practice>, cart: &Cart, mode: Mode) -> Result<(), Problem> {
    let mut all = Vec::new();
    for notice in &cart.notices {
        all.push(take(practice, cart, notice, mode).await?);
    }
    for (_, taken) in &all {
        practice.keep(taken)?;
    }
    for (psp, taken) in all {
        // What went wrong is kept among the irregularities and tried again.
        let _told = practice.tell(psp, taken).await;
    }
    Ok(())
}

async fn take(
    practice: &Practice,
    cart: &Cart,
    notice: &CartNotice,
    mode: Mode,
) -> Result<(Psp, Taken), Problem> {
    let creditor = practice.creditor(&notice.fiscal_code)?;
    let number = NoticeNumber::parse(&notice.notice_number)
        .map_err(|wrong| Problem::new(StatusCode::BAD_REQUEST, wrong.to_string()))?;
    let psp = practice.psp(creditor, checkout_psp());
    let order = Order {
        mode,
        note: cart.note.clone(),
        transfer_type: Some(TransferType::PagoPa),
        ..Order::new(creditor.fiscal_code.clone(), number)
    };
    let taken = practice.take(&psp, &order).await?;
    check_amount(practice, notice, mode, &taken);
    Ok((psp, taken))
}

/// The cart was made with an amount of its own; it should be what the station asks for.
fn check_amount(practice: &Practice, notice: &CartNotice, mode: Mode, taken: &Taken) {
    let Some(receipt) = taken.receipts.first() else {
        return;
    };
    if receipt.amount_cents == notice.amount_cents || mode == Mode::WrongAmount {
        return;
    }
    let (cart, asked) = (
        notice.amount_cents.decimal(),
        receipt.amount_cents.decimal(),
    );
    let detail = format!("the cart says {cart}, the station asks {asked}");
    let found = vec![Deviation::new(
        "paymentNotices/amount",
        Rule::Identity,
        detail,
    )];
    practice.irregular(format!("carts {}", notice.notice_number), found);
}
