//! Imports in the table, and the records of their finished chunks.

use jiff::Timestamp;
use kernel::ids::ImportId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Indexes, Key, Page, Query, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::import::Import;

/// Most chunks of one import: 200,000 rows.
const CHUNKS_MAX: usize = 3_000;

impl Stored for Import {
    const ENTITY: &'static str = "import";

    fn key(&self) -> Key {
        keys::import(&self.creditor, &self.id)
    }

    fn indexes(&self) -> Indexes {
        Indexes([
            Some(keys::import_list(&self.creditor, self.created_at)),
            None,
            None,
            None,
        ])
    }
}

/// Written in the transaction of its positions: progress counts these, and a chunk that is done
/// is never done again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkDone {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    pub chunk: u64,
    pub navs: Vec<NoticeNumber>,
    pub at: Timestamp,
}

impl Stored for ChunkDone {
    const ENTITY: &'static str = "chunk";

    fn key(&self) -> Key {
        keys::chunk(&self.creditor, &self.import, self.chunk)
    }
}

pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &ImportId,
) -> Result<Option<Import>, TableError> {
    table.get(&keys::import(creditor, id)).await
}

/// The finished chunks, in order: 1 query per 500.
pub async fn chunks_done(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &ImportId,
) -> Result<Vec<ChunkDone>, TableError> {
    let query = Query::table(keys::import_pk(creditor, id)).prefix(keys::chunk_prefix());
    table.query_all(query, CHUNKS_MAX).await
}

/// The imports of a creditor, newest first: 1 query.
pub async fn list(
    table: &Table,
    creditor: &OrgFiscalCode,
    after: Option<platform::table::Cursor>,
    limit: u32,
) -> Result<Page<Import>, TableError> {
    let query = Query::gsi(1, keys::import_list_pk(creditor))
        .descending()
        .limit(limit);
    table.query(&query.after(after)).await
}
