//! Exports for the body's own programmes.

use access::Actor;
use access::gate::HandsOut;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Json};
use http::StatusCode;
use jiff::Timestamp;
use kernel::tax::TaxCode;
use platform::table::Cursor;
use platform::web::{ApiError, Fault, Typed};
use serde::Serialize;

use super::ExportsDeps;
use crate::domain::archive::{Filter, Order, PEOPLE_MAX};
use crate::domain::export::{Export, ExportKind, ExportState};
use crate::routes::machine::{self, Ask};
use crate::routes::words::table_fault;

/// Exports of a page.
const PAGE_EXPORTS: u32 = 100;

#[derive(Serialize)]
pub(super) struct ExportView {
    id: String,
    kind: &'static str,
    state: &'static str,
    rows: u64,
    created_at: String,
    expires_at: Option<String>,
    /// Where the file can be fetched for five minutes; absent while it is not ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    download: Option<String>,
}

fn view(export: &Export, download: Option<String>, now: Timestamp) -> ExportView {
    let state = match export.has_failed(now) {
        true => ExportState::Failed,
        false => export.state,
    };
    ExportView {
        id: export.id.to_string(),
        kind: export.kind.as_str(),
        state: state.as_str(),
        rows: export.rows,
        created_at: export.created_at.to_string(),
        expires_at: export.expires_at().map(|end| end.to_string()),
        download,
    }
}

/// The fields of a filter that a program may send, each a text.
const FIELDS: [&str; 9] = [
    "state",
    "service",
    "import",
    "due_from",
    "due_to",
    "created_from",
    "created_to",
    "paid_from",
    "paid_to",
];

/// `POST /api/creditors/{cf}/exports` → 202: 1 request and 1 transaction.
pub(super) async fn create(
    State(deps): State<ExportsDeps>,
    actor: Actor,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    if let Some(answer) = machine::earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let kind: Option<String> = ask.required("kind");
    let kind = kind.as_deref().map(ExportKind::parse);
    if kind == Some(None) {
        ask.wrong("kind", "Il tipo è positions, payments o receipts.");
    }
    let filter = filter(&mut ask);
    let order: Option<String> = ask.optional("order");
    let order = order.as_deref().map(Order::parse);
    if !matches!(order, None | Some(Some(Order::Newest | Order::Oldest))) {
        ask.wrong("order", "L’ordine di un’esportazione è newest o oldest.");
    }
    let kind = kind.flatten().unwrap_or(ExportKind::Positions);
    if kind.is_of_days() && filter.paid.is_any() {
        ask.wrong("paid_from", "Il campo è obbligatorio.");
    }
    let ask = ask.finish()?;
    let export = deps.begin(&actor, (kind, filter), order.flatten());
    let now = deps.clock.now();
    let told = (StatusCode::ACCEPTED, &view(&export, None, now));
    let done = machine::done(&ask, &actor.tenant, told, now)?;
    if deps.create(&export, Some(&done)).await? {
        return Ok(machine::answer(&done));
    }
    let earlier = machine::earlier(&deps.table, &actor.tenant, &ask).await?;
    earlier.ok_or_else(|| Fault::unavailable("the key was used and is not there").into())
}

fn filter(ask: &mut Ask) -> Filter {
    let texts: Vec<(&str, String)> = FIELDS
        .into_iter()
        .filter_map(|field| Some((field, ask.optional::<String>(field)?)))
        .collect();
    let (mut filter, wrong) = Filter::read(|name| {
        let found = texts.iter().find(|(field, _)| *field == name);
        found.map_or("", |(_, text)| text.as_str())
    });
    for (field, sentence) in wrong {
        ask.wrong(field, sentence);
    }
    let codes: Vec<String> = ask.optional("debtor_tax_codes").unwrap_or_default();
    filter.debtors = codes
        .iter()
        .filter_map(|c| TaxCode::parse(c).ok())
        .collect();
    if filter.debtors.len() != codes.len() || codes.len() > PEOPLE_MAX {
        let sentence = format!("Al massimo {PEOPLE_MAX} codici fiscali, tutti validi.");
        ask.wrong("debtor_tax_codes", sentence);
    }
    filter
}

/// `GET /api/creditors/{cf}/exports/{id}`: 1 request.
pub(super) async fn show(
    State(deps): State<ExportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
) -> Result<(Option<Extension<HandsOut>>, Json<ExportView>), ApiError> {
    let export = deps.export(&actor, &id).await?;
    let address = deps.address(&export).await?;
    let handed = address.is_some().then_some(Extension(HandsOut));
    Ok((handed, Json(view(&export, address, deps.clock.now()))))
}

#[derive(Serialize)]
pub(super) struct Exports {
    exports: Vec<ExportView>,
    next: Option<String>,
}

/// `GET /api/creditors/{cf}/exports?cursor=`: 1 query, newest first.
pub(super) async fn list(
    State(deps): State<ExportsDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Json<Exports>, ApiError> {
    let cursor = Some(query.value("cursor")).filter(|cursor| !cursor.is_empty());
    let cursor = cursor.map(Cursor::parse).transpose().map_err(table_fault)?;
    let found = deps.exports(&actor, cursor, PAGE_EXPORTS).await?;
    let (now, exports) = (deps.clock.now(), found.items.iter());
    Ok(Json(Exports {
        exports: exports.map(|export| view(export, None, now)).collect(),
        next: found.next.map(|next| next.as_str().to_owned()),
    }))
}
