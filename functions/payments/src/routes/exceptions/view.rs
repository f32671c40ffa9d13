//! Exceptions as the machine API tells them.

use jiff::civil::Date;
use kernel::money::Cents;
use serde::Serialize;

use crate::domain::exceptions::{Exception, ExceptionKind, Remedy};

#[derive(Debug, Serialize)]
pub struct ExceptionView {
    id: String,
    kind: ExceptionKind,
    state: &'static str,
    date: Date,
    amount_cents: Cents,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_cents: Option<Cents>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    opened_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_search: Option<SearchView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<SettledView>,
}

#[derive(Debug, Serialize)]
struct SettledView {
    remedy: Remedy,
    at: String,
    by: String,
}

/// How the asking of pagoPA for the missing receipt stands.
#[derive(Debug, Serialize)]
struct SearchView {
    tries: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_at: Option<String>,
}

impl ExceptionView {
    pub fn of(exception: &Exception) -> Self {
        let about = &exception.about;
        let state = match exception.is_open() {
            true => "open",
            false => "settled",
        };
        let settled = exception.settled.as_ref().map(|settled| SettledView {
            remedy: settled.remedy,
            at: settled.at.to_string(),
            by: settled.by.clone(),
        });
        let search = exception.search.as_ref();
        let receipt_search = search.map(|search| SearchView {
            tries: search.tries,
            last_at: search.last_at.map(|at| at.to_string()),
            last_result: search.last_result.clone(),
            next_at: exception.searched_next().map(|at| at.to_string()),
        });
        Self {
            id: exception.id.as_str().to_owned(),
            kind: exception.kind,
            state,
            date: exception.on,
            amount_cents: exception.amount_cents,
            expected_cents: exception.expected_cents,
            notice_number: about.notice.as_ref().map(ToString::to_string),
            receipt_id: about.receipt_id.as_ref().map(ToString::to_string),
            flow_id: about.flow_id.as_ref().map(ToString::to_string),
            row: about.row,
            opened_at: exception.opened_at.to_string(),
            receipt_search,
            settled,
        }
    }
}
