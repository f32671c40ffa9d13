//! The machine API of imports.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::civil::Date;
use kernel::ids::ServiceCode;
use kernel::time::rome_date;
use platform::table::Cursor;
use platform::web::{ApiError, Fault};
use serde::{Deserialize, Serialize};

use super::ImportsDeps;
use super::act::Outcome;
use super::faults::ImportFault;
use super::view::ImportView;
use super::{refused, terms};
use crate::domain::dues::RefusedRow;
use crate::domain::import::{self, ExcludedRows, Import, ImportChoices, ImportState, Terms};
use crate::routes::machine::{Ask, Created, answer, done, earlier};
use crate::routes::words::table_fault;
use crate::store::idempotency::Done;
use crate::store::staging;

/// `POST /api/creditors/{cf}/imports` → 201 with the form for the file.
pub(super) async fn create(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let file_name = ask.file_name();
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let import = deps.begin(&actor, file_name);
    let upload = deps.upload_form(&import, None).await?;
    let body = Created {
        id: import.id.to_string(),
        upload,
    };
    let done = done(
        &ask,
        &actor.tenant,
        (StatusCode::CREATED, &body),
        deps.clock.now(),
    )?;
    let outcome = deps.create(import, Some(&done)).await?;
    told(&deps, &actor, &ask, (outcome, &done)).await
}

/// `POST …/imports/{id}/check` → 202.
pub(super) async fn check(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let choices = ImportChoices {
        service: ask.optional("service"),
        dialect: ask.optional("dialect").unwrap_or_default(),
        mapping: ask.optional("mapping").unwrap_or_default(),
        load_again: ask.optional("load_again").unwrap_or_default(),
        ..ImportChoices::default()
    };
    if !choices.mapping.is_bounded() {
        ask.wrong("mapping", "Il titolo di una colonna è troppo lungo.");
    }
    if !deps.sells(&actor, choices.service.as_ref()).await? {
        ask.wrong("service", "Il servizio non è nel catalogo dell'ente.");
    }
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let done = accepted(&deps, &ask, &import, ImportState::Checking)?;
    let outcome = deps.check(&actor, import, choices, Some(&done)).await?;
    told(&deps, &actor, &ask, (outcome, &done)).await
}

/// `POST …/imports/{id}/confirm` → 202.
pub(super) async fn confirm(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let terms = asked_terms(&deps, &mut ask);
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let done = accepted(&deps, &ask, &import, ImportState::Publishing)?;
    let outcome = deps.confirm(import, &terms, Some(&done)).await?;
    told(&deps, &actor, &ask, (outcome, &done)).await
}

fn asked_terms(deps: &ImportsDeps, ask: &mut Ask) -> Terms {
    let description: Option<String> = ask.required("description");
    let description = description.map(|text| terms::description(&text));
    if let Some(Err(said)) = &description {
        ask.wrong("description", said);
    }
    let due_date: Option<Date> = ask.optional("due_date");
    let today = rome_date(deps.clock.now());
    if let Some(Err(said)) = due_date.map(|date| terms::not_past(date, today)) {
        ask.wrong("due_date", said);
    }
    let valid_until: Option<Date> = ask.optional("valid_until");
    if let Some(Err(said)) = valid_until.map(|date| terms::not_over(date, today)) {
        ask.wrong("valid_until", said);
    }
    let rows: Vec<u32> = ask.optional("exclude_rows").unwrap_or_default();
    let exclude_rows = ExcludedRows::new(rows);
    if let Err(error) = &exclude_rows {
        ask.wrong("exclude_rows", error.to_string());
    }
    Terms {
        description: description.and_then(Result::ok).unwrap_or_default(),
        due_date,
        valid_until: valid_until.or(Some(import::valid_until(today))),
        group_by_debtor: ask.optional("group_by_debtor").unwrap_or_default(),
        exclude_rows: exclude_rows.unwrap_or_default(),
    }
}

/// `GET …/imports/{id}`: 1 request, 2 while publishing goes on.
pub(super) async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<ImportView>, ApiError> {
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    let progress = deps.progress(&import).await?;
    Ok(Json(ImportView::new(import, progress)))
}

#[derive(Deserialize)]
pub(super) struct Paging {
    cursor: Option<String>,
    #[serde(default)]
    format: String,
}

#[derive(Serialize)]
pub(super) struct Refused {
    rows: Vec<RefusedRow>,
    next: Option<String>,
}

/// `GET …/imports/{id}/refused?cursor=`: 1 request, and 1 to the bucket; with `format=csv`, the way to
/// the file of rejects.
pub(super) async fn refused(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    let from = place(paging.cursor.as_deref())?;
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    if paging.format == "csv" {
        return Ok(refused::csv(&deps, &import).await?.into_response());
    }
    let rows = staging::refused(&deps.objects, &import, from)
        .await
        .map_err(ImportFault::from)?;
    let next = next(from + rows.len() as u64, &import);
    Ok(Json(Refused { rows, next }).into_response())
}

/// The number, from 0, of the refused row where a page begins.
pub(super) fn place(cursor: Option<&str>) -> Result<u64, Fault> {
    let Some(cursor) = cursor else { return Ok(0) };
    let text = Cursor::parse(cursor).map_err(table_fault)?.text();
    let wrong = || Fault::bad_request("cursor", "Il segnaposto della pagina non è valido.");
    text.parse().map_err(|_| wrong())
}

/// The cursor of the page that begins at refused row `from`, if there is one.
pub(super) fn next(from: u64, import: &Import) -> Option<String> {
    let more = from < import.totals.refused;
    more.then(|| Cursor::of_text(&from.to_string()).as_str().to_owned())
}

#[derive(Serialize)]
struct Accepted<'a> {
    id: &'a str,
    state: ImportState,
}

fn accepted(
    deps: &ImportsDeps,
    ask: &Ask,
    import: &Import,
    state: ImportState,
) -> Result<Done, ApiError> {
    let body = Accepted {
        id: import.id.as_str(),
        state,
    };
    done(
        ask,
        &import.creditor,
        (StatusCode::ACCEPTED, &body),
        deps.clock.now(),
    )
}

/// The answer to a change, or the one that the same request beside it got.
async fn told(
    deps: &ImportsDeps,
    actor: &Actor,
    ask: &Ask,
    (outcome, done): (Outcome, &Done),
) -> Result<Response, ApiError> {
    match outcome {
        Outcome::Done(_) => Ok(answer(done)),
        Outcome::KeyUsed => {
            let earlier = earlier(&deps.table, &actor.tenant, ask).await?;
            earlier
                .ok_or_else(|| ImportFault::Busy.into())
                .map(IntoResponse::into_response)
        }
    }
}

impl ImportsDeps {
    /// Whether the catalogue has the service; nothing chosen is fine.
    pub(super) async fn sells(
        &self,
        actor: &Actor,
        service: Option<&ServiceCode>,
    ) -> Result<bool, ImportFault> {
        let Some(service) = service else {
            return Ok(true);
        };
        let settings = self.settings.get(&actor.tenant).await?;
        let settings = settings.ok_or(ImportFault::NoSettings)?;
        let publishes = actor.scope(Permission::ImportsWrite).services(true);
        Ok(publishes.has(service) && settings.service(service).is_some())
    }
}
