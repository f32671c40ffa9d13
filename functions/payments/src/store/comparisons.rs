//! Comparisons of imports: the record in the table, the lines in the bucket.

use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use platform::objects::Objects;
use platform::table::{Key, Stored, Table, TableError};

use super::chunks::ChunkError;
use super::staging::PAGE_ROWS;
use super::{files, keys};
use crate::domain::import::{Comparison, Difference, Kind};

/// A page of lines is about 200 KB.
const PAGE_BYTES_MAX: u64 = 16 * 1024 * 1024;

impl Stored for Comparison {
    const ENTITY: &'static str = "comparison";

    fn key(&self) -> Key {
        keys::comparison(&self.creditor, &self.import)
    }
}

/// 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    import: &ImportId,
) -> Result<Option<Comparison>, TableError> {
    table.get(&keys::comparison(creditor, import)).await
}

/// Writes the lines of one kind: 1 request a page.
pub async fn write(
    objects: &Objects,
    comparison: &Comparison,
    kind: Kind,
    lines: &[Difference],
) -> Result<(), ChunkError> {
    let size = usize::try_from(PAGE_ROWS).unwrap_or(usize::MAX);
    for (page, lines) in (0..).zip(lines.chunks(size)) {
        let key = files::differences(comparison, kind, page);
        let body = files::to_lines(lines)?;
        objects.put(&key, files::NDJSON, body).await?;
    }
    Ok(())
}

/// Lines from number `from` (from 0) to the end of their stored page: 1 request.
pub async fn lines(
    objects: &Objects,
    comparison: &Comparison,
    kind: Kind,
    from: u64,
) -> Result<Vec<Difference>, ChunkError> {
    if from >= comparison.counts.of(kind) {
        return Ok(Vec::new());
    }
    let key = files::differences(comparison, kind, from / PAGE_ROWS);
    let body = objects.get(&key, PAGE_BYTES_MAX).await?;
    let mut lines: Vec<Difference> = files::from_lines(&body.ok_or(ChunkError::Missing(key))?)?;
    let skip = usize::try_from(from % PAGE_ROWS).unwrap_or(usize::MAX);
    Ok(lines.drain(skip.min(lines.len())..).collect())
}
