//! The epoch of a creditor's confirmations, and the rows that the index may not have yet.

use std::collections::HashSet;

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::objects::Objects;
use platform::table::{Condition, Key, Stored, Table, TableError};

use super::chunks::{ChunkError, Staged};
use super::keys;
use crate::domain::dues::Due;
use crate::domain::import::{Import, ImportEpoch};

impl Stored for ImportEpoch {
    const ENTITY: &'static str = "import_epoch";

    fn key(&self) -> Key {
        keys::import_epoch(&self.creditor)
    }
}

/// The condition under which `version` is still the creditor's epoch.
pub fn still(version: u64) -> Condition {
    match version {
        0 => Condition::New,
        version => Condition::Version(version),
    }
}

/// 1 request; `None` before the first confirmation.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Option<ImportEpoch>, TableError> {
    table.get(&keys::import_epoch(creditor)).await
}

/// The imports that an epoch names, as they stand now: 1 request, 0 where it names none.
pub async fn open(table: &Table, epoch: Option<&ImportEpoch>) -> Result<Vec<Import>, TableError> {
    let Some(epoch) = epoch else {
        return Ok(Vec::new());
    };
    let keys: Vec<Key> = epoch
        .open
        .iter()
        .map(|id| keys::import(&epoch.creditor, id))
        .collect();
    table.get_many(&keys).await
}

/// Which of these identities are in imports that were confirmed but may not be in the index yet:
/// the staged rows of each are read as a stream.
pub async fn identities(
    objects: &Objects,
    open: &[Import],
    wanted: &HashSet<String>,
    now: Timestamp,
) -> Result<HashSet<String>, ChunkError> {
    let mut known = HashSet::new();
    for import in open.iter().filter(|import| import.is_unsettled(now)) {
        let mut staged = Staged::open(objects, import).await?;
        while let Some(line) = staged.next().await? {
            let due: Due = serde_json::from_slice(line)?;
            let terms = import.terms.as_ref();
            if terms.is_some_and(|terms| terms.exclude_rows.contains(due.row)) {
                continue;
            }
            let identity = due.identity(&import.creditor).as_str().to_owned();
            if wanted.contains(&identity) {
                known.insert(identity);
            }
        }
    }
    Ok(known)
}
