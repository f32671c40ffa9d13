//! Requests that change something must come from our own pages.
//!
//! No tokens: every browser in use sends `Sec-Fetch-Site`, older ones `Origin`, and a page of
//! another site can forge neither. Programs send neither and show a key instead, which a
//! browser never sends by itself.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, Uri, header};

use super::fault::Fault;
use super::house::Origins;
use super::negotiate::is_node;
use super::pagopa::speaks_pagopa;

/// Headers that carry a key of a machine API.
const KEY_HEADERS: [&str; 2] = ["x-api-key", "ocp-apim-subscription-key"];

pub(super) async fn check(State(own): State<Origins>, request: Request, next: Next) -> Response {
    let (method, uri) = (request.method(), request.uri());
    if is_safe(method) || is_node(uri.path()) || is_ours(request.headers(), uri, &own) {
        return next.run(request).await;
    }
    let detail = "La richiesta non proviene da una pagina di questo sito. \
                  Torna alla pagina iniziale e ripeti l'operazione.";
    Fault::new(StatusCode::FORBIDDEN, "cross_site", detail).into_response()
}

/// Methods that change nothing.
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_ours(headers: &HeaderMap, uri: &Uri, own: &Origins) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        // `none`: the person did it, by reloading or from a bookmark.
        return site == "same-origin" || site == "none";
    }
    match headers.get(header::ORIGIN) {
        Some(origin) => origin
            .to_str()
            .is_ok_and(|origin| is_own_origin(origin, headers, uri, own)),
        // Where a key is all that opens, the gate says that it is missing.
        None => {
            KEY_HEADERS.iter().any(|name| headers.contains_key(*name)) || speaks_pagopa(uri.path())
        }
    }
}

/// The configured public origin, or the host that was asked (there is no edge in between then).
fn is_own_origin(origin: &str, headers: &HeaderMap, uri: &Uri, own: &Origins) -> bool {
    if own.public.as_deref() == Some(origin) {
        return true;
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = uri.authority().map(http::uri::Authority::as_str).or(host);
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == host
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn ours(pairs: &[(&'static str, &'static str)]) -> bool {
        let pair = |&(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        let own = Origins {
            public: Some("https://paga.example.it".to_owned()),
            ..Origins::default()
        };
        let uri = Uri::from_static("/pay/notice");
        is_ours(&pairs.iter().map(pair).collect(), &uri, &own)
    }

    #[test]
    fn a_form_of_our_own_page_passes() {
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("sec-fetch-site", "none")]));
    }

    #[test]
    fn a_form_of_another_site_is_refused_whatever_else_it_shows() {
        assert!(!ours(&[
            ("sec-fetch-site", "cross-site"),
            ("x-api-key", "k")
        ]));
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
        assert!(!ours(&[
            ("origin", "https://evil.example"),
            ("x-api-key", "k")
        ]));
        assert!(!ours(&[("origin", "null")]));
    }

    #[test]
    fn an_old_browser_passes_by_its_origin() {
        assert!(ours(&[("origin", "https://paga.example.it")]));
        assert!(ours(&[
            ("origin", "http://127.0.0.1:3000"),
            ("host", "127.0.0.1:3000")
        ]));
        assert!(!ours(&[
            ("origin", "http://127.0.0.1:3001"),
            ("host", "127.0.0.1:3000")
        ]));
    }

    #[test]
    fn a_program_passes_with_a_key_alone() {
        assert!(ours(&[("x-api-key", "k")]));
        assert!(ours(&[("ocp-apim-subscription-key", "k")]));
        assert!(!ours(&[]));
    }
}
