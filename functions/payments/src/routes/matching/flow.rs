//! One flow: what was credited for which payments, and whether the bank says so too.

use access::{Actor, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use kernel::notice::NoticeNumber;
use kernel::time::{italian_date, italian_datetime};
use platform::web::ui::{Badge, Column, Facts, Pager, Table, Tone, Value};
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::MatchingDeps;
use super::debtors::Debtors;
use super::detail::FlowDetail;
use super::flow_csv::parts;
use super::list::{HERE, bank_badge, sender};
use crate::domain::flow::{BankLine, CHUNK_ROWS, Flow, FlowState, LineMatch, RowOutcome};
use crate::domain::statement::ProvisionalEntry;
use crate::routes::receipts::address;
use crate::store::flow_rows::MatchedRow;

/// Rows of a page.
const PAGE_ROWS: usize = 100;
/// Rows of a page of a flow: their debtors are one batch.
const FLOW_PAGE_ROWS: usize = 50;
/// Seconds between two looks while something is being matched or read.
pub(super) const REFRESH_S: u32 = 3;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Rows passed over.
    #[serde(default)]
    pub from: usize,
}

#[derive(Template)]
#[template(path = "routes/matching/flow.html")]
pub(super) struct FlowPage {
    pub layout: Panel,
    pub id: String,
    pub bank: Badge,
    /// Where to look again while the rows are being matched.
    pub again: Option<String>,
    pub facts: Facts,
    /// How many rows had each outcome.
    pub counts: Vec<(&'static str, u32)>,
    /// The files with all the rows: label and address.
    pub files: Vec<(String, String)>,
    pub rows: Table,
    pub pager: Pager,
    pub lines: Option<Table>,
    /// Where its credit is booked, or how it was.
    pub accounting: (&'static str, String),
}

/// `GET /panel/payments/matching/flows/{flow_id}`: 1 query, and 1 batch for the debtors.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<FlowPage>, PageError> {
    let from = u32::try_from(asked.from).unwrap_or(u32::MAX);
    let chunk = from / CHUNK_ROWS;
    let detail = deps.flow_detail(&actor, &id, chunk).await?;
    let here = format!("{HERE}/flows/{}", detail.flow.id);
    let debtors = deps.debtors(&detail.flow, page_rows(&detail, from)).await?;
    let about = (&detail, &debtors);
    Ok(Page(flow_page(panel(&actor, &here), about, from)))
}

pub(super) fn flow_page(
    layout: Panel,
    (detail, debtors): (&FlowDetail, &Debtors),
    from: u32,
) -> FlowPage {
    let flow = &detail.flow;
    let here = format!("{HERE}/flows/{}", flow.id);
    let mut layout = layout.crumb("Riconciliazione", HERE).here(flow.id.as_str());
    let is_matching = flow.state == FlowState::Matching;
    if is_matching {
        layout = layout.look_again_s(REFRESH_S);
    }
    let shown = page_rows(detail, from);
    let pager = pager(flow, (from, !shown.is_empty()), &here);
    let outcomes = flow.outcomes.iter();
    FlowPage {
        layout,
        id: flow.id.to_string(),
        bank: bank_badge(flow.bank),
        again: is_matching.then_some(here),
        facts: facts(flow),
        counts: outcomes
            .map(|(outcome, count)| (outcome.italian(), *count))
            .collect(),
        files: parts(flow),
        rows: rows(flow, shown, debtors),
        pager,
        lines: (!detail.lines.is_empty()).then(|| lines(&detail.lines)),
        accounting: (
            match detail.record {
                Some(_) => "Vedi l'incasso registrato",
                None => "Registra incasso",
            },
            format!("{HERE}/accounting/flows/{}", flow.id),
        ),
    }
}

/// The rows of a page; a chunk holds whole pages.
fn page_rows(detail: &FlowDetail, from: u32) -> &[MatchedRow] {
    let inside = usize::try_from(from % CHUNK_ROWS).unwrap_or(usize::MAX);
    let rest = detail.rows.get(inside..).unwrap_or_default();
    rest.get(..FLOW_PAGE_ROWS).unwrap_or(rest)
}

fn pager(flow: &Flow, (from, shows_any): (u32, bool), here: &str) -> Pager {
    let rows = if shows_any { flow.row_count } else { 0 };
    let place = (u64::from(from), FLOW_PAGE_ROWS as u64, u64::from(rows));
    Pager::counted(place, here, |row| format!("{here}?from={row}"))
}

/// The rows of a page, and the ways to the others.
pub(super) fn shown<'a, T>(rows: &'a [T], from: usize, here: &str) -> (&'a [T], Pager) {
    let rest = rows.get(from..).unwrap_or_default();
    let place = (from as u64, PAGE_ROWS as u64, rows.len() as u64);
    let pager = Pager::counted(place, here, |row| format!("{here}?from={row}"));
    (rest.get(..PAGE_ROWS).unwrap_or(rest), pager)
}

