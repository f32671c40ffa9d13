//! The page of a comparison: counts, the first lines of each kind, all the lines of one.

use std::time::Duration;

use access::{Actor, Permission, panel};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use platform::table::Cursor;
use platform::web::ui::{Pager, Progress};
use platform::web::{Htmx, Page, PageError, Reload, Typed};
use serde::Deserialize;

use super::super::ImportsDeps;
use super::super::act::reaches;
use super::super::api::place;
use super::super::faults::ImportFault;
use super::super::list::HERE;
use super::shown::{Lines, page, table};
use crate::domain::import::{Comparison, ComparisonState, Kind};
use crate::store::{comparisons, files};

/// Lines of each kind on the first page, and of a page of one kind; a stored page holds a whole
/// number of the latter.
const SHOWN_LINES: usize = 10;
const PAGE_LINES: usize = 50;
const DOWNLOAD_VALID: Duration = Duration::from_secs(300);

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    cursor: Option<String>,
    #[serde(default)]
    format: String,
}

/// `GET …/difference`: 2 requests, 1 query where a comparison may begin, 1 to 4 to the bucket.
pub async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    let from = place(asked.cursor.as_deref())?;
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    let here = format!("{HERE}/{}/difference", import.id);
    let comparison = deps.comparison(&actor, &import).await?;
    let going = comparison
        .as_ref()
        .is_some_and(|c| c.state == ComparisonState::Comparing);
    if fragment {
        return Ok(match going {
            true => Page(Progress::waiting("Confronto delle righe", here)).into_response(),
            false => Reload.into_response(),
        });
    }
    let done = comparison
        .as_ref()
        .filter(|c| c.state == ComparisonState::Done);
    if let (Some(done), "csv") = (done, asked.format.as_str()) {
        let key = files::differences_csv(done);
        let url = deps
            .objects
            .presigned_get(&key, "differenze.csv", DOWNLOAD_VALID)
            .await;
        return Ok(Redirect::to(&url.map_err(ImportFault::from)?).into_response());
    }
    let lines = match done {
        Some(done) => {
            deps.lines(done, Kind::of_name(&asked.kind), (&here, from))
                .await?
        }
        None => Lines::default(),
    };
    let earlier = match going || !reaches(&actor, &import, Permission::ImportsWrite) {
        true => Vec::new(),
        false => deps.earlier(&actor, &import).await?,
    };
    let layout = panel(&actor, &here)
        .crumb("Importazioni", HERE)
        .crumb(import.file_name.as_str(), format!("{HERE}/{}", import.id))
        .here("Differenze");
    let page = page(layout, &import, comparison.as_ref(), (lines, &earlier));
    Ok(Page(page).into_response())
}

/// `POST …/difference`: begins a comparison.
pub async fn begin(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let with = Some(form.value("with")).filter(|with| !with.is_empty());
    deps.compare((&actor, &import), with, None).await?;
    Ok(Redirect::to(&format!("{HERE}/{}/difference", import.id)).into_response())
}

impl ImportsDeps {
    async fn lines(
        &self,
        comparison: &Comparison,
        kind: Option<Kind>,
        (here, from): (&str, u64),
    ) -> Result<Lines, ImportFault> {
        let read = async |kind, from, most| {
            let lines = comparisons::lines(&self.objects, comparison, kind, from).await;
            let mut lines = lines.map_err(ImportFault::Lines)?;
            lines.truncate(most);
            Ok::<_, ImportFault>(lines)
        };
        if let Some(kind) = kind {
            let lines = read(kind, from, PAGE_LINES).await?;
            let here = format!("{here}?kind={}", kind.name());
            let cursor = |row: u64| Cursor::of_text(&row.to_string()).as_str().to_owned();
            let place = (from, PAGE_LINES as u64, comparison.counts.of(kind));
            let pager =
                Pager::counted(place, &here, |row| format!("{here}&cursor={}", cursor(row)));
            let title = kind.italian().to_owned();
            return Ok(Lines {
                kinds: vec![(title, None, table(kind, &lines))],
                pager,
            });
        }
        let mut all = Lines::default();
        for kind in Kind::ALL {
            let count = comparison.counts.of(kind);
            if count > 0 {
                let lines = read(kind, 0, SHOWN_LINES).await?;
                let more = count > lines.len() as u64;
                let href = more.then(|| format!("{here}?kind={}", kind.name()));
                let title = format!("{} ({count})", kind.italian());
                all.kinds.push((title, href, table(kind, &lines)));
            }
        }
        Ok(all)
    }
}
