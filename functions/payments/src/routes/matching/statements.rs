//! "Strumenti → Controlla versamenti con estratto conto" (row A36): the statements, and the form for
//! the next one.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Query, State};
use platform::table::Cursor;
use platform::web::ui::{Empty, Pager, Table};
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::MatchingDeps;
use super::list::{HERE, statement_table};
use super::upload::{UploadForm, What};
use crate::routes::words::table_fault;
use crate::store::statements;

/// Statements of a page.
const PAGE_STATEMENTS: u32 = 25;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "routes/matching/statements.html")]
pub(super) struct StatementsPage {
    pub layout: Panel,
    /// For those who may load.
    pub form: Option<UploadForm>,
    pub statements: Option<Table>,
    pub pager: Pager,
    pub empty: Empty,
}

/// `GET /panel/payments/matching/statements`: 1 query.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Page<StatementsPage>, PageError> {
    let place = asked.after.as_deref().map(Cursor::parse).transpose();
    let place = place.map_err(table_fault)?;
    let found = statements::list(&deps.table, &actor.tenant, place, PAGE_STATEMENTS).await;
    let found = found.map_err(table_fault)?;
    let here = format!("{HERE}/statements");
    let form = match actor.may(Permission::MatchingWrite) {
        true => Some(deps.upload_form(&actor, What::Statement).await?),
        false => None,
    };
    Ok(Page(StatementsPage {
        layout: panel(&actor, &here)
            .crumb("Riconciliazione", HERE)
            .here("Estratti conto"),
        form,
        statements: (!found.items.is_empty()).then(|| statement_table(&found.items)),
        pager: Pager::around(&found, &here),
        empty: empty(),
    }))
}

pub(super) fn empty() -> Empty {
    let text = "Carica l'estratto conto della banca o il giornale di cassa del tesoriere: ogni \
                versamento di pagoPA viene confrontato con il suo flusso.";
    Empty::new("Ancora nessun estratto conto", text)
}
