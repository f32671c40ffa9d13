//! Notes every call of pagoPA-shaped APIs in the journal, also those that the gate refuses.

use access::gate::Caller;
use axum::Router;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::notice::{Iuv, NoticeNumber};
use platform::web::{limits, speaks_pagopa};

use super::gpd::problem::Problem;
use crate::domain::journal::{Call, Operation};
use crate::store::journal::Journal;

/// Parameters that say which part of a list is wanted; none of them is about a person.
const QUERY: [&str; 13] = [
    "due_date_from",
    "due_date_to",
    "limit",
    "ordering",
    "orderby",
    "page",
    "payment_date_from",
    "payment_date_time_from",
    "payment_date_time_to",
    "payment_date_to",
    "segregationCodes",
    "status",
    "toPublish",
];
/// Longer words are no part of an address that we know.
const WORD_CHARS_MAX: usize = 50;

/// Who listens; the layer lies outside the house, so that what is noted is what was really answered.
#[derive(Clone)]
pub struct Hearing(pub Journal);

impl Hearing {
    /// 1 request to the table for each call whose body is known by its key: to be called last.
    pub fn around(self, router: Router) -> Router {
        router.layer(from_fn_with_state(self.0, hear))
    }
}

async fn hear(State(journal): State<Journal>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.filter(|route| speaks_pagopa(route.as_str()));
    let Some(route) = route.map(|route| route.as_str().to_owned()) else {
        return next.run(request).await;
    };
    let asked = Asked::of(&request, &route);
    let started = journal.now();
    let Ok((request, sent)) = read(request).await else {
        return Problem::too_large().into_response();
    };
    let (parts, body) = next.run(request).await.into_parts();
    // Answers are made whole in memory: there is nothing that could break off.
    let Ok(said) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let caller = parts.extensions.get::<Caller>();
    if let Some(creditor) = caller.and_then(|caller| caller.0.as_ref()) {
        let call = Call {
            operation: asked.operation,
            creditor: Some(creditor),
            notice: asked.notice.as_ref(),
            what: &asked.what,
            started,
            ended: journal.now(),
            status: Some(parts.status.as_u16()),
            trouble: None,
            request: &sent,
            answer: &said,
        };
        journal.note(&call).await;
    }
    Response::from_parts(parts, Body::from(said))
}

/// The request with what was sent; what says that it is too long is left for the house to refuse.
async fn read(request: Request) -> Result<(Request, Bytes), axum::Error> {
    let told = request.body().size_hint().lower();
    if usize::try_from(told).is_ok_and(|told| told > limits::BULK_BYTES_MAX) {
        return Ok((request, Bytes::new()));
    }
    let (parts, body) = request.into_parts();
    let sent = to_bytes(body, limits::BULK_BYTES_MAX).await?;
    Ok((Request::from_parts(parts, Body::from(sent.clone())), sent))
}

/// What is told of an address.
struct Asked {
    operation: Operation,
    what: String,
    notice: Option<NoticeNumber>,
}

impl Asked {
    fn of(request: &Request, route: &str) -> Self {
        let (path, query) = (request.uri().path(), request.uri().query());
        let pairs = || route.split('/').zip(path.split('/'));
        let words: Vec<&str> = pairs()
            .map(|(pattern, word)| shown(pattern, word))
            .collect();
        let query = query.map(known).filter(|query| !query.is_empty());
        let query = query.map_or_else(String::new, |query| format!("?{query}"));
        let number = pairs().find(|(pattern, _)| *pattern == "{nav}");
        Self {
            operation: operation(path),
            what: format!("{} {}{query}", request.method(), words.join("/")),
            notice: number.and_then(|(_, word)| notice(word)),
        }
    }
}

fn operation(path: &str) -> Operation {
    match path {
        path if path.starts_with("/aca/") => Operation::Aca,
        path if path.contains("/payment-options/") => Operation::PaymentOptions,
        _ => Operation::Gpd,
    }
}

/// The word of an address, or its name where it is none of the forms that ids have.
fn shown<'a>(pattern: &'a str, word: &'a str) -> &'a str {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match word.len() <= WORD_CHARS_MAX && word.chars().all(plain) {
        true => word,
        false => pattern,
    }
}

/// What of a query may be told.
fn known(query: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | ',');
    let is_known = |pair: &&str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        QUERY.contains(&name) && value.len() <= WORD_CHARS_MAX && value.chars().all(plain)
    };
    let pairs: Vec<&str> = query.split('&').filter(is_known).collect();
    pairs.join("&")
}

/// A notice number, or the IUV of one.
fn notice(word: &str) -> Option<NoticeNumber> {
    let by_iuv = || NoticeNumber::from_iuv(&Iuv::parse(word).ok()?);
    NoticeNumber::parse(word).ok().or_else(by_iuv)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(route: &str, uri: &str) -> Asked {
        let request = Request::post(uri).body(Body::empty()).unwrap();
        Asked::of(&request, route)
    }

    #[test]
    fn an_address_is_told_as_far_as_it_has_the_forms_of_ids() {
        let route = "/gpd/api/v1/organizations/{cf}/debtpositions/{iupd}";
        let at = |end: &str| {
            asked(
                route,
                &format!("/gpd/api/v1/organizations/1/debtpositions/{end}"),
            )
        };
        let told = |end: &str| at(end).what;
        let start = "POST /gpd/api/v1/organizations/1/debtpositions/";
        assert_eq!(told("TARI-2026_1"), format!("{start}TARI-2026_1"));
        assert_eq!(told("Mario%20Rossi"), format!("{start}{{iupd}}"));
        assert_eq!(
            told("A?limit=2&name=Mario&status=VALID&page=a%20b"),
            format!("{start}A?limit=2&status=VALID")
        );
        assert_eq!(told("A?name=Mario"), format!("{start}A"));
    }

    #[test]
    fn a_call_is_about_the_notice_of_its_address() {
        let route = "/aca/x/{nav}";
        for word in ["307000000000000075", "07000000000000075"] {
            let asked = asked(route, &format!("/aca/x/{word}"));
            assert_eq!(asked.notice.unwrap().as_str(), "307000000000000075");
            assert_eq!(asked.operation, Operation::Aca);
        }
        assert_eq!(operation("/payment-options/x"), Operation::PaymentOptions);
        assert_eq!(operation("/gpd/x"), Operation::Gpd);
    }
}
