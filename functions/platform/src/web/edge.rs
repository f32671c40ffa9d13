//! Nobody comes past the edge: it shows a key with every request, and who has none is refused.
//!
//! The firewall and its limits stand at the edge, while the API's own address is open to all.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq;

use super::fault::Fault;
use crate::config::Secret;

/// The header in which the edge shows its key; what a client sends under this name, it replaces.
const HEADER: &str = "x-edge-key";

/// The header in which the edge tells who asks, always its own: what a client sends under this name, it
/// replaces. (`X-Forwarded-For` begins with whatever the client wrote.)
const VIEWER_HEADER: &str = "x-viewer-address";

/// The address of who asks, as the edge told it; no request has it where no edge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer(pub IpAddr);

/// What the edge shows: keys parted by commas, so that an old and a new one may hold side by side
/// while they are changed. The default, where no edge stands, asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct EdgeKeys(Option<Secret>);

impl EdgeKeys {
    pub fn new(keys: Secret) -> Self {
        Self(Some(keys))
    }

    /// Who asks, believed only of an edge that has shown its key.
    fn viewer(&self, headers: &HeaderMap) -> Option<Viewer> {
        self.0.as_ref()?;
        let told = headers.get(VIEWER_HEADER)?.to_str().ok()?;
        told.parse().ok().map(Viewer)
    }

    /// Whether one of the keys shown is one of ours.
    fn are_shown(&self, headers: &HeaderMap) -> bool {
        let Some(ours) = &self.0 else { return true };
        let shown = headers.get(HEADER).and_then(|value| value.to_str().ok());
        shown.is_some_and(|shown| {
            parts(shown).any(|key| parts(ours.expose()).any(|own| is_same(key, own)))
        })
    }
}

fn parts(keys: &str) -> impl Iterator<Item = &str> {
    keys.split(',').map(str::trim).filter(|key| !key.is_empty())
}

fn is_same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

pub(super) async fn check(
    State(keys): State<EdgeKeys>,
    mut request: Request,
    next: Next,
) -> Response {
    if keys.are_shown(request.headers()) {
        if let Some(viewer) = keys.viewer(request.headers()) {
            request.extensions_mut().insert(viewer);
        }
        return next.run(request).await;
    }
    let detail = "Questo indirizzo non è aperto al pubblico: usa quello del sito.";
    Fault::new(StatusCode::FORBIDDEN, "past_the_edge", detail).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn passes(ours: &str, shown: &'static str) -> bool {
        let headers = [(
            http::HeaderName::from_static(HEADER),
            HeaderValue::from_static(shown),
        )];
        EdgeKeys::new(Secret::new(ours)).are_shown(&headers.into_iter().collect())
    }

    #[test]
    fn who_shows_the_key_passes() {
        assert!(passes("k1", "k1"));
        assert!(!passes("k1", "k2"));
        assert!(!passes("k1", ""));
        assert!(!passes("", ""));
        assert!(!EdgeKeys::new(Secret::new("k1")).are_shown(&HeaderMap::new()));
        assert!(EdgeKeys::default().are_shown(&HeaderMap::new()));
    }

    #[test]
    fn an_address_is_believed_of_the_edge_alone() {
        let headers = |name: &'static str| {
            let address = HeaderValue::from_static("203.0.113.77");
            let name = http::HeaderName::from_static(name);
            [(name, address)].into_iter().collect::<HeaderMap>()
        };
        let edge = EdgeKeys::new(Secret::new("k1"));
        let viewer = Viewer("203.0.113.77".parse().expect("an address"));
        assert_eq!(edge.viewer(&headers(VIEWER_HEADER)), Some(viewer));
        assert_eq!(edge.viewer(&headers("x-forwarded-for")), None);
        assert_eq!(EdgeKeys::default().viewer(&headers(VIEWER_HEADER)), None);
    }

    /// Functions and edge are deployed one after the other, in both directions.
    #[test]
    fn a_key_is_changed_without_a_closed_door() {
        for (ours, shown) in [
            ("new,old", "old"),
            ("new,old", "new, old"),
            ("new", "new,old"),
        ] {
            assert!(passes(ours, shown), "{ours} | {shown}");
        }
        assert!(!passes("new", "old"));
    }
}
