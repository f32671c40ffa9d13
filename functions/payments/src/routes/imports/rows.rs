//! The accepted rows: looked through, filtered, left out and taken back, without a script.
//!
//! Names and tax codes are looked for by POST, so that no address holds one.

mod filter;
mod words;

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::time::italian_date;
use platform::web::ui::{Alert, Badge, Choices, Empty, Field, Summary};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use filter::{FILTER, choices, fields, filter};
use words::{empty, euro, head, included, told};

use super::ImportsDeps;
use super::act::reaches;
use super::exclude::{Act, Changed};
use super::faults::ImportFault;
use super::list::HERE;
use crate::domain::import::{Import, ImportState, Listed, Looked, look};
use crate::store::staging;

/// Rows of a page; with the fields of the filter they stay under the fields that a form may have.
pub(super) const PAGE_ROWS: u64 = 30;

#[derive(Template)]
#[template(path = "routes/imports/rows.html")]
struct RowsPage {
    layout: Panel,
    name: String,
    /// Where filters and pages are asked.
    here: String,
    /// Where rows are left out, for those who may.
    exclude: Option<String>,
    told: Option<Alert>,
    summary: Summary,
    words: Field,
    /// Whether other fields than the words are filled in.
    open: bool,
    fields: Vec<Field>,
    choices: Vec<Choices>,
    /// The filter that the rows below match, for the next press of a button.
    applied: Vec<(&'static str, String)>,
    head: String,
    rows: Vec<RowLine>,
    /// The state of the rows that are not left out.
    included: Badge,
    from: u64,
    before: Option<u64>,
    after: Option<u64>,
    /// Rows that match and are not left out; rows that match and are.
    matched: (u64, u64),
    /// Nothing matches a filter that is right.
    empty: Option<Empty>,
}

struct RowLine {
    row: u32,
    name: String,
    tax_code: String,
    due_date: String,
    booked: String,
    amount: String,
    excluded: bool,
}

/// `GET …/rows`: 1 request, and 1 to the bucket.
pub(super) async fn page(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    show(&deps, &actor, import, Typed::new(), None).await
}

/// `POST …/rows`: the same, filtered.
pub(super) async fn filtered(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    show(&deps, &actor, import, form, None).await
}

/// `POST …/exclude`: 1 request, 1 to the bucket and 1 transaction, then the page again.
pub(super) async fn exclude(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let act = Act::parse(form.value("act"));
    let act = act.ok_or_else(|| Fault::bad_request("act", "Il modulo non è più valido."))?;
    let Some(filter) = filter(&mut form) else {
        let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
        return show(&deps, &actor, import, form, None).await;
    };
    let chosen = form.values("row").filter_map(|row| row.parse().ok());
    let chosen: Vec<u32> = chosen.collect();
    let Changed { import, rows } = deps.exclude(&actor, &id, (act, &filter, &chosen)).await?;
    let told = told(act, rows);
    show(&deps, &actor, import, form, Some(told)).await
}

async fn show(
    deps: &ImportsDeps,
    actor: &Actor,
    import: Import,
    mut form: Typed,
    told: Option<Alert>,
) -> Result<Response, PageError> {
    if import.findings.is_none() {
        return Err(ImportFault::Unknown.into());
    }
    let filter = filter(&mut form);
    let listing = staging::listing(&deps.objects, &import)
        .await
        .map_err(ImportFault::from)?;
    let place = |name: &str| form.value(name).parse::<u64>().ok();
    let from = place("from").or(place("at")).unwrap_or_default();
    let looked = filter.as_ref().map(|filter| {
        let page = from..from.saturating_add(PAGE_ROWS);
        look(&listing, filter, &import.excluded.rows, page)
    });
    let may = reaches(actor, &import, Permission::ImportsWrite);
    let may = may && import.state == ImportState::Ready;
    let status = match looked {
        Some(_) => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let layout = panel(actor, &format!("{HERE}/{}", import.id));
    let is_right = looked.is_some();
    let mut page = rows_page(
        layout,
        (&import, may),
        (&form, told),
        (from, looked.unwrap_or_default()),
    );
    page.empty = page.empty.filter(|_| is_right);
    Ok((status, Page(page)).into_response())
}

fn rows_page(
    layout: Panel,
    (import, may): (&Import, bool),
    (form, told): (&Typed, Option<Alert>),
    (from, looked): (u64, Looked<'_>),
) -> RowsPage {
    let above = format!("{HERE}/{}", import.id);
    let end = from + looked.page.len() as u64;
    let line = |row: &Listed<'_>| RowLine::of(row, import.excluded.rows.contains(row.row));
    RowsPage {
        layout: layout
            .crumb("Importazioni", HERE)
            .crumb(import.file_name.as_str(), above.as_str())
            .here("Righe valide"),
        name: import.file_name.clone(),
        here: format!("{above}/rows"),
        exclude: may.then(|| format!("{above}/exclude")),
        told,
        summary: form.summary(),
        open: FILTER
            .iter()
            .skip(1)
            .any(|name| !form.value(name).is_empty()),
        words: Field::search("words", "Nominativo o codice fiscale").from(form),
        fields: fields(form),
        choices: choices(form),
        applied: FILTER
            .iter()
            .map(|name| (*name, form.value(name).to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        head: head(&looked, (from, end)),
        rows: looked.page.iter().map(line).collect(),
        included: included(import.state),
        from,
        before: (from > 0).then(|| from.saturating_sub(PAGE_ROWS)),
        after: (end < looked.rows && end > from).then_some(end),
        matched: (looked.rows - looked.excluded, looked.excluded),
        empty: looked.page.is_empty().then(|| empty(&above)),
    }
}

impl RowLine {
    fn of(row: &Listed<'_>, excluded: bool) -> Self {
        let category = row.category.map(|it| it.italian().to_owned());
        let origin = row.origin.map(|it| it.italian().to_owned());
        let chapter = Some(row.chapter).filter(|it| !it.is_empty());
        let chapter = chapter.map(|it| format!("cap. {it}"));
        let year = row.year.map(|it| it.to_string());
        let parts = [category, origin, chapter, year];
        Self {
            row: row.row,
            name: row.name.to_owned(),
            tax_code: row.tax_code.to_owned(),
            due_date: row.due_date.map(italian_date).unwrap_or_default(),
            booked: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
            amount: euro(row.amount),
            excluded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::domain::dues::{Origin, PersonCategory};
    use kernel::money::Cents;
    use platform::web::inspect::{self, HOSTILE};

    fn listed() -> Vec<Listed<'static>> {
        let row = |row| Listed {
            row,
            amount: Cents::new(150_000),
            due_date: Some(jiff::civil::date(2026, 12, 31)),
            category: Some(PersonCategory::Company),
            origin: Some(Origin::Arrears),
            year: Some(2025),
            chapter: HOSTILE,
            tax_code: "RSSMRA85T10A562S",
            name: HOSTILE,
            service: HOSTILE,
        };
        (2..5).map(row).collect()
    }

    #[test]
    fn the_list_of_rows_is_a_sound_page_full_empty_and_with_an_error() {
        let mut wrong = Typed::new()
            .with("amount_from", HOSTILE)
            .with("words", HOSTILE);
        assert_eq!(filter(&mut wrong), None);
        let full = Looked {
            page: listed(),
            rows: 200,
            amount: Cents::new(450_000),
            excluded: 1,
        };
        for (form, looked, may) in [
            (Typed::new(), full.clone(), true),
            (Typed::new().with("words", HOSTILE), full, false),
            (wrong, Looked::default(), true),
        ] {
            let told = Some(told(Act::Exclude, 2));
            let import = samples::ready();
            let page = rows_page(
                samples::layout(),
                (&import, may),
                (&form, told),
                (50, looked),
            );
            let html = page.render().expect("a page");
            assert_eq!(inspect::faults(&html), [""; 0]);
            assert_eq!(
                html.contains("Escludi le righe scelte"),
                may && page.after.is_some()
            );
        }
    }

    #[test]
    fn a_page_fits_in_a_form() {
        assert!(PAGE_ROWS as usize + FILTER.len() + 8 < 300);
    }
}
