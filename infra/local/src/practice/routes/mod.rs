//! `/_local/practice`: machine endpoints for tests and the demo, and a page for people.

mod files;
mod page;
mod pay;
mod settle;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::service::Practice;

pub fn router() -> Router<Arc<Practice>> {
    Router::new()
        .route("/_local/practice", get(page::show))
        .route("/_local/practice/", get(page::show))
        .route("/_local/practice/try", post(page::pay))
        .route("/_local/practice/close", post(page::close))
        .route("/_local/practice/pay", post(pay::pay))
        .route("/_local/practice/settle", post(settle::settle))
        .route("/_local/practice/payments", get(pay::list))
        .route("/_local/practice/irregularities", get(pay::irregularities))
        .route("/_local/practice/flows/{name}", get(files::flow))
        .route("/_local/practice/statements/{name}", get(files::statement))
}
