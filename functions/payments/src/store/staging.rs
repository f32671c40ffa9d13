//! What a check left in the bucket: accepted dues and refused rows.

use bytes::Bytes;
use platform::objects::{ObjectError, Objects};
use serde::{Serialize, de::DeserializeOwned};

use super::files::{self, NDJSON};
use crate::domain::dues::RefusedRow;
use crate::domain::import::{Import, Report};

/// Rows of one stored page: a page is one answer of the machine API and one read of the bucket.
pub const PAGE_ROWS: u64 = 500;
/// A page of refused rows is about 200 KB; one with many faults a row stays below this.
const PAGE_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// 200,000 rows in brief are about 15 MB; this is what they are with the longest names.
const LISTING_BYTES_MAX: u64 = 64 * 1024 * 1024;
const LISTING: &str = "text/tab-separated-values; charset=utf-8";

#[derive(Debug, thiserror::Error)]
pub enum StagingError {
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error("staged rows unreadable: {0}")]
    Line(#[from] serde_json::Error),
    #[error("staged page {0} is missing")]
    Missing(String),
}

/// Writes all that a check found: 1 request a page, and 3.
pub async fn write(objects: &Objects, import: &Import, report: Report) -> Result<(), StagingError> {
    let (creditor, id, check) = (&import.creditor, &import.id, import.check);
    let refused = |page| files::refused(creditor, id, check, page);
    write_pages(objects, &report.refused, refused).await?;
    let key = files::refused_csv(creditor, id, check);
    objects
        .put(&key, "text/csv; charset=utf-8", report.rejects)
        .await?;
    let key = files::listing(creditor, id, check);
    objects.put(&key, LISTING, report.listing).await?;
    let key = files::accepted(creditor, id, check);
    Ok(objects.put(&key, NDJSON, report.lines).await?)
}

async fn write_pages<T: Serialize>(
    objects: &Objects,
    rows: &[T],
    key: impl Fn(u64) -> String,
) -> Result<(), StagingError> {
    let size = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    for (page, rows) in (0..).zip(rows.chunks(size)) {
        objects
            .put(&key(page), NDJSON, Bytes::from(files::to_lines(rows)?))
            .await?;
    }
    Ok(())
}

/// Refused rows from number `from` (from 0) to the end of their stored page: 1 request.
pub async fn refused(
    objects: &Objects,
    import: &Import,
    from: u64,
) -> Result<Vec<RefusedRow>, StagingError> {
    if from >= import.totals.refused {
        return Ok(Vec::new());
    }
    let key = files::refused(&import.creditor, &import.id, import.check, from / PAGE_ROWS);
    read(objects, &key, from).await
}

/// The accepted rows in brief: 1 request, 0 when there are none.
pub async fn listing(objects: &Objects, import: &Import) -> Result<Bytes, StagingError> {
    if import.totals.accepted == 0 {
        return Ok(Bytes::new());
    }
    let key = files::listing(&import.creditor, &import.id, import.check);
    let body = objects.get(&key, LISTING_BYTES_MAX).await?;
    body.ok_or(StagingError::Missing(key))
}

async fn read<T: DeserializeOwned>(
    objects: &Objects,
    key: &str,
    from: u64,
) -> Result<Vec<T>, StagingError> {
    let body = objects.get(key, PAGE_BYTES_MAX).await?;
    let body = body.ok_or_else(|| StagingError::Missing(key.to_owned()))?;
    let mut rows: Vec<T> = files::from_lines(&body)?;
    let skip = usize::try_from(from % PAGE_ROWS).unwrap_or(usize::MAX);
    Ok(rows.drain(skip.min(rows.len())..).collect())
}
