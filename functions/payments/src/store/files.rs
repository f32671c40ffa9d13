//! Where the files of collection stand in the bucket, and rows as lines of JSON (NDJSON).

use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use serde::{Serialize, de::DeserializeOwned};

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

/// Page `page` of the warnings on accepted rows, a `WarnedRow` a line.
pub fn warned(creditor: &OrgFiscalCode, import: &ImportId, check: u32, page: u64) -> String {
    format!("imports/{creditor}/{import}/check-{check}/warned-{page:06}.ndjson")
}

/// All the refused rows, for a spreadsheet.
pub fn refused_csv(creditor: &OrgFiscalCode, import: &ImportId, check: u32) -> String {
    format!("imports/{creditor}/{import}/check-{check}/refused.csv")
}

/// The rows of one chunk.
pub fn chunk(creditor: &OrgFiscalCode, import: &ImportId, chunk: u64) -> String {
    format!("imports/{creditor}/{import}/chunks/{chunk:06}.ndjson")
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
