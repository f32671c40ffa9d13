//! The records by accounting date, and the file of them for the accounting programme.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::time::{italian_date, rome_date};
use platform::table::Cursor;
use platform::web::ui::{Column, Empty, Field, Pager, Table, Value};
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::super::MatchingDeps;
use super::super::faults::MatchingFault;
use super::super::flow::provisional;
use super::super::list::HERE as MATCHING;
use super::HERE;
use crate::domain::accounting::{AccountingRecord, csv};
use crate::domain::archive::DAYS_TURNED;
use crate::routes::words::table_fault;
use crate::store::accounting;

/// Records of a page.
const PAGE_RECORDS: u32 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: String,
    to: String,
    /// One flow is looked for: row A33.
    flow: String,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "routes/matching/accounting/list.html")]
pub(super) struct RecordsPage {
    pub layout: Panel,
    pub filters: [Field; 2],
    pub flow: Field,
    pub export: String,
    pub may_write: bool,
    pub records: Option<Table>,
    pub pager: Pager,
    pub empty: Empty,
}

/// `GET …/accounting?from=&to=&flow=`: 1 query.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    if let Ok(flow) = FlowId::parse(&asked.flow) {
        return Ok(Redirect::to(&format!("{HERE}/flows/{flow}")).into_response());
    }
    let days = deps.days(&asked);
    if days.0 > days.1 {
        let page = records_page(panel(&actor, HERE), &[], (days, false), Pager::default());
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let place = asked.after.as_deref().map(Cursor::parse).transpose();
    let place = place.map_err(table_fault)?;
    let found = accounting::list(&deps.table, &actor.tenant, days, (place, PAGE_RECORDS)).await;
    let found = found.map_err(table_fault)?;
    let pager = Pager::around(&found, &address("", days));
    let may_write = actor.may(Permission::MatchingWrite);
    let page = records_page(panel(&actor, HERE), &found.items, (days, may_write), pager);
    Ok(Page(page).into_response())
}

/// `GET …/accounting/export?from=&to=`: 1 query per 500.
pub(super) async fn export(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let days = deps.days(&asked);
    if days.0 > days.1 {
        return Ok(Redirect::to(&address("", days)).into_response());
    }
    let records = accounting::all(&deps.table, &actor.tenant, days).await;
    let records = records.map_err(MatchingFault::from)?;
    let name = HeaderValue::from_static("attachment; filename=\"incassi.csv\"");
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, csv(&records)).into_response())
}

impl MatchingDeps {
    /// The days asked for; else this year's.
    fn days(&self, asked: &Asked) -> (Date, Date) {
        let today = rome_date(self.clock.now());
        let first = asked.from.parse().unwrap_or_else(|_| today.first_of_year());
        let last = asked.to.parse().unwrap_or_else(|_| today.last_of_year());
        (first, last)
    }
}

fn address(below: &str, (from, to): (Date, Date)) -> String {
    format!("{HERE}{below}?from={from}&to={to}")
}

pub(super) fn records_page(
    layout: Panel,
    records: &[AccountingRecord],
    (days, may_write): ((Date, Date), bool),
    pager: Pager,
) -> RecordsPage {
    let text = "Registra un incasso da un estratto conto o da un flusso: qui lo ritrovi in ordine di \
                data contabile.";
    RecordsPage {
        layout: layout.crumb("Riconciliazione", MATCHING).here("Incassi"),
        filters: [
            Field::date("from", "Dal").value(days.0.to_string()),
            Field::date("to", "Al")
                .value(days.1.to_string())
                .error(if days.0 > days.1 { DAYS_TURNED } else { "" }),
        ],
        flow: Field::search("flow", "Identificativo del flusso").mono(),
        export: address("/export", days),
        may_write,
        records: (!records.is_empty()).then(|| table(records)),
        pager,
        empty: Empty::new("Nessun incasso registrato in questi giorni", text),
    }
}

fn table(records: &[AccountingRecord]) -> Table {
    let rows = records.iter().map(|record| {
        let href = format!("{HERE}/flows/{}", record.flow_id);
        vec![
            Value::from(italian_date(record.terms.accounting_date)),
            Value::link(record.flow_id.as_str(), href),
            Value::euro(record.amount_cents),
            Value::from(provisional(record.provisional.as_ref())),
            Value::from(record.terms.person.as_str()),
            Value::from(record.terms.account.as_str()),
        ]
    });
    let columns = [
        Column::text("Data contabile"),
        Column::text("Flusso"),
        Column::number("Importo"),
        Column::text("Provvisorio"),
        Column::text("Persona"),
        Column::text("Conto"),
    ];
    Table::new("Incassi registrati", columns).rows(rows)
}
