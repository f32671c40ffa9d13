//! Where the files of collection stand in the bucket, and rows as lines of JSON (NDJSON).

use kernel::flow::FlowId;
use kernel::idempotency::Fingerprint;
use kernel::ids::{ExportId, ImportId, StatementId};
use kernel::tax::OrgFiscalCode;
use platform::objects::{ObjectError, Objects};
use serde::{Serialize, de::DeserializeOwned};

use crate::domain::import::{Comparison, Kind};

pub const ZIP: &str = "application/zip";
pub const NDJSON: &str = "application/x-ndjson";
/// The staged rows of 200,000 dues stay far below.
pub const SIZE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The file as it was uploaded.
pub fn upload(creditor: &OrgFiscalCode, import: &ImportId) -> String {
    format!("imports/{creditor}/{import}/upload")
}

/// The rows that may be published, a `Due` a line, as check number `check` left them: a check that
/// is overtaken by another one never mixes with it.
pub fn accepted(creditor: &OrgFiscalCode, import: &ImportId, check: u32) -> String {
    format!("imports/{creditor}/{import}/check-{check}/accepted.ndjson")
}

/// Page `page` of the rows that were refused, a `RefusedRow` a line.
pub fn refused(creditor: &OrgFiscalCode, import: &ImportId, check: u32, page: u64) -> String {
    format!("imports/{creditor}/{import}/check-{check}/refused-{page:06}.ndjson")
}

/// The accepted rows in brief: see `domain::import::look`.
pub fn listing(creditor: &OrgFiscalCode, import: &ImportId, check: u32) -> String {
    format!("imports/{creditor}/{import}/check-{check}/listing.tsv")
}

/// All the refused rows with the columns of the input, to be mended and loaded again.
pub fn refused_csv(creditor: &OrgFiscalCode, import: &ImportId, check: u32) -> String {
    format!("imports/{creditor}/{import}/check-{check}/refused.csv")
}

/// The rows of one chunk.
pub fn chunk(creditor: &OrgFiscalCode, import: &ImportId, chunk: u64) -> String {
    format!("imports/{creditor}/{import}/chunks/{chunk:06}.ndjson")
}

/// File `part` of the notices of an import, as run `run` made it. A rule of the bucket deletes what begins with
/// `notices/` after some days.
pub fn notices(creditor: &OrgFiscalCode, import: &ImportId, run: u32, part: u64) -> String {
    format!("notices/{creditor}/{import}/run-{run}/{part:04}.zip")
}

/// Page `page` of the differences of one kind, a `Difference` a line.
pub fn differences(comparison: &Comparison, kind: Kind, page: u64) -> String {
    format!("{}/{}-{page:06}.ndjson", compared(comparison), kind.name())
}

/// All the differences, for a spreadsheet.
pub fn differences_csv(comparison: &Comparison) -> String {
    format!("{}/differences.csv", compared(comparison))
}

fn compared(comparison: &Comparison) -> String {
    let Comparison {
        creditor,
        import,
        version,
        ..
    } = comparison;
    format!("imports/{creditor}/{import}/compare-{version}")
}

/// A flow that a person uploaded, until it is loaded.
pub fn flow_upload(creditor: &OrgFiscalCode, id: &StatementId) -> String {
    format!("flows/{creditor}/uploads/{id}")
}

/// Where the rows of a flow stand. Two flows of one name never mix: what they say is in the name.
pub fn flow_folder(creditor: &OrgFiscalCode, id: &FlowId, content: &Fingerprint) -> String {
    format!("flows/{creditor}/{id}/{content}")
}

/// The same for a flow that is read piece by piece: its name is known only in the end.
pub fn flow_staging(creditor: &OrgFiscalCode, upload: &str) -> String {
    format!("flows/{creditor}/staged/{upload}")
}

/// A chunk of the rows of a flow, a `FlowRow` a line; chunks count from 0.
pub fn flow_rows(folder: &str, chunk: u32) -> String {
    format!("{folder}/rows-{chunk:06}.ndjson")
}

/// The rows of a chunk with their outcomes, a `MatchedRow` a line.
pub fn flow_outcomes(folder: &str, chunk: u32) -> String {
    format!("{folder}/outcomes-{chunk:06}.ndjson")
}

/// The flow as it came.
pub fn flow_xml(folder: &str) -> String {
    format!("{folder}/flow.xml")
}

/// A statement as it was uploaded.
pub fn statement_upload(creditor: &OrgFiscalCode, id: &StatementId) -> String {
    format!("statements/{creditor}/{id}/upload")
}

/// The movements that check number `check` found, a `StatementRow` a line.
pub fn statement_rows(creditor: &OrgFiscalCode, id: &StatementId, check: u32) -> String {
    format!("statements/{creditor}/{id}/check-{check}/rows.ndjson")
}

/// The first rows of a table as check number `check` saw them, one `Sample`.
pub fn statement_sample(creditor: &OrgFiscalCode, id: &StatementId, check: u32) -> String {
    format!("statements/{creditor}/{id}/check-{check}/sample.ndjson")
}

/// The rows that are not counted, an `UnreadRow` a line.
pub fn statement_unread(creditor: &OrgFiscalCode, id: &StatementId, check: u32) -> String {
    format!("statements/{creditor}/{id}/check-{check}/unread.ndjson")
}

/// The file of an export. Files under `exports/` are deleted by the bucket some days after.
pub fn export(creditor: &OrgFiscalCode, id: &ExportId) -> String {
    format!("exports/{creditor}/{id}.csv")
}

/// Lines of an export that were too few for a part, as the run of this version left them.
pub fn export_rest(creditor: &OrgFiscalCode, id: &ExportId, version: u64) -> String {
    format!("exports/{creditor}/{id}.rest-{version}")
}

/// Puts rows where `key` says, as lines.
pub async fn put_lines<T: Serialize>(
    objects: &Objects,
    key: &str,
    rows: &[T],
) -> Result<(), LinesError> {
    Ok(objects.put(key, NDJSON, to_lines(rows)?).await?)
}

/// The rows that stand at `key`; none where nothing does.
pub async fn get_lines<T: DeserializeOwned>(
    objects: &Objects,
    key: &str,
) -> Result<Option<Vec<T>>, LinesError> {
    let body = objects.get(key, SIZE_BYTES_MAX).await?;
    Ok(body.map(|body| from_lines(&body)).transpose()?)
}

#[derive(Debug, thiserror::Error)]
pub enum LinesError {
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error("rows unreadable: {0}")]
    Json(#[from] serde_json::Error),
}

pub fn to_lines<T: Serialize>(rows: &[T]) -> Result<Vec<u8>, serde_json::Error> {
    let mut lines = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut lines, row)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

pub fn from_lines<T: DeserializeOwned>(lines: &[u8]) -> Result<Vec<T>, serde_json::Error> {
    let filled = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    filled.map(serde_json::from_slice).collect()
}
