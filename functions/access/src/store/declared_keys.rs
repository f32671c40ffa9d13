//! API keys, found by the digest of the whole key.

use platform::table::{Key, Stored, Table, TableError, Tx, held};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::declared_key::{DeclaredDigest, DeclaredKey};

#[derive(Serialize, Deserialize)]
struct DeclaredKeyRecord {
    digest: DeclaredDigest,
    #[serde(flatten)]
    key: DeclaredKey,
    version: u64,
}

impl Stored for DeclaredKeyRecord {
    const ENTITY: &'static str = "declared_key";

    fn key(&self) -> Key {
        keys::declared_key(&self.digest)
    }
}

/// A key and the version that a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub key: DeclaredKey,
    pub version: u64,
}

/// 1 request.
pub async fn find(table: &Table, digest: &DeclaredDigest) -> Result<Option<Found>, TableError> {
    let record: Option<DeclaredKeyRecord> = table.get(&keys::declared_key(digest)).await?;
    Ok(record.map(|DeclaredKeyRecord { key, version, .. }| Found { key, version }))
}

/// Writes a key over version `expected`, or as the first (0), together with `with`; `false`: somebody
/// was faster. 1 transaction.
pub async fn write(
    table: &Table,
    digest: &DeclaredDigest,
    (key, expected): (DeclaredKey, u64),
    with: Tx,
) -> Result<bool, TableError> {
    let record = DeclaredKeyRecord {
        digest: digest.clone(),
        key,
        version: expected + 1,
    };
    let tx = match expected {
        0 => with.put_new(&record),
        version => with.put_versioned(&record, version),
    };
    held(table.commit(tx).await)
}
