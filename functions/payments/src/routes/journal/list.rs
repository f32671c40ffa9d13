//! The page of the journal.

use access::{Actor, panel};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use platform::web::ui::{Alert, Choices, Empty, Field, Summary, Table};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::asked::Asked;
use super::{HERE, JournalDeps, rows};
use crate::domain::journal::{Entry, Operation, Outcome};
use crate::routes::words::table_fault;

/// Calls of a page.
const PAGE_ENTRIES: usize = 50;

#[derive(Template)]
#[template(path = "routes/journal/list.html")]
pub(super) struct ListPage {
    layout: Panel,
    summary: Summary,
    notice: Field,
    choices: Vec<Choices>,
    days: [Field; 2],
    open: bool,
    active: Vec<String>,
    table: Option<Table>,
    empty: Option<Empty>,
    /// More may follow than was looked at.
    paused: Option<Alert>,
    newer: Option<String>,
    older: Option<String>,
    export: String,
}

/// What one page shows of the journal.
#[derive(Default)]
pub(super) struct Shown {
    pub entries: Vec<Entry>,
    pub newer: Option<String>,
    pub older: Option<String>,
    /// The walk was long and found less than a page.
    pub paused: bool,
}

/// `GET /panel/payments/journal`
pub(super) async fn page(
    State(deps): State<JournalDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let (asked, form) = deps.asked(&actor, query).await.map_err(table_fault)?;
    deps.show(&actor, form, &asked).await
}

/// `POST /panel/payments/journal`: keeps the filters and leads to the list.
pub(super) async fn search(
    State(deps): State<JournalDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    if form.is_chosen("clear", "yes") {
        form = Typed::new();
    }
    let asked = Asked::read(&mut form);
    if !form.is_clean() {
        return deps.show(&actor, form, &asked).await;
    }
    deps.remember(&actor, &asked).await.map_err(table_fault)?;
    Ok(Redirect::to(&asked.href(None)).into_response())
}

impl JournalDeps {
    async fn show(&self, actor: &Actor, form: Typed, asked: &Asked) -> Result<Response, PageError> {
        let (status, shown) = match form.is_clean() {
            true => (StatusCode::OK, self.shown(actor, asked).await?),
            false => (StatusCode::UNPROCESSABLE_ENTITY, Shown::default()),
        };
        let layout = panel(actor, HERE).here("Giornale pagoPA");
        Ok((status, Page(list_page(layout, (&form, asked), shown))).into_response())
    }

    /// One page of calls, newest first, and the ways on.
    async fn shown(&self, actor: &Actor, asked: &Asked) -> Result<Shown, Fault> {
        let listing = asked.listing(actor, self.clock.now());
        let place = asked.back.clone().or(asked.at.clone());
        let found = listing
            .page(&self.table, (place, PAGE_ENTRIES), |entry| {
                asked.wants(entry)
            })
            .await;
        let mut found = found.map_err(table_fault)?;
        let goes_back = asked.back.is_some();
        if goes_back {
            found.entries.reverse();
        }
        let first = found.entries.first().map(|entry| &entry.id);
        let last = found.entries.last().map(|entry| &entry.id);
        let (newer, older) = match (goes_back, &asked.at) {
            (true, _) => (found.next.as_ref(), last.or(asked.back.as_ref())),
            (false, Some(at)) => (first.or(Some(at)), found.next.as_ref()),
            (false, None) => (None, found.next.as_ref()),
        };
        Ok(Shown {
            newer: newer.map(|id| asked.href(Some(("back", id)))),
            older: older.map(|id| asked.href(Some(("at", id)))),
            paused: found.next.is_some() && found.entries.len() < PAGE_ENTRIES,
            entries: found.entries,
        })
    }
}

pub(super) fn list_page(layout: Panel, (form, asked): (&Typed, &Asked), shown: Shown) -> ListPage {
    let in_fold = ["from", "to", "operation", "outcome"];
    let is_empty = shown.entries.is_empty() && !shown.paused && form.is_clean();
    ListPage {
        layout,
        summary: form.summary(),
        notice: Field::search("notice", "Codice avviso")
            .help("Tutte le chiamate che lo riguardano, dalla più recente.")
            .length_max(30)
            .with("autocomplete", "off")
            .with("inputmode", "numeric")
            .from(form),
        choices: choices(form),
        days: [
            Field::date("from", "Dal").from(form),
            Field::date("to", "Al").from(form),
        ],
        open: in_fold.into_iter().any(|field| form.error(field).is_some()),
        active: asked.active(),
        table: (!shown.entries.is_empty()).then(|| rows::table(&shown.entries)),
        empty: is_empty.then(|| empty(asked)),
        paused: shown.paused.then(|| {
            Alert::info("La ricerca ha guardato molti giorni: prosegui per vedere quelli restanti.")
        }),
        newer: shown.newer,
        older: shown.older,
        export: asked.export(),
    }
}

fn empty(asked: &Asked) -> Empty {
    if *asked == Asked::default() {
        let text = "Qui compare ogni chiamata da e verso pagoPA, appena avviene: per esempio quando un \
            cittadino cerca di pagare un avviso.";
        return Empty::new("Ancora nessuna chiamata", text);
    }
    let text = "Nessuna chiamata corrisponde a quello che cerchi.";
    Empty::new("Nessuna chiamata", text).action("Togli i filtri", format!("{HERE}?operation="))
}

fn choices(form: &Typed) -> Vec<Choices> {
    let operations = Operation::ALL.iter().fold(
        Choices::select("operation", "Operazione").choice("", "Tutte"),
        |select, one| select.choice(one.name(), one.italian()),
    );
    let outcomes = Outcome::ALL.into_iter().fold(
        Choices::select("outcome", "Esito").choice("", "Tutti"),
        |select, one| select.choice(one.name(), one.italian()),
    );
    let all = [operations, outcomes].into_iter();
    all.map(|choices| choices.required().from(form)).collect()
}
