//! Credits whose flow could not be read, and the flows that wait for one: matched by hand.

use access::{Actor, panel};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use kernel::flow::FlowId;
use kernel::time::italian_date;
use platform::web::ui::{Choices, Empty, Facts};
use platform::web::{Page, PageError, Panel, Typed};

use super::MatchingDeps;
use super::detail::StatementDetail;
use super::faults::MatchingFault;
use super::flow::provisional;
use super::list::{HERE, sender};
use crate::domain::flow::{BankState, Flow};
use crate::domain::statement::{RemittanceInfo, StatementRow};
use crate::store::flows;

/// Credits of a page: those that speak of pagoPA first.
const ROWS_MAX: usize = 50;
/// Flows offered for one credit; those of its amount first.
const FLOWS_MAX: usize = 30;
/// A credit comes some days after the settlement of its flow.
const DAYS_AROUND: i64 = 31;

#[derive(Template)]
#[template(path = "routes/matching/unresolved.html")]
pub(super) struct UnresolvedPage {
    pub layout: Panel,
    pub action: String,
    pub rows: Vec<Unresolved>,
    pub empty: Empty,
    pub above: String,
}

pub(super) struct Unresolved {
    pub row: u32,
    pub facts: Facts,
    /// The flows to choose from; none where no flow waits for a credit.
    pub flows: Option<Choices>,
    /// Named by a person: may be taken back.
    pub is_named: bool,
}

/// `GET …/statements/{id}/rows`: 1 get, 1 query per 500 lines and per 500 flows of these days.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Page<UnresolvedPage>, PageError> {
    let detail = deps.statement_detail(&actor, &id).await?;
    let days = || detail.rows.iter().map(|(row, _)| row.accounting_date);
    let waiting = match (days().min(), days().max()) {
        (Some(first), Some(last)) => {
            let around = (
                first.saturating_sub(DAYS_AROUND.days()),
                last.saturating_add(DAYS_AROUND.days()),
            );
            let found = flows::settled_between(&deps.table, &actor.tenant, around).await;
            let found = found.map_err(MatchingFault::from)?.into_iter();
            found
                .filter(|flow| flow.bank == BankState::Waiting)
                .collect()
        }
        _ => Vec::new(),
    };
    Ok(Page(unresolved_page(
        panel(&actor, HERE),
        &detail,
        &waiting,
    )))
}

pub(super) fn unresolved_page(
    layout: Panel,
    detail: &StatementDetail,
    waiting: &[Flow],
) -> UnresolvedPage {
    let statement = &detail.statement;
    let above = format!("{HERE}/statements/{}", statement.id);
    let has_flow = |row: &StatementRow| {
        waiting
            .iter()
            .any(|flow| flow.amount_cents == row.amount_cents)
    };
    let rows = detail.rows.iter().map(|(row, _)| row);
    let wanted = rows.filter(|row| {
        row.is_named || row.is_unresolved() || (row.is_unnamed_credit() && has_flow(row))
    });
    let mut wanted: Vec<&StatementRow> = wanted.collect();
    wanted.sort_by_key(|row| (!row.is_unresolved(), row.row));
    let shown = wanted.into_iter().take(ROWS_MAX);
    let text = "Ogni accredito che parla di pagoPA ha il suo flusso, e nessun altro accredito ha \
                l'importo di un flusso in attesa.";
    UnresolvedPage {
        layout: layout
            .crumb("Riconciliazione", HERE)
            .crumb(statement.file_name.as_str(), above.as_str())
            .here("Abbina a mano"),
        action: format!("{above}/rows"),
        rows: shown.map(|row| unresolved(row, waiting)).collect(),
        empty: Empty::new("Niente da abbinare a mano", text),
        above,
    }
}

fn unresolved(row: &StatementRow, waiting: &[Flow]) -> Unresolved {
    let named = match &row.remittance {
        RemittanceInfo::Cumulative(flow) => Some(flow.to_string()),
        RemittanceInfo::Single(_) | RemittanceInfo::Other => None,
    };
    let entry = row.provisional.as_ref();
    Unresolved {
        row: row.row,
        facts: Facts::new()
            .fact("Riga", row.row.to_string())
            .fact("Data contabile", italian_date(row.accounting_date))
            .fact("Importo", row.amount_cents)
            .maybe(
                "Numero provvisorio",
                entry.map(|entry| provisional(Some(entry))),
            )
            .fact("Descrizione", row.text.as_str())
            .maybe("Abbinato a mano con", named),
        flows: (!row.is_named && !waiting.is_empty()).then(|| choices(row, waiting)),
        is_named: row.is_named,
    }
}

/// Those of the credit's amount first, then the nearest by date.
fn choices(row: &StatementRow, waiting: &[Flow]) -> Choices {
    let mut flows: Vec<&Flow> = waiting.iter().collect();
    let days = |flow: &Flow| {
        let between = row.accounting_date.since(flow.settled_on);
        between.map_or(i64::MAX, |span| i64::from(span.get_days()).abs())
    };
    flows.sort_by_key(|flow| (flow.amount_cents != row.amount_cents, days(flow)));
    let likely = flows
        .first()
        .filter(|flow| flow.amount_cents == row.amount_cents);
    let chosen = likely.map(|flow| flow.id.to_string()).unwrap_or_default();
    let offered = flows.iter().take(FLOWS_MAX).map(|flow| {
        let label = format!(
            "{} · {} € · {} · {}",
            italian_date(flow.settled_on),
            flow.amount_cents.italian(),
            sender(flow),
            flow.id
        );
        (flow.id.to_string(), label)
    });
    Choices::select(
        format!("flow.{}", row.row),
        "Flusso in attesa dell'accredito",
    )
    .required()
    .choice("", "Scegli un flusso")
    .choices(offered)
    .chosen(chosen)
}

/// `POST …/statements/{id}/rows`: 1 request and 1 transaction. Sent twice, it is done once.
pub(super) async fn name(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let row = form.value("row");
    let flow_id = FlowId::parse(form.value(&format!("flow.{row}"))).ok();
    let to = format!("{HERE}/statements/{id}");
    if let Ok(row) = row.parse() {
        deps.name(&actor, &id, (row, flow_id), None).await?;
    }
    Ok(Redirect::to(&to).into_response())
}
