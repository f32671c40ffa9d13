//! Who asks, and what for: a person's browser, htmx inside a page, a program.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, header};

/// Extractor: whether htmx asks for a fragment to swap into a page that is already there.
///
/// A request that restores history wants the whole page, although htmx sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Htmx(pub bool);

impl<S: Sync> FromRequestParts<S> for Htmx {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(wants_fragment(&parts.headers)))
    }
}

/// See [`Htmx`].
pub fn wants_fragment(headers: &HeaderMap) -> bool {
    let is = |name: &str| headers.get(name).is_some_and(|value| value == "true");
    is("HX-Request") && !is("HX-History-Restore-Request") && !is("HX-Boosted")
}

/// The families of addresses that programs call and people don't.
const MACHINE_PREFIXES: [&str; 4] = ["/api/", "/gpd/", "/aca/", "/payment-options/"];

/// The SOAP service: its faults are SOAP and its own business.
pub(super) const NODE_PREFIX: &str = "/node";

/// Whether a program reads the answer: by address, else by what it accepts.
pub(super) fn is_machine(path: &str, headers: &HeaderMap) -> bool {
    if MACHINE_PREFIXES
        .iter()
        .any(|prefix| path.starts_with(prefix))
    {
        return true;
    }
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

/// Whether the path belongs to the SOAP service.
pub(super) fn is_node(path: &str) -> bool {
    path.strip_prefix(NODE_PREFIX)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |&(name, value)| (http::HeaderName::from_static(name), value);
        pairs
            .iter()
            .map(pair)
            .map(|(n, v)| (n, HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn history_restored_by_htmx_gets_the_whole_page() {
        assert!(wants_fragment(&headers(&[("hx-request", "true")])));
        let restored = [
            ("hx-request", "true"),
            ("hx-history-restore-request", "true"),
        ];
        assert!(!wants_fragment(&headers(&restored)));
        assert!(!wants_fragment(&HeaderMap::new()));
    }

    #[test]
    fn programs_are_known_by_address_or_by_what_they_accept() {
        assert!(is_machine("/api/creditors/1/imports", &HeaderMap::new()));
        assert!(is_machine(
            "/pay/x",
            &headers(&[("accept", "application/json")])
        ));
        assert!(!is_machine(
            "/pay/x",
            &headers(&[("accept", "text/html,*/*")])
        ));
        assert!(!is_machine("/apiary", &HeaderMap::new()));
    }

    #[test]
    fn the_node_is_not_everything_that_begins_like_it() {
        assert!(is_node("/node") && is_node("/node/x"));
        assert!(!is_node("/nodes"));
    }
}
