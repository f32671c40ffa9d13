//! Pages and fragments as answers.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};

use super::fault::Fault;

/// A rendered page, or a fragment of one for htmx: `Ok(Page(ImportsPage { … }))`.
///
/// Never stored by browsers or the edge: every page may carry personal data. Another status goes
/// in front: `(StatusCode::UNPROCESSABLE_ENTITY, Page(…))`.
#[derive(Debug, Clone)]
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => html_response(html),
            Err(cause) => Fault::internal(cause).into(),
        }
    }
}

/// The headers of every page of ours.
pub(super) fn html_response(html: String) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let cache = HeaderValue::from_static("no-store");
    let vary = HeaderValue::from_static("HX-Request");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, cache),
        (header::VARY, vary),
    ];
    (headers, html).into_response()
}

/// Tells htmx to load the whole page again: what a poll answers once the work is over.
#[derive(Debug, Clone, Copy)]
pub struct Reload;

impl IntoResponse for Reload {
    fn into_response(self) -> Response {
        ([("HX-Refresh", "true")], ()).into_response()
    }
}
