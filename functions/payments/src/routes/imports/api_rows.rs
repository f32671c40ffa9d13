//! The accepted rows for programs.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use kernel::money::Cents;
use platform::table::Cursor;
use platform::web::ApiError;
use serde::{Deserialize, Serialize};

use super::ImportsDeps;
use super::api::place;
use super::faults::ImportFault;
use crate::domain::dues::{Origin, PersonCategory};
use crate::domain::import::{Import, Listed, Looked, RowFilter, look};
use crate::store::staging::{self, PAGE_ROWS};

/// What is asked: all of it optional. Names and tax codes are not looked for by an address.
#[derive(Deserialize)]
pub(super) struct Asked {
    cursor: Option<String>,
    amount_from_cents: Option<i64>,
    amount_to_cents: Option<i64>,
    due_from: Option<Date>,
    due_to: Option<Date>,
    category: Option<PersonCategory>,
    origin: Option<Origin>,
    year: Option<i16>,
    #[serde(default)]
    chapter: String,
}

#[derive(Serialize)]
pub(super) struct Rows {
    rows: Vec<Row>,
    next: Option<String>,
    /// Of all that match, not of this page.
    totals: Totals,
}

#[derive(Serialize)]
struct Totals {
    rows: u64,
    amount_cents: Cents,
}

#[derive(Serialize)]
struct Row {
    row: u32,
    tax_code: String,
    name: String,
    amount_cents: Cents,
    due_date: Option<Date>,
    category: Option<PersonCategory>,
    origin: Option<Origin>,
    chapter: Option<String>,
    year: Option<i16>,
    /// A person left it out in the panel.
    excluded: bool,
}

/// `GET …/imports/{id}/rows`: 1 request, and 1 to the bucket.
pub(super) async fn rows(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Json<Rows>, ApiError> {
    let from = place(asked.cursor.as_deref())?;
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    let listing = staging::listing(&deps.objects, &import)
        .await
        .map_err(ImportFault::from)?;
    let excluded = &import.excluded.rows;
    let page = from..from.saturating_add(PAGE_ROWS);
    let looked = look(&listing, &asked.filter(), excluded, page);
    Ok(Json(Rows::of(&import, &looked, from)))
}

impl Asked {
    fn filter(self) -> RowFilter {
        RowFilter {
            amount_from: self.amount_from_cents.map(Cents::new),
            amount_to: self.amount_to_cents.map(Cents::new),
            due_from: self.due_from,
            due_to: self.due_to,
            category: self.category,
            origin: self.origin,
            year: self.year,
            chapter: self.chapter,
            words: String::new(),
            excluded: None,
        }
    }
}

impl Rows {
    fn of(import: &Import, looked: &Looked<'_>, from: u64) -> Self {
        let next = from + looked.page.len() as u64;
        let more = next < looked.rows && next > from;
        let row = |row: &Listed<'_>| Row::of(row, import.excluded.rows.contains(row.row));
        Self {
            rows: looked.page.iter().map(row).collect(),
            next: more.then(|| Cursor::of_text(&next.to_string()).as_str().to_owned()),
            totals: Totals {
                rows: looked.rows,
                amount_cents: looked.amount,
            },
        }
    }
}

impl Row {
    fn of(row: &Listed<'_>, excluded: bool) -> Self {
        let chapter = Some(row.chapter).filter(|chapter| !chapter.is_empty());
        Self {
            row: row.row,
            tax_code: row.tax_code.to_owned(),
            name: row.name.to_owned(),
            amount_cents: row.amount,
            due_date: row.due_date,
            category: row.category,
            origin: row.origin,
            chapter: chapter.map(str::to_owned),
            year: row.year,
            excluded,
        }
    }
}
