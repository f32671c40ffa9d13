//! Signing out.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, header};
use platform::web::{Fault, PageError};

use super::Deps;
use crate::gate::cookie;
use crate::store::sessions;

/// The session is gone from the table before the browser is told to forget it.
pub async fn submit(State(deps): State<Deps>, headers: HeaderMap) -> Result<Response, PageError> {
    if let Some(token) = cookie::read(&headers) {
        sessions::end(&deps.table, &token)
            .await
            .map_err(Fault::unavailable)?;
    }
    let mut response = Redirect::to("/panel/sign-in").into_response();
    let forget = cookie::SESSION
        .clear()
        .map(|cookie| (header::SET_COOKIE, cookie));
    response.headers_mut().extend(forget);
    Ok(response)
}
