//! The records by accounting date, and the file of them for the accounting programme.

use access::store::remembered;
use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, StatusCode, header};
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::time::{italian_date, rome_date};
use platform::table::Cursor;
use platform::web::ui::{Alert, Column, Empty, Field, Pager, Table, Value};
use platform::web::{Page, PageError, Panel, Typed};

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

/// The name under which a person's days are remembered.
const LIST: &str = "accounting";

#[derive(Template)]
#[template(path = "routes/matching/accounting/list.html")]
pub(super) struct RecordsPage {
    pub layout: Panel,
    pub filters: [Field; 2],
    /// Whether the days are others than this year's.
    pub filtered: bool,
    pub flow: Field,
    pub export: String,
    pub may_write: bool,
    pub records: Option<Table>,
    pub pager: Pager,
    pub empty: Empty,
}

/// `GET …/accounting?from=&to=&flow=`: 1 query, and what is remembered where nothing is asked. `flow`
/// looks for one flow: row A33.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    if let Ok(flow) = FlowId::parse(query.value("flow")) {
        return Ok(Redirect::to(&format!("{HERE}/flows/{flow}")).into_response());
    }
    let recalled = remembered::recall(&deps.table, &actor, LIST, query).await;
    let (query, remembered) = recalled.map_err(table_fault)?;
    let days = deps.days(&query);
    if days.0 > days.1 {
        let page = records_page(panel(&actor, HERE), &[], (days, false), Pager::default());
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let place = Some(query.value("after")).filter(|after| !after.is_empty());
    let place = place.map(Cursor::parse).transpose();
    let place = place.map_err(table_fault)?;
    let found = accounting::list(&deps.table, &actor.tenant, days, (place, PAGE_RECORDS)).await;
    let found = found.map_err(table_fault)?;
    let pager = Pager::around(&found, &address("", days));
    let may_write = actor.may(Permission::MatchingWrite);
    let mut page = records_page(panel(&actor, HERE), &found.items, (days, may_write), pager);
    page.filtered = days != deps.this_year();
    if remembered {
        let said = "Sono ancora attivi i filtri dell’ultima volta.";
        page.layout = page.layout.alert(Alert::info(said));
    }
    Ok(Page(page).into_response())
}

/// `POST …/accounting`: keeps the days, or forgets them, and leads to the list. 1 request, and 1 more
/// where they are others than before.
pub(super) async fn filter(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    form: Typed,
) -> Result<Redirect, PageError> {
    let days = deps.days(&form);
    let (choice, there) = match form.is_chosen("clear", "yes") {
        true => (String::new(), HERE.to_owned()),
        false => (format!("from={}&to={}", days.0, days.1), address("", days)),
    };
    // Days the wrong way round are told by the list, and not kept.
    if days.0 <= days.1 {
        let kept = remembered::write(&deps.table, &actor, LIST, &choice).await;
        kept.map_err(table_fault)?;
    }
    Ok(Redirect::to(&there))
}

/// `GET …/accounting/export?from=&to=`: 1 query per 500.
pub(super) async fn export(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let days = deps.days(&query);
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
    fn days(&self, asked: &Typed) -> (Date, Date) {
        let (first, last) = self.this_year();
        let first = asked.value("from").parse().unwrap_or(first);
        let last = asked.value("to").parse().unwrap_or(last);
        (first, last)
    }

    fn this_year(&self) -> (Date, Date) {
        let today = rome_date(self.clock.now());
        (today.first_of_year(), today.last_of_year())
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
        filtered: true,
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
