//! API keys, found by the digest of the whole key.

use platform::table::{Condition, Key, Stored, Table, TableError};
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

/// Writes a key over version `expected`, or as the first (0); `false`: somebody was faster.
/// 1 request.
pub async fn write(
    table: &Table,
    digest: &DeclaredDigest,
    key: DeclaredKey,
    expected: u64,
) -> Result<bool, TableError> {
    let record = DeclaredKeyRecord {
        digest: digest.clone(),
        key,
        version: expected + 1,
    };
    let condition = if expected == 0 {
        Condition::New
    } else {
        Condition::Version(expected)
    };
    Ok(table.put(&record, condition).await?.is_none())
}
