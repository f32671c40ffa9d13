//! The rows of a flow for a spreadsheet.

use access::Actor;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use kernel::time::italian_date;
use platform::web::PageError;
use serde::Deserialize;

use super::MatchingDeps;
use super::detail::FlowDetail;
use super::list::sender;
use crate::store::flow_rows::MatchedRow;

/// Chunks of one file: an answer of a Lambda function holds 6 MB.
const CHUNKS: u32 = 20;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// From 0: each has 20,000 rows.
    #[serde(default)]
    part: u32,
}

/// `GET /panel/payments/matching/flows/{flow_id}/rows?part=`: 1 query.
pub(super) async fn download(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let first = asked.part.saturating_mul(CHUNKS);
    let detail = deps.flow_detail(&actor, &id, first).await?;
    let mut csv = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let unwritten = |error: csv::Error| platform::web::Fault::internal(error);
    csv.write_record(TITLES).map_err(unwritten)?;
    let last = first.saturating_add(CHUNKS).min(detail.flow.chunks());
    for chunk in first..last {
        let rows = match chunk == first {
            true => None,
            false => Some(deps.flow_chunk(&detail.flow, chunk).await?),
        };
        for row in rows.as_ref().unwrap_or(&detail.rows) {
            csv.write_record(cells(&detail, row)).map_err(unwritten)?;
        }
    }
    let body = csv
        .into_inner()
        .map_err(|error| platform::web::Fault::internal(error.into_error()))?;
    let name = format!(
        "attachment; filename=\"{}-{}.csv\"",
        detail.flow.id,
        asked.part + 1
    );
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, name),
    ];
    Ok((headers, body).into_response())
}

const TITLES: [&str; 10] = [
    "Flusso",
    "Riga",
    "IUV",
    "IUR",
    "Versamento",
    "Importo",
    "Esito pagoPA",
    "Pagato il",
    "Abbinamento",
    "Canale",
];

fn cells(detail: &FlowDetail, matched: &MatchedRow) -> [String; 10] {
    let row = &matched.row;
    [
        detail.flow.id.to_string(),
        row.row.to_string(),
        text(row.iuv.as_str()),
        text(row.receipt_id.as_str()),
        row.transfer.map(|id| id.to_string()).unwrap_or_default(),
        row.amount_cents.italian(),
        row.payment.italian().to_owned(),
        italian_date(row.paid_on),
        matched
            .outcome
            .map_or("In corso", |outcome| outcome.italian())
            .to_owned(),
        text(&sender(&detail.flow)),
    ]
}

/// A cell that no spreadsheet runs, and whose zeros none drops.
fn text(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}']);
    let number = cell.len() > 10 && cell.bytes().all(|byte| byte.is_ascii_digit());
    match runs || number {
        true => format!("'{cell}"),
        false => cell.to_owned(),
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
        ] {
            assert_eq!(text(cell), written);
        }
    }
}
