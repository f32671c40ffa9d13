//! The log as a file.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use kernel::csv;
use platform::web::{Fault, PageError, Typed};

use super::rows::{HEADS, cells};
use super::{Deps, table_fault};
use crate::domain::actor::Actor;
use crate::domain::audit::AuditEvent;
use crate::store::audit::chain;

/// Lines of one file: 2 MB, which a function answers at once. More is asked period by period.
const LINES_MAX: usize = 10_000;
/// Walks of one file; each is 16 rounds of 8 queries at most.
const WALKS_MAX: usize = 60;

/// `GET /panel/access/audit/export`: the events of the list, all pages together.
pub(super) async fn csv(
    State(deps): State<Deps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let (mut asked, form) = deps.asked(&actor, query).await.map_err(table_fault)?;
    if !form.is_clean() {
        return Err(Fault::unprocessable("invalid_period", "Il periodo non è valido.").into());
    }
    (asked.at, asked.back) = (None, None);
    let chain = chain::read(&deps.table, Some(&actor.tenant)).await;
    let chain = chain.map_err(table_fault)?;
    let walk = asked.walk(&actor, chain.as_ref(), deps.clock.now());
    let (mut events, mut place): (Vec<AuditEvent>, _) = (Vec::new(), None);
    for _ in 0..WALKS_MAX {
        let most = LINES_MAX.saturating_sub(events.len());
        let found = walk
            .page(&deps.table, place, most, |event| asked.wants(event))
            .await;
        let found = found.map_err(table_fault)?;
        events.extend(found.events);
        place = found.next;
        if place.is_none() || events.len() >= LINES_MAX {
            break;
        }
    }
    if place.is_some() {
        let detail = "Le attività sono più di 10.000: scegli un periodo più breve.";
        return Err(Fault::unprocessable("too_many", detail).into());
    }
    let names = deps.names(&actor, &events).await.map_err(table_fault)?;
    let mut file = csv::BOM.to_owned() + &csv::line(HEADS);
    events
        .iter()
        .for_each(|event| file.push_str(&csv::line(cells(event, &names))));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"registro-attivita.csv\"",
        ),
    ];
    Ok((headers, file).into_response())
}
