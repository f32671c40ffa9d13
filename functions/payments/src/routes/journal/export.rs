//! The journal as a file.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use kernel::csv;
use platform::web::{Fault, PageError, Typed};

use super::JournalDeps;
use super::rows::{HEADS, cells};
use crate::routes::words::table_fault;

/// Lines of one file: 2 MB, which a function answers at once. More is asked period by period.
const LINES_MAX: usize = 10_000;
/// Walks of one file; each is 16 rounds of 8 queries at most.
const WALKS_MAX: usize = 40;

/// `GET /panel/payments/journal/export`: the calls of the list, all pages together.
pub(super) async fn csv(
    State(deps): State<JournalDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let (mut asked, form) = deps.asked(&actor, query).await.map_err(table_fault)?;
    if !form.is_clean() {
        return Err(Fault::unprocessable("invalid_filters", "I filtri non sono validi.").into());
    }
    (asked.at, asked.back) = (None, None);
    let listing = asked.listing(&actor, deps.clock.now());
    let mut file = csv::BOM.to_owned() + &csv::line(HEADS);
    let (mut lines, mut place) = (0, None);
    for _ in 0..WALKS_MAX {
        let most = LINES_MAX - lines;
        let found = listing
            .page(&deps.table, (place, most), |entry| asked.wants(entry))
            .await;
        let found = found.map_err(table_fault)?;
        lines += found.entries.len();
        let added = found.entries.iter().map(|entry| csv::line(cells(entry)));
        file.extend(added);
        place = found.next;
        if place.is_none() || lines >= LINES_MAX {
            break;
        }
    }
    if place.is_some() {
        let detail = "Le chiamate sono più di 10.000: scegli un periodo più breve.";
        return Err(Fault::unprocessable("too_many", detail).into());
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"giornale-pagopa.csv\"",
        ),
    ];
    Ok((headers, file).into_response())
}
