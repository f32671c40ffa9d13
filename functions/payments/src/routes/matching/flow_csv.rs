//! The rows of a flow for a spreadsheet.

use access::Actor;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::time::italian_date;
use platform::web::PageError;
use serde::Deserialize;

use super::MatchingDeps;
use super::debtors::Debtor;
use super::list::HERE;
use crate::domain::export::BOM;
use crate::domain::flow::{CHUNK_ROWS, Flow};
use crate::store::flow_rows::MatchedRow;

/// Chunks of one file: an answer of a Lambda function holds 6 MB.
const CHUNKS: u32 = 10;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// From 0: each has 10,000 rows.
    #[serde(default)]
    part: u32,
}

/// The files of a flow: label and address.
pub(super) fn parts(flow: &Flow) -> Vec<(String, String)> {
    let here = format!("{HERE}/flows/{}/rows", flow.id);
    let files = flow.chunks().div_ceil(CHUNKS).max(1);
    if files == 1 {
        return vec![("Scarica i pagamenti (CSV)".to_owned(), here)];
    }
    let rows = CHUNKS * CHUNK_ROWS;
    let part = |part: u32| {
        let first = part * rows;
        let last = first.saturating_add(rows).min(flow.row_count);
        let label = format!("Pagamenti da {} a {last}", first + 1);
        (label, format!("{here}?part={part}"))
    };
    (0..files).map(part).collect()
}

/// `GET /panel/payments/matching/flows/{flow_id}/rows?part=`: 1 query, and 1 batch for the debtors of
/// each 100 rows.
pub(super) async fn download(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let first = asked.part.saturating_mul(CHUNKS);
    let detail = deps.flow_detail(&actor, &id, first).await?;
    let flow = &detail.flow;
    let mut csv = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(BOM.as_bytes().to_vec());
    let unwritten = |error: csv::Error| platform::web::Fault::internal(error);
    csv.write_record(TITLES).map_err(unwritten)?;
    let last = first.saturating_add(CHUNKS).min(flow.chunks());
    for chunk in first..last {
        let rows = match chunk == first {
            true => None,
            false => Some(deps.flow_chunk(flow, chunk).await?),
        };
        let rows = rows.as_ref().unwrap_or(&detail.rows);
        let debtors = deps.debtors(flow, rows).await?;
        for row in rows {
            let cells = cells(flow, row, debtors.of(flow, row));
            csv.write_record(cells).map_err(unwritten)?;
        }
    }
    let body = csv
        .into_inner()
        .map_err(|error| platform::web::Fault::internal(error.into_error()))?;
    let (id, part) = (&flow.id, asked.part.saturating_add(1));
    let name = format!("attachment; filename=\"{id}-{part}.csv\"");
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}

const TITLES: [&str; 12] = [
    "Flusso",
    "Riga",
    "Debitore",
    "Codice fiscale",
    "Pagato il",
    "Importo",
    "PSP",
    "IUV",
    "IUR",
    "Versamento",
    "Esito pagoPA",
    "Abbinamento",
];

fn cells(flow: &Flow, matched: &MatchedRow, debtor: Debtor) -> [String; 12] {
    let row = &matched.row;
    [
        flow.id.to_string(),
        row.row.to_string(),
        text(&debtor.name),
        text(&debtor.tax_code),
        italian_date(row.paid_on),
        row.amount_cents.italian(),
        text(&debtor.psp),
        text(row.iuv.as_str()),
        text(row.receipt_id.as_str()),
        row.transfer.map(|id| id.to_string()).unwrap_or_default(),
        row.payment.italian().to_owned(),
        matched
            .outcome
            .map_or("In corso", |outcome| outcome.italian())
            .to_owned(),
    ]
}

/// A cell that no spreadsheet runs, and whose zeros none drops. Control characters become blanks.
fn text(cell: &str) -> String {
    let cell: String = cell
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let runs = cell.trim_start().chars().next().is_some_and(runs);
    let number = cell.len() > 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
    match runs || number {
        true => format!("'{cell}"),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_runs_and_no_number_loses_its_zeros() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("07000000000000114", "'07000000000000114"),
            ("Banca", "Banca"),
            (" \t-1", "'  -1"),
            ("＝1", "'＝1"),
            ("Rossi\r\nMario", "Rossi  Mario"),
        ] {
            assert_eq!(text(cell), written);
        }
    }

    #[test]
    fn every_row_of_a_flow_stands_in_one_of_its_files() {
        let mut flow = super::super::samples::kept(crate::domain::flow::FlowState::Ready);
        for (rows, files) in [(1, 1), (10_000, 1), (10_001, 2), (1_000_000, 100)] {
            flow.row_count = rows;
            let parts = parts(&flow);
            assert_eq!(parts.len(), files, "{rows}");
        }
        flow.row_count = 10_001;
        let (label, href) = parts(&flow).pop().expect("a last one");
        assert_eq!(label, "Pagamenti da 10001 a 10001");
        assert!(href.ends_with("/rows?part=1"), "{href}");
    }
}
