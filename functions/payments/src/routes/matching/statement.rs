//! One statement: its movements, and which flow each of them is.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use kernel::notice::NoticeNumber;
use kernel::time::{italian_date, italian_datetime};
use platform::web::ui::{Alert, Badge, Column, Facts, Pager, Table, Value};
use platform::web::{Page, PageError, Panel};

use super::MatchingDeps;
use super::columns::{ColumnsForm, columns_form};
use super::detail::StatementDetail;
use super::flow::{Asked, REFRESH_S, provisional, shown, verdict_badge};
use super::list::{HERE, state_badge};
use crate::domain::flow::LineMatch;
use crate::domain::statement::{
    RemittanceInfo, Statement, StatementRow, StatementState, UnreadRow,
};

/// Rows that could not be read, shown at most.
const UNREAD_MAX: usize = 100;

#[derive(Template)]
#[template(path = "routes/matching/statement.html")]
pub(super) struct StatementPage {
    pub layout: Panel,
    pub name: String,
    pub state: Badge,
    /// Where to look again while the file is being read.
    pub again: Option<String>,
    pub failure: Option<Alert>,
    pub counts: Vec<(&'static str, usize)>,
    pub facts: Facts,
    pub rows: Option<Table>,
    pub pager: Pager,
    pub unread: Option<Table>,
    /// The form that asks for the columns, and the one that corrects them.
    pub needed: Option<ColumnsForm>,
    pub correction: Option<ColumnsForm>,
    pub is_learnt: bool,
    /// Where rows are matched by hand, and how many speak of pagoPA and name nothing.
    pub by_hand: Option<(String, usize)>,
    /// Where what was matched is booked.
    pub accounting: Option<String>,
}

/// `GET /panel/payments/matching/statements/{id}`: 1 get, 1 query per 500 lines that name flows.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<StatementPage>, PageError> {
    let mut detail = deps.statement_detail(&actor, &id).await?;
    detail.may_write = actor.may(Permission::MatchingWrite);
    detail.sample = deps.sample(&detail.statement).await?;
    let here = format!("{HERE}/statements/{}", detail.statement.id);
    Ok(Page(statement_page(
        panel(&actor, &here),
        &detail,
        asked.from,
    )))
}

pub(super) fn statement_page(
    layout: Panel,
    detail: &StatementDetail,
    from: usize,
) -> StatementPage {
    let statement = &detail.statement;
    let here = format!("{HERE}/statements/{}", statement.id);
    let mut layout = layout
        .crumb("Riconciliazione", HERE)
        .here(statement.file_name.as_str());
    let is_checking = statement.state == StatementState::Checking;
    if is_checking {
        layout = layout.look_again_s(REFRESH_S);
    }
    let (shown, pager) = shown(&detail.rows, from, &here);
    let failure = statement.failure.as_ref();
    let has_matched = detail.rows.iter().any(|(row, verdict)| {
        let is_flow = matches!(row.remittance, RemittanceInfo::Cumulative(_));
        is_flow && *verdict == LineMatch::Matched
    });
    let is_needed = statement.state == StatementState::ColumnsNeeded;
    let sample = detail.sample.as_ref().filter(|_| detail.may_write);
    let form = sample.map(|sample| columns_form(statement, sample, is_needed));
    let (needed, correction) = form
        .into_iter()
        .partition::<Vec<_>, _>(|form| form.is_needed);
    let (needed, correction) = (needed.into_iter().next(), correction.into_iter().next());
    StatementPage {
        layout,
        name: statement.file_name.clone(),
        state: state_badge(statement.state),
        again: is_checking.then_some(here),
        failure: failure.map(|failure| {
            Alert::danger(failure.reason.as_str())
                .title("L’estratto conto non si può leggere")
                .link("Carica un altro file", format!("{HERE}/statements"))
        }),
        counts: counts(&detail.rows),
        facts: facts(statement),
        rows: (!shown.is_empty()).then(|| rows(shown)),
        pager,
        unread: (!detail.unread.is_empty()).then(|| unread(&detail.unread)),
        needed,
        correction,
        is_learnt: statement.is_learnt,
        by_hand: by_hand(detail),
        accounting: has_matched.then(|| format!("{HERE}/accounting/statements/{}", statement.id)),
    }
}

