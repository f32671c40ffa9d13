//! The archive for the body's own programmes: lists with the filters of the page, one position.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, State};
use http::HeaderMap;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::notice::NoticeNumber;
use kernel::tax::TaxCode;
use platform::web::{ApiError, Fault, Typed};
use serde::Serialize;

use super::PositionsDeps;
use super::pushes_api::PushView;
use super::view::{PartView, PositionView, part_view, view};
use crate::domain::archive::{Filter, Order, Walk};
use crate::domain::life::{Reached, Step, StepKind};
use crate::domain::position::at_once;
use crate::routes::words::table_fault;
use crate::store::archive::{self, Place, Search};

/// Positions of a page.
const PAGE_POSITIONS: usize = 100;
/// Carries a tax code: it has no place in an address, which is logged.
const DEBTOR_HEADER: &str = "x-debtor-tax-code";

#[derive(Debug, Serialize)]
pub(super) struct Positions {
    positions: Vec<PositionView>,
    /// Where to go on; absent at the end. A page may be short, even empty, and still have a next.
    next: Option<String>,
}

/// `GET /api/creditors/{cf}/positions?state=&service=&import=&due_from=&…&order=&cursor=`: 8 queries
/// where each position on the way is one that is asked for, at most 8 times that.
pub(super) async fn list(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    headers: HeaderMap,
    query: Typed,
) -> Result<Json<Positions>, ApiError> {
    let (mut filter, wrong) = Filter::read(|name| query.value(name));
    if let Some((field, sentence)) = wrong.first() {
        return Err(Fault::bad_request(field, *sentence).into());
    }
    if let Some(code) = headers.get(DEBTOR_HEADER) {
        let code = code
            .to_str()
            .ok()
            .and_then(|code| TaxCode::parse(code).ok());
        let wrong = || Fault::bad_request("debtor_tax_code", "Il codice fiscale non è valido.");
        filter.debtors = vec![code.ok_or_else(wrong)?];
    }
    filter.within = actor.scope(Permission::PositionsRead).services(false);
    let order = match query.value("order") {
        "" => None,
        text => Some(Order::parse(text).ok_or_else(|| {
            Fault::bad_request("order", "L’ordine è newest, oldest, due o due_last.")
        })?),
    };
    let place = match query.value("cursor") {
        "" => None,
        text => Some(Place::parse(text).map_err(table_fault)?),
    };
    let walk = Walk::of(&filter, order);
    let search = Search {
        creditor: &actor.tenant,
        filter: &filter,
        walk: &walk,
        size: PAGE_POSITIONS,
    };
    let found = archive::page(&deps.table, &search, place).await;
    let mut found = found.map_err(table_fault)?;
    at_once(&mut found.positions, deps.clock.now());
    Ok(Json(Positions {
        positions: found.positions.iter().filter_map(view).collect(),
        next: found.next.map(|next| next.cursor().as_str().to_owned()),
    }))
}

#[derive(Debug, Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    position: PositionView,
    parts: Vec<PartView>,
    extra_payments: u32,
    /// The life of the part that was asked for.
    life: Vec<StepView>,
    /// What ACA, GPD and App IO were told of it.
    pushes: Vec<PushView>,
}

#[derive(Debug, Serialize)]
struct StepView {
    step: &'static str,
    state: &'static str,
    /// The day on which it happened, or by which it is expected.
    date: Option<Date>,
    flow_id: Option<FlowId>,
    statement: Option<String>,
}

/// `GET /api/creditors/{cf}/positions/{nav}`: 1 query, 1 for each flow.
pub(super) async fn show(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((_, nav)): Path<(String, String)>,
) -> Result<Json<Shown>, ApiError> {
    let nav = NoticeNumber::parse(&nav)
        .map_err(|error| Fault::bad_request("notice_number", error.italian()).cause(error))?;
    let unknown = || Fault::not_found("Non c’è nessuna posizione con questo codice avviso.");
    let whole = deps.whole(&actor, &nav).await.map_err(table_fault)?;
    let whole = whole.ok_or_else(unknown)?;
    let position = &whole.dossier.position;
    let part = position.installment(&nav).ok_or_else(unknown)?;
    Ok(Json(Shown {
        position: view(position).ok_or_else(unknown)?,
        parts: position.installments().map(part_view).collect(),
        extra_payments: position.extra_payments,
        life: whole.life(part).iter().map(step_view).collect(),
        pushes: whole.dossier.pushes.iter().map(PushView::of).collect(),
    }))
}

fn step_view(step: &Step) -> StepView {
    let (state, date) = match &step.reached {
        Reached::On(day) if step.differs => ("differs", Some(*day)),
        Reached::On(day) => ("done", Some(*day)),
        Reached::Awaited(day) => ("expected", *day),
        Reached::Late(day) => ("late", Some(*day)),
        Reached::Later => ("later", None),
        Reached::Untold => ("unknown", None),
        Reached::Never => ("never", None),
    };
    let name = match step.kind {
        StepKind::Created => "created",
        StepKind::Notified => "notified",
        StepKind::Paid => "paid",
        StepKind::Receipt => "receipt",
        StepKind::Flow => "reported",
        StepKind::Bank => "credited",
    };
    let statement = step.statement.as_ref();
    StepView {
        step: name,
        state,
        date,
        flow_id: step.flow.clone(),
        statement: statement.map(|(id, _)| id.to_string()),
    }
}
