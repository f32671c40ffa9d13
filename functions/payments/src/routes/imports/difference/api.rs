//! The comparison for programs.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::StatusCode;
use kernel::ids::ImportId;
use platform::table::Cursor;
use platform::web::{ApiError, Fault};
use serde::{Deserialize, Serialize};

use super::super::ImportsDeps;
use super::super::api::place;
use super::super::faults::ImportFault;
use super::is_id;
use crate::domain::import::{ComparisonState, Counts, Difference, Kind};
use crate::routes::machine::{Ask, answer, done, earlier};
use crate::store::comparisons;
use crate::store::saved::Saved;

#[derive(Serialize)]
struct Begun<'a> {
    id: &'a str,
    state: ComparisonState,
}

/// `POST …/imports/{id}/difference` `{"with"?}` → 202.
pub async fn begin(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let with: Option<String> = ask.optional("with");
    if with.as_deref().is_some_and(|with| !is_id(with)) {
        ask.wrong("with", "Non è il codice di un'importazione.");
    }
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let body = Begun {
        id: import.id.as_str(),
        state: ComparisonState::Comparing,
    };
    let now = deps.clock.now();
    let done = done(&ask, &actor.tenant, (StatusCode::ACCEPTED, &body), now)?;
    match deps
        .compare((&actor, &import), with.as_deref(), Some(&done))
        .await?
    {
        Saved::Done => Ok(answer(&done)),
        Saved::KeyUsed | Saved::Overtaken => {
            let earlier = earlier(&deps.table, &actor.tenant, &ask).await?;
            earlier.ok_or_else(|| ImportFault::Busy.into())
        }
    }
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    cursor: Option<String>,
}

#[derive(Serialize)]
pub struct View {
    state: ComparisonState,
    /// The earlier import.
    with: ImportId,
    counts: Counts,
    /// Of the kind that was asked for.
    rows: Vec<Difference>,
    next: Option<String>,
}

/// `GET …/imports/{id}/difference?kind=&cursor=`: 2 requests, 1 to the bucket.
pub async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<View>, ApiError> {
    let from = place(asked.cursor.as_deref())?;
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    let comparison = deps.comparison(&actor, &import).await?;
    let none = || Fault::not_found("L’importazione non è stata confrontata con un’altra.");
    let comparison = comparison.ok_or_else(none)?;
    let kind = Kind::of_name(&asked.kind);
    if kind.is_none() && !asked.kind.is_empty() {
        let detail = "Il tipo di differenza è new, gone, changed o twice.";
        return Err(Fault::bad_request("kind", detail).into());
    }
    let rows = match kind {
        Some(kind) => comparisons::lines(&deps.objects, &comparison, kind, from).await,
        None => Ok(Vec::new()),
    };
    let rows = rows.map_err(ImportFault::Lines)?;
    let next = from + rows.len() as u64;
    let more = kind.is_some_and(|kind| next < comparison.counts.of(kind));
    Ok(Json(View {
        state: comparison.state,
        with: comparison.with,
        counts: comparison.counts,
        rows,
        next: more.then(|| Cursor::of_text(&next.to_string()).as_str().to_owned()),
    }))
}
