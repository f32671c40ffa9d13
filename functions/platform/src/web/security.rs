//! The headers that every answer carries, errors and redirects included.

use std::fmt::Write as _;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

use super::house::Origins;

/// One year and sub-domains, as ASVS V3.4.1 asks.
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// What no page of ours needs.
const PERMISSIONS: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// `same-origin` and not `no-referrer`: the latter makes browsers send `Origin: null` with our
/// own forms, which the CSRF check refuses.
const REFERRER: &str = "same-origin";

const CSP: HeaderName = header::CONTENT_SECURITY_POLICY;

/// Headers of every answer, computed once.
#[derive(Debug, Clone)]
pub(super) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    pub fn new(origins: &Origins) -> Self {
        let fixed = |value| HeaderValue::from_static(value);
        let mut list = vec![
            (header::STRICT_TRANSPORT_SECURITY, fixed(HSTS)),
            (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
            (header::REFERRER_POLICY, fixed(REFERRER)),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                fixed("same-origin"),
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                fixed("same-origin"),
            ),
            (
                HeaderName::from_static("permissions-policy"),
                fixed(PERMISSIONS),
            ),
            (header::CACHE_CONTROL, fixed("no-store")),
        ];
        // An origin that is no header value never came out of `Origins::parse`; should it, the
        // policy closes instead of vanishing.
        let policy = HeaderValue::from_str(&content_policy(origins));
        list.push((CSP, policy.unwrap_or(fixed("default-src 'none'"))));
        Self(list)
    }
}

/// Where scripts may fetch from and forms may go: us, the object store for uploads, Checkout
/// (browsers check `form-action` on the redirect after a form, too).
fn content_policy(origins: &Origins) -> String {
    let mut connect = String::from("connect-src 'self'");
    let mut forms = String::from("form-action 'self'");
    // Writing to a String can't fail.
    for upload in &origins.upload {
        let _ = write!(connect, " {upload}");
        let _ = write!(forms, " {upload}");
    }
    for checkout in &origins.checkout {
        let _ = write!(forms, " {checkout}");
    }
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; manifest-src 'self'; {connect}; {forms}; frame-ancestors 'none'; base-uri 'none'; \
         object-src 'none'"
    )
}

/// The layer. What a route has set itself stays: a download may close its policy further, a
/// static file may be cached.
pub(super) async fn set(State(headers): State<Headers>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in &headers.0 {
        response
            .headers_mut()
            .entry(name)
            .or_insert_with(|| value.clone());
    }
    response
}