/// Offered where there is a credit that names nothing, or one that a person named.
fn by_hand(detail: &StatementDetail) -> Option<(String, usize)> {
    let rows = || detail.rows.iter().map(|(row, _)| row);
    let unresolved = rows().filter(|row| row.is_unresolved()).count();
    let any = rows().any(|row| row.is_unnamed_credit() || row.is_named);
    let href = format!("{HERE}/statements/{}/rows", detail.statement.id);
    any.then_some((href, unresolved))
}

/// Of the movements that name a flow or a payment, how many are what.
fn counts(rows: &[(StatementRow, LineMatch)]) -> Vec<(&'static str, usize)> {
    let verdicts = [
        LineMatch::Matched,
        LineMatch::MissingFlow,
        LineMatch::AmountDiffers,
        LineMatch::Duplicate,
    ];
    let count = |verdict: LineMatch| rows.iter().filter(|(_, found)| *found == verdict).count();
    let told = verdicts.map(|verdict| (verdict.italian(), count(verdict)));
    told.into_iter().filter(|(_, count)| *count > 0).collect()
}

fn facts(statement: &Statement) -> Facts {
    let facts = Facts::new().fact("Caricato il", italian_datetime(statement.created_at));
    let Some(found) = &statement.findings else {
        return facts;
    };
    let dialect = &found.dialect;
    let encoding = dialect
        .encoding
        .map(|encoding| encoding.name().to_uppercase());
    let decimal = dialect.decimal.map(|decimal| match decimal.sign() {
        ',' => "virgola".to_owned(),
        '.' => "punto".to_owned(),
        other => other.to_string(),
    });
    facts
        .fact("Movimenti", found.rows.to_string())
        .fact("Accrediti di flussi", found.cumulative.to_string())
        .fact("Formato", dialect.format.italian())
        .maybe("Codifica", encoding)
        .maybe("Segno dei decimali", decimal)
}

fn rows(shown: &[(StatementRow, LineMatch)]) -> Table {
    let rows = shown.iter().map(|(row, verdict)| {
        vec![
            Value::from(row.row.to_string()),
            Value::from(italian_date(row.accounting_date)),
            Value::euro(row.amount_cents),
            Value::from(provisional(row.provisional.as_ref())),
            Value::from(row.text.as_str()),
            about(row, *verdict),
            Value::from(verdict_badge(*verdict)),
        ]
    });
    let columns = [
        Column::text("Riga"),
        Column::text("Data contabile"),
        Column::number("Importo"),
        Column::text("Provvisorio"),
        Column::text("Descrizione"),
        Column::text("Flusso o IUV"),
        Column::text("Esito"),
    ];
    Table::new("Movimenti", columns).rows(rows)
}

/// The flow, with a link where it is loaded, or the IUV.
fn about(row: &StatementRow, verdict: LineMatch) -> Value {
    match &row.remittance {
        RemittanceInfo::Cumulative(id) if verdict == LineMatch::MissingFlow => {
            Value::from(id.as_str())
        }
        RemittanceInfo::Cumulative(id) => Value::link(id.as_str(), format!("{HERE}/flows/{id}")),
        RemittanceInfo::Single(iuv) => match NoticeNumber::from_iuv(iuv) {
            Some(nav) if verdict != LineMatch::None => {
                Value::link(iuv.as_str(), format!("/panel/payments/positions/{nav}"))
            }
            _ => Value::mono(iuv.as_str()),
        },
        RemittanceInfo::Other => Value::from(""),
    }
}

fn unread(rows: &[UnreadRow]) -> Table {
    let shown = rows.iter().take(UNREAD_MAX).map(|unread| {
        let row = Value::from(unread.row.to_string());
        vec![row, Value::from(unread.code.to_string())]
    });
    Table::new("Righe non lette", ["Riga", "Perché"]).rows(shown)
}
