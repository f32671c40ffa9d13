//! Checkout: carts of up to five notices, made by the body's server (`POST …/carts` of
//! checkout_v2.json) and paid by a person in the browser, without script.

mod body;
mod carts;
mod page;
mod pay;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::service::Practice;

pub fn router() -> Router<Arc<Practice>> {
    Router::new()
        .route("/_local/checkout/carts", post(carts::create))
        .route("/_local/checkout/{cart}", get(page::show))
        .route("/_local/checkout/{cart}/pay", post(pay::pay))
        .route("/_local/checkout/{cart}/cancel", post(pay::cancel))
        .route("/_local/checkout/{cart}/fail", post(pay::fail))
}

#[cfg(test)]
mod tests;
