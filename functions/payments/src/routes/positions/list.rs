//! The list of positions: by state, tax code or notice number, newest first.

use access::{Actor, panel};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::notice::NoticeNumber;
use kernel::tax::TaxCode;
use kernel::time::italian_date;
use platform::table::Cursor;
use platform::web::ui::{Choices, Column, Empty, Field, Pager, Table, Value};
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::PositionsDeps;
use crate::domain::position::{DebtPosition, PositionState};
use crate::routes::words::{state_badge, table_fault};
use crate::store::positions::{self, Filter};

pub(super) const HERE: &str = "/panel/payments/positions";
/// Rows of a page.
const PAGE_ROWS: u32 = 25;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    before: Option<String>,
}

#[derive(Template)]
#[template(path = "routes/positions/list.html")]
struct ListPage {
    layout: Panel,
    search: Field,
    states: Choices,
    table: Option<Table>,
    empty: Empty,
    pager: Pager,
}

pub(super) async fn page(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let mut wrong = "";
    let filter = match meaning(&asked) {
        Meaning::Notice(nav) => {
            let found = positions::by_nav(&deps.table, &actor.tenant, &nav).await;
            if let Some(position) = found.map_err(table_fault)? {
                return Ok(Redirect::to(&format!("{HERE}/{}", position.nav)).into_response());
            }
            None
        }
        Meaning::Filter(filter) => Some(filter),
        Meaning::Unclear => {
            wrong = "Scrivi un codice avviso di 18 cifre o un codice fiscale valido.";
            None
        }
    };
    let before = asked
        .before
        .as_deref()
        .map(Cursor::parse)
        .transpose()
        .map_err(table_fault)?;
    let found = match &filter {
        Some(filter) => {
            positions::list(
                &deps.table,
                &actor.tenant,
                filter,
                before.as_ref(),
                PAGE_ROWS,
            )
            .await
        }
        None => Ok(platform::table::Page {
            items: Vec::new(),
            next: None,
        }),
    };
    let found = found.map_err(table_fault)?;
    let next = found.next.map(|cursor| link(&asked, Some(cursor.as_str())));
    Ok(Page(ListPage {
        layout: panel(&actor, HERE).here("Posizioni debitorie"),
        search: Field::search("q", "Codice avviso o codice fiscale")
            .value(&asked.q)
            .error(wrong),
        states: states(&asked.state),
        table: (!found.items.is_empty()).then(|| table(&found.items)),
        empty: empty(&asked),
        pager: Pager::new(before.map(|_| link(&asked, None)), next),
    })
    .into_response())
}

enum Meaning {
    Notice(NoticeNumber),
    Filter(Filter),
    Unclear,
}

fn meaning(asked: &Asked) -> Meaning {
    let text: String = asked.q.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        let state = PositionState::parse(&asked.state);
        return Meaning::Filter(state.map_or(Filter::All, Filter::State));
    }
    if let Ok(nav) = NoticeNumber::parse(&text) {
        return Meaning::Notice(nav);
    }
    TaxCode::parse(&text).map_or(Meaning::Unclear, |code| {
        Meaning::Filter(Filter::Debtor(code))
    })
}

fn link(asked: &Asked, before: Option<&str>) -> String {
    // Both are of closed alphabets: letters, digits and base64url.
    let q: String = asked
        .q
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let state = PositionState::parse(&asked.state).map_or("", PositionState::as_str);
    let before = before
        .map(|cursor| format!("&before={cursor}"))
        .unwrap_or_default();
    format!("{HERE}?q={q}&state={state}{before}")
}

fn states(chosen: &str) -> Choices {
    let all = PositionState::ALL.into_iter();
    all.fold(
        Choices::select("state", "Stato").choice("", "Tutti gli stati"),
        |select, state| select.choice(state.as_str(), state.italian()),
    )
    .chosen(chosen)
    .required()
}

fn empty(asked: &Asked) -> Empty {
    if asked.q.is_empty() && asked.state.is_empty() {
        return Empty::new(
            "Ancora nessuna posizione",
            "Carica un file di dovuti e pubblicalo.",
        )
        .action("Carica un file", "/panel/payments/imports");
    }
    Empty::new(
        "Nessuna posizione trovata",
        "Controlla quello che hai cercato, o allarga il filtro.",
    )
    .action("Mostra tutte", HERE)
}

fn table(positions: &[DebtPosition]) -> Table {
    let columns = [
        Column::text("Codice avviso"),
        Column::text("Debitore"),
        Column::text("Causale"),
        Column::text("Scadenza"),
        Column::number("Importo"),
        Column::text("Stato"),
    ];
    Table::new("Posizioni debitorie", columns).rows(positions.iter().filter_map(row))
}

fn row(position: &DebtPosition) -> Option<Vec<Value>> {
    let part = position.first()?;
    Some(vec![
        Value::link(part.nav.grouped(), format!("{HERE}/{}", position.nav)),
        Value::from(position.debtor.full_name.as_str()),
        Value::from(part.description.as_str()),
        Value::from(part.due_date.map_or_else(|| "—".to_owned(), italian_date)),
        Value::euro(part.amount_cents),
        Value::from(state_badge(position.state)),
    ])
}
