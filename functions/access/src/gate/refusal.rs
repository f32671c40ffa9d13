//! How the gate says no.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use kernel::tax::OrgFiscalCode;
use platform::table::TableError;
use platform::web::Fault;

use crate::domain::actor::Actor;
use crate::domain::local_path::LocalPath;

#[derive(Debug)]
pub enum Refusal {
    /// The route is not in the table: a mistake of ours, and closed until somebody mends it.
    Unlisted {
        method: Method,
        route: String,
    },
    OtherMethod(Vec<Method>),
    /// A page without a session.
    SignIn {
        next: LocalPath,
        fragment: bool,
    },
    /// The privacy notice has changed and waits to be accepted; `true`: a fragment was asked.
    Notice(bool),
    /// A programme without a key.
    NoKey,
    /// A key that does not open: misspelt, unknown, expired, revoked. One answer for all, so that
    /// nobody learns which keys exist. With whose key it is, where there is one.
    Key(Option<OrgFiscalCode>),
    /// Known, but not allowed.
    Forbidden(Option<Box<Actor>>),
    /// Another organisation's: the same answer as for what does not exist.
    Unknown(Box<Actor>),
    /// The table did not answer: nobody is let through.
    Table(TableError),
}

impl Refusal {
    /// Who was denied, where it is known.
    pub fn denied(&self) -> Option<&Actor> {
        match self {
            Self::Forbidden(actor) => actor.as_deref(),
            Self::Unknown(actor) => Some(actor),
            Self::Unlisted { .. }
            | Self::OtherMethod(_)
            | Self::SignIn { .. }
            | Self::NoKey
            | Self::Notice(_)
            | Self::Key(_)
            | Self::Table(_) => None,
        }
    }

    /// Whose user or key was refused, where it is known.
    pub fn tenant(&self) -> Option<&OrgFiscalCode> {
        match self {
            Self::Key(tenant) => tenant.as_ref(),
            other => other.denied().map(|actor| &actor.tenant),
        }
    }
}

/// What a programme sends back, so that it knows how to ask (RFC 9110, 11.6.1).
const CHALLENGE: &str = "ApiKey header=\"X-Api-Key\"";

const NO_KEY: &str = "Manca la chiave: inviala nell'intestazione X-Api-Key.";
const WRONG_KEY: &str = "La chiave non apre: è scritta male, sconosciuta, scaduta o revocata.";
/// The page on which the notice is accepted.
pub(super) const NOTICE: &str = "/panel/profile/notice";

/// htmx follows it with the whole page instead of swapping the sign-in form into a fragment.
const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Unlisted { method, route } => {
                tracing::error!(http.method = %method, http.route = route, "route without a rule");
                Fault::forbidden().into_response()
            }
            Self::OtherMethod(methods) => other_method(&methods),
            Self::SignIn { next, fragment } => sign_in(&next, fragment),
            Self::Notice(fragment) => lead(NOTICE, fragment),
            Self::NoKey => challenge("key_missing", NO_KEY),
            Self::Key(_) => challenge("key_invalid", WRONG_KEY),
            Self::Forbidden(_) => Fault::forbidden().into_response(),
            Self::Unknown(_) => Fault::not_found("L'oggetto richiesto non esiste.").into_response(),
            Self::Table(error) => Fault::unavailable(error).into_response(),
        }
    }
}

fn challenge(code: &'static str, detail: &'static str) -> Response {
    let fault = Fault::new(StatusCode::UNAUTHORIZED, code, detail);
    let challenge = [(header::WWW_AUTHENTICATE, CHALLENGE)];
    (challenge, fault.into_response()).into_response()
}

/// Empty, as axum answers a wrong method; the house dresses both alike.
fn other_method(methods: &[Method]) -> Response {
    let names: Vec<_> = methods.iter().map(Method::as_str).collect();
    let allow = HeaderValue::try_from(names.join(",")).ok();
    let mut response = StatusCode::METHOD_NOT_ALLOWED.into_response();
    response
        .headers_mut()
        .extend(allow.map(|allow| (header::ALLOW, allow)));
    response
}

fn sign_in(next: &LocalPath, fragment: bool) -> Response {
    let address = if *next == LocalPath::home() {
        "/panel/sign-in".to_owned()
    } else {
        format!("/panel/sign-in?next={next}")
    };
    lead(&address, fragment)
}

fn lead(address: &str, fragment: bool) -> Response {
    if fragment {
        return (StatusCode::NO_CONTENT, [(HX_REDIRECT, address)]).into_response();
    }
    Redirect::to(address).into_response()
}
