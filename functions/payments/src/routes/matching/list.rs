//! Flows and statements at a glance, and the forms to load them.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Query, State};
use kernel::time::{italian_date, italian_datetime};
use platform::table::Cursor;
use platform::web::ui::{Alert, Badge, Column, Empty, Pager, Table, Tone, Value};
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::MatchingDeps;
use super::fetched::{COUNTED, FAILING_SHOWN, alerts, inbox};
use super::upload::{UploadForm, What};
use crate::domain::flow::{BankState, Flow, FlowState};
use crate::domain::statement::{Findings, Statement, StatementState};
use crate::routes::words::table_fault;
use crate::store::{exceptions, fetching, flows, statements};

pub(super) const HERE: &str = "/panel/payments/matching";
/// Flows of a page.
const PAGE_FLOWS: u32 = 25;
/// The latest statements.
const STATEMENTS: u32 = 10;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "routes/matching/list.html")]
pub(super) struct ListPage {
    pub layout: Panel,
    /// What could not be fetched.
    pub alerts: Vec<Alert>,
    /// The label of the link to the exceptions.
    pub inbox: String,
    /// For those who may load.
    pub forms: Vec<UploadForm>,
    pub flows: Option<Table>,
    pub pager: Pager,
    pub empty: Empty,
    pub statements: Option<Table>,
}

/// `GET /panel/payments/matching`: 4 queries, and 1 get to see whether pagoPA should be asked for new
/// flows; at most every quarter of an hour 1 transaction orders it.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Page<ListPage>, PageError> {
    let place = asked.after.as_deref().map(Cursor::parse).transpose();
    let place = place.map_err(table_fault)?;
    let is_first = place.is_none();
    let asking = match is_first {
        true => deps.ask_for_flows(&actor).await,
        false => None,
    };
    let (table, creditor) = (&deps.table, &actor.tenant);
    let flows = flows::list(table, creditor, place, PAGE_FLOWS);
    let statements = statements::list(table, creditor, None, STATEMENTS);
    let failing = fetching::open(table, creditor, FAILING_SHOWN);
    let waiting = exceptions::list(table, creditor, true, (None, COUNTED));
    let found = futures::future::try_join4(flows, statements, failing, waiting).await;
    let (flows, statements, failing, waiting) = found.map_err(table_fault)?;
    let pager = Pager::around(&flows, HERE);
    let is_first = flows.is_first;
    let mut forms = Vec::new();
    if is_first && actor.may(Permission::MatchingWrite) {
        forms.push(deps.upload_form(&actor, What::Flow).await?);
        forms.push(deps.upload_form(&actor, What::Statement).await?);
    }
    let (flows, statements) = (flows.items, statements.items);
    Ok(Page(ListPage {
        layout: panel(&actor, HERE).here("Riconciliazione"),
        alerts: alerts(asking.as_ref(), &failing, deps.clock.now()),
        inbox: inbox(waiting.items.len(), waiting.next.is_some()),
        forms,
        flows: (!flows.is_empty()).then(|| flow_table(&flows)),
        pager,
        empty: empty(),
        statements: (is_first && !statements.is_empty()).then(|| statement_table(&statements)),
    }))
}

pub(super) fn empty() -> Empty {
    let text = "Quando arriva un flusso di rendicontazione, qui vedi quali pagamenti contiene e se \
                la banca li ha accreditati.";
    Empty::new("Ancora nessun flusso", text)
}

pub(super) fn flow_table(flows: &[Flow]) -> Table {
    let rows = flows.iter().map(|flow| {
        vec![
            Value::link(flow.id.as_str(), format!("{HERE}/flows/{}", flow.id)),
            Value::from(italian_date(flow.settled_on)),
            Value::from(sender(flow)),
            Value::euro(flow.amount_cents),
            Value::from(matched(flow)),
            Value::from(bank_badge(flow.bank)),
        ]
    });
    let columns = [
        Column::text("Flusso"),
        Column::text("Regolato il"),
        Column::text("Da"),
        Column::number("Importo"),
        Column::text("Pagamenti abbinati"),
        Column::text("Banca"),
    ];
    Table::new("Flussi di rendicontazione", columns).rows(rows)
}

pub(super) fn sender(flow: &Flow) -> String {
    flow.sender
        .name
        .clone()
        .unwrap_or_else(|| flow.sender.code.clone())
}

/// `3 di 4`, green when all are.
pub(super) fn matched(flow: &Flow) -> Badge {
    let (matched, all) = (flow.matched(), flow.row_count);
    let tone = match flow.state {
        FlowState::Matching => return Badge::new("In corso", Tone::Info),
        FlowState::Superseded => return Badge::new("Sostituito", Tone::Neutral),
        FlowState::Ready if matched == all => Tone::Success,
        FlowState::Ready => Tone::Warning,
    };
    Badge::new(format!("{matched} di {all}"), tone)
}

pub(super) fn bank_badge(bank: BankState) -> Badge {
    let tone = match bank {
        BankState::Waiting => Tone::Neutral,
        BankState::Matched => Tone::Success,
        BankState::AmountDiffers | BankState::Duplicate => Tone::Warning,
    };
    Badge::new(bank.italian(), tone)
}

pub(super) fn statement_table(statements: &[Statement]) -> Table {
    let rows = statements.iter().map(|statement| {
        let href = format!("{HERE}/statements/{}", statement.id);
        let count = |of: fn(&Findings) -> u32| {
            let found = statement.findings.as_ref().map(of);
            found.map_or_else(String::new, |count| count.to_string())
        };
        vec![
            Value::link(statement.file_name.as_str(), href),
            Value::from(italian_datetime(statement.created_at)),
            Value::from(count(|found| found.rows)),
            Value::from(count(|found| found.cumulative)),
            Value::from(state_badge(statement.state)),
        ]
    });
    let columns = [
        Column::text("Estratto conto"),
        Column::text("Caricato il"),
        Column::number("Movimenti"),
        Column::number("Accrediti di flussi"),
        Column::text("Stato"),
    ];
    Table::new("Estratti conto", columns).rows(rows)
}

pub(super) fn state_badge(state: StatementState) -> Badge {
    match state {
        StatementState::Uploaded => Badge::new("Da leggere", Tone::Neutral),
        StatementState::Checking => Badge::new("In lettura", Tone::Info),
        StatementState::ColumnsNeeded => Badge::new("Colonne da indicare", Tone::Warning),
        StatementState::Ready => Badge::new("Letto", Tone::Success),
        StatementState::Failed => Badge::new("Non leggibile", Tone::Danger),
    }
}
