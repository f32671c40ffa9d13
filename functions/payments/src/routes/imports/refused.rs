//! Every refused row of an import: pages of a list, or a CSV.

use std::time::Duration;

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use platform::table::Cursor;
use platform::web::ui::{Empty, Pager, Table, Value};
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::ImportsDeps;
use super::api::place;
use super::faults::ImportFault;
use super::list::HERE;
use crate::domain::dues::RefusedRow;
use crate::domain::import::Import;
use crate::store::{files, staging};

/// Rows of a page; a stored page holds a whole number of them.
const PAGE_ROWS: usize = 50;
/// How long the address of the CSV is good.
const DOWNLOAD_VALID: Duration = Duration::from_secs(300);

#[derive(Deserialize)]
pub(super) struct Asked {
    cursor: Option<String>,
    #[serde(default)]
    format: String,
}

#[derive(Template)]
#[template(path = "routes/imports/refused.html")]
struct RefusedPage {
    layout: Panel,
    name: String,
    here: String,
    table: Option<Table>,
    empty: Empty,
    pager: Pager,
}

pub(super) async fn page(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let from = place(asked.cursor.as_deref())?;
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    if asked.format == "csv" {
        return Ok(csv(&deps, &import).await?.into_response());
    }
    let mut rows = staging::refused(&deps.objects, &import, from)
        .await
        .map_err(ImportFault::from)?;
    rows.truncate(PAGE_ROWS);
    let layout = panel(&actor, &format!("{HERE}/{}", import.id));
    Ok(Page(refused_page(layout, &import, &rows, from)).into_response())
}

/// The bucket gives the file itself: it may be larger than an answer of ours.
pub(super) async fn csv(deps: &ImportsDeps, import: &Import) -> Result<Redirect, ImportFault> {
    if import.findings.is_none() {
        return Err(ImportFault::Unknown);
    }
    let key = files::refused_csv(&import.creditor, &import.id, import.check);
    let url = deps
        .objects
        .presigned_get(&key, "righe-scartate.csv", DOWNLOAD_VALID)
        .await?;
    Ok(Redirect::to(&url))
}

fn refused_page(layout: Panel, import: &Import, rows: &[RefusedRow], from: u64) -> RefusedPage {
    let above = format!("{HERE}/{}", import.id);
    let here = format!("{above}/refused");
    let cursor = |row: u64| Cursor::of_text(&row.to_string()).as_str().to_owned();
    let place = (from, PAGE_ROWS as u64, import.totals.refused);
    let pager = Pager::counted(place, &here, |row| format!("{here}?cursor={}", cursor(row)));
    RefusedPage {
        layout: layout
            .crumb("Importazioni", HERE)
            .crumb(import.file_name.as_str(), above.as_str())
            .here("Righe scartate"),
        name: import.file_name.clone(),
        table: (!rows.is_empty()).then(|| refused_table(rows.iter())),
        empty: Empty::new(
            "Nessuna riga scartata",
            "Tutte le righe del file sono valide.",
        )
        .action("Torna all’importazione", above),
        pager,
        here,
    }
}

/// A line for each fault; the row's number stands in each.
pub(super) fn refused_table<'a>(rows: impl Iterator<Item = &'a RefusedRow>) -> Table {
    let lines = rows.flat_map(|row| {
        std::iter::once(&row.fault).chain(&row.others).map(|fault| {
            vec![
                Value::from(row.row.to_string()),
                Value::from(fault.column.as_str()),
                Value::from(fault.message.as_str()),
            ]
        })
    });
    Table::new("Righe scartate", ["Riga", "Colonna", "Motivo"]).rows(lines)
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use platform::web::inspect;

    #[test]
    fn the_list_of_refused_rows_is_a_sound_page() {
        for rows in [samples::refused(), Vec::new()] {
            let page = refused_page(samples::layout(), &samples::ready(), &rows, 0);
            let html = page.render().expect("a page");
            assert_eq!(inspect::faults(&html), [""; 0]);
            assert_eq!(html.contains("<table"), !rows.is_empty());
        }
    }

    #[test]
    fn a_stored_page_holds_whole_pages() {
        assert_eq!(staging::PAGE_ROWS % PAGE_ROWS as u64, 0);
    }
}