fn facts(flow: &Flow) -> Facts {
    let revision = (flow.revision > 1).then(|| flow.revision.to_string());
    Facts::new()
        .fact("Importo", flow.amount_cents)
        .fact("Pagamenti", flow.row_count.to_string())
        .fact("Regolato il", italian_date(flow.settled_on))
        .fact("Da", sender(flow))
        .fact(
            "Riferimento del bonifico",
            Value::mono(flow.regulation.as_str()),
        )
        .fact("Creato da pagoPA il", italian_datetime(flow.made_at))
        .fact("Caricato il", italian_datetime(flow.loaded_at))
        .maybe("Revisione", revision)
}

fn rows(flow: &Flow, shown: &[MatchedRow], debtors: &Debtors) -> Table {
    let rows = shown.iter().map(|matched| {
        let row = &matched.row;
        let debtor = debtors.of(flow, matched);
        vec![
            Value::from(row.row.to_string()),
            Value::from(debtor.name),
            tax_code(debtor.tax_code),
            Value::from(italian_date(row.paid_on)),
            Value::euro(row.amount_cents),
            Value::from(outcome_badge(matched.outcome)),
            notice(matched),
            Value::from(row.payment.italian()),
            Value::from(debtor.psp),
            Value::mono(row.receipt_id.as_str()),
        ]
    });
    let columns = [
        Column::text("Riga"),
        Column::text("Debitore"),
        Column::text("Codice fiscale"),
        Column::text("Pagato il"),
        Column::number("Importo"),
        Column::text("Abbinamento"),
        Column::text("IUV"),
        Column::text("Esito pagoPA"),
        Column::text("PSP"),
        Column::text("Ricevuta (IUR)"),
    ];
    Table::new("Pagamenti del flusso", columns).rows(rows)
}

fn tax_code(code: String) -> Value {
    match code.is_empty() {
        true => Value::from(code),
        false => Value::mono(code),
    }
}

/// A link to the position, where there is one; to the receipt where ours has a share alone.
fn notice(matched: &MatchedRow) -> Value {
    let iuv = matched.row.iuv.as_str();
    let nav = NoticeNumber::from_iuv(&matched.row.iuv);
    if let (Some(share), Some(nav)) = (&matched.share, &nav) {
        let issuer = Some(share.issuer.as_str());
        return Value::link(iuv, address(nav, &matched.row.receipt_id, issuer));
    }
    let unknown = [RowOutcome::NoticeUnknown, RowOutcome::OrphanReceipt];
    let known = matched
        .outcome
        .is_some_and(|outcome| !unknown.contains(&outcome));
    match nav.filter(|_| known) {
        Some(nav) => Value::link(iuv, format!("/panel/payments/positions/{nav}")),
        None => Value::mono(iuv),
    }
}

fn outcome_badge(outcome: Option<RowOutcome>) -> Badge {
    match outcome {
        None => Badge::new("In corso", Tone::Info),
        Some(RowOutcome::Matched) => Badge::new(RowOutcome::Matched.italian(), Tone::Success),
        Some(outcome) => Badge::new(outcome.italian(), Tone::Warning),
    }
}

fn lines(lines: &[BankLine]) -> Table {
    let rows = lines.iter().map(|line| {
        let href = format!("{HERE}/statements/{}", line.statement);
        vec![
            Value::from(italian_date(line.accounting_date)),
            Value::euro(line.amount_cents),
            Value::from(provisional(line.provisional.as_ref())),
            Value::from(verdict_badge(line.verdict)),
            Value::link(format!("Riga {}", line.row), href),
        ]
    });
    let columns = [
        Column::text("Data contabile"),
        Column::number("Importo"),
        Column::text("Provvisorio"),
        Column::text("Esito"),
        Column::text("Estratto conto"),
    ];
    Table::new("Accrediti in banca", columns).rows(rows)
}

/// The treasurer's number, where there is one.
pub(super) fn provisional(entry: Option<&ProvisionalEntry>) -> String {
    entry.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn verdict_badge(verdict: LineMatch) -> Badge {
    let tone = match verdict {
        LineMatch::Matched => Tone::Success,
        LineMatch::None => Tone::Neutral,
        LineMatch::MissingFlow | LineMatch::AmountDiffers | LineMatch::Duplicate => Tone::Warning,
    };
    Badge::new(verdict.italian(), tone)
}
