//! The one place where errors become HTTP.
//!
//! Handlers and layers answer with a [`Fault`] (as [`super::PageError`], [`super::ApiError`] or
//! itself); axum's own refusals (unknown path, method, body) are made into faults here. Then:
//! one log line with the cause, one page or problem document. Every request has its reference code: in
//! the request's extensions for who writes it down, in the answer's for the log line.

use std::any::Any;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::response::Parts;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use kernel::dice::Dice;

use super::error::{Reader, Undressed};
use super::error_page::{ErrorFragment, ErrorPage};
use super::fault::{Fault, Severity};
use super::html::html_response;
use super::layout::Frame;
use super::negotiate::{is_machine, is_node, wants_fragment};
use super::pagopa::{self, ProblemJson, speaks_pagopa};
use super::problem::Problem;
use super::reference::Reference;

/// What we need to know of a request once its answer is there.
struct Asked {
    method: http::Method,
    path: String,
    machine: bool,
    fragment: bool,
    /// What the answer calls the request, where it speaks as pagoPA does.
    request_id: Option<http::HeaderValue>,
}

/// The layer.
pub(super) async fn dress(
    State(dice): State<Arc<dyn Dice>>,
    mut request: Request,
    next: Next,
) -> Response {
    let reference = Reference::mint(dice.as_ref());
    request.extensions_mut().insert(reference.clone());
    let asked = Asked {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        machine: is_machine(request.uri().path(), request.headers()),
        fragment: wants_fragment(request.headers()),
        request_id: speaks_pagopa(request.uri().path())
            .then(|| pagopa::request_id(request.headers(), &reference))
            .flatten(),
    };
    let mut response = dressed(next.run(request).await, &asked, &reference).await;
    if let Some(id) = asked.request_id {
        response.headers_mut().insert(pagopa::REQUEST_ID, id);
    }
    response.extensions_mut().insert(reference);
    response
}

async fn dressed(mut response: Response, asked: &Asked, reference: &Reference) -> Response {
    let frame = response.extensions_mut().remove::<Frame>();
    if let Some(undressed) = response.extensions_mut().remove::<Undressed>() {
        let (parts, _) = response.into_parts();
        return told((&undressed, frame), asked, parts, reference);
    }
    if is_bare(&response) && !is_node(&asked.path) {
        let (parts, body) = response.into_parts();
        let fault = bare_fault(parts.status, body, asked.machine).await;
        let undressed = Undressed {
            fault: Arc::new(fault),
            reader: None,
        };
        return told((&undressed, frame), asked, parts, reference);
    }
    response
}

/// What the layers inside know of the answer, those outside shall know, too.
fn told(
    what: (&Undressed, Option<Frame>),
    asked: &Asked,
    parts: Parts,
    reference: &Reference,
) -> Response {
    let mut response = tell(what, asked, &parts.headers, reference);
    response.extensions_mut().extend(parts.extensions);
    response
}

/// For `CatchPanicLayer`: a panic is a 500 like any other, its message a cause for the log.
pub(super) fn from_panic(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Fault::internal(format!("panic: {said}")).into()
}

/// An error that no handler of ours made: axum's refusals are empty or plain text.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return false;
    }
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes);
    kind.is_none_or(|kind| kind.starts_with(b"text/plain"))
}

/// Bytes of a refusal's text that we look at.
const BARE_TEXT_BYTES_MAX: usize = 1024;

async fn bare_fault(status: StatusCode, body: Body, machine: bool) -> Fault {
    let said = body
        .collect()
        .await
        .map(|all| all.to_bytes())
        .unwrap_or_default();
    let said = &said[..said.len().min(BARE_TEXT_BYTES_MAX)];
    let said = String::from_utf8_lossy(said).into_owned();
    let (code, detail) = match status.as_u16() {
        404 => (
            "not_found",
            "L'indirizzo richiesto non esiste o non è più disponibile.",
        ),
        405 => (
            "method_not_allowed",
            "Questo indirizzo non accetta l'operazione richiesta.",
        ),
        413 => (
            "too_large",
            "I dati inviati superano la dimensione ammessa.",
        ),
        415 => (
            "unsupported_media_type",
            "Il formato dei dati inviati non è accettato.",
        ),
        400..=499 => ("bad_request", "I dati inviati non sono leggibili."),
        _ => return Fault::internal(said),
    };
    let fault = Fault::new(status, code, detail);
    match (said.is_empty(), machine) {
        (true, _) => fault,
        // The refusal names the place (`missing field x at line 1`): worth gold to a developer.
        (false, true) => fault.field("", code, said),
        (false, false) => fault.cause(said),
    }
}

/// Headers of the refused answer that mean something to the client.
const KEPT_HEADERS: [http::HeaderName; 2] = [header::ALLOW, header::WWW_AUTHENTICATE];

fn tell(
    (undressed, frame): (&Undressed, Option<Frame>),
    asked: &Asked,
    kept: &HeaderMap,
    reference: &Reference,
) -> Response {
    let fault = undressed.fault.as_ref();
    log(fault, asked, reference);
    let by_address = if asked.machine {
        Reader::Machine
    } else {
        Reader::Person
    };
    let mut response = match undressed.reader.unwrap_or(by_address) {
        Reader::Machine if speaks_pagopa(&asked.path) => {
            ProblemJson::new(fault, reference).into_response()
        }
        Reader::Machine => Problem::new(fault, reference.as_str()).into_response(),
        Reader::Person => page(fault, asked, reference, frame),
    };
    for name in KEPT_HEADERS {
        if let Some(value) = kept.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    if let Some(seconds) = fault.retry_after_s {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// htmx gets an alert for the place at the top of the page, everybody else a whole page.
fn page(fault: &Fault, asked: &Asked, reference: &Reference, frame: Option<Frame>) -> Response {
    let rendered = if asked.fragment {
        ErrorFragment::new(fault, reference).render()
    } else {
        ErrorPage::new(fault, reference, (&asked.path, frame)).render()
    };
    // The templates are plain text with strings: rendering can't fail; a bare sentence if it does.
    let mut response = html_response(rendered.unwrap_or_else(|_| fault.detail.to_string()));
    *response.status_mut() = fault.status;
    if asked.fragment {
        let headers = response.headers_mut();
        headers.insert("HX-Retarget", HeaderValue::from_static("#page-alerts"));
        headers.insert("HX-Reswap", HeaderValue::from_static("innerHTML"));
        headers.insert("HX-Reselect", HeaderValue::from_static(".alert"));
    }
    response
}

/// One line, with the cause. No path of an unmatched route: it may hold anything.
fn log(fault: &Fault, asked: &Asked, reference: &Reference) {
    let (status, causes) = (fault.status.as_u16(), fault.causes());
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                http.method = %asked.method,
                http.status = status,
                error.code = fault.code,
                error.reference = %reference,
                error.cause = %causes,
                "request failed"
            )
        };
    }
    match fault.severity {
        Severity::Info => line!(info),
        Severity::Warning => line!(warn),
        Severity::Error => line!(error),
    }
}
