//! API keys, found by the digest of the whole key.

use platform::table::{Condition, Key, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::api_key::{ApiKey, KeyDigest};

#[derive(Serialize, Deserialize)]
struct ApiKeyRecord {
    digest: KeyDigest,
    #[serde(flatten)]
    key: ApiKey,
    version: u64,
}

impl Stored for ApiKeyRecord {
    const ENTITY: &'static str = "api_key";

    fn key(&self) -> Key {
        keys::api_key(&self.digest)
    }
}

/// A key and the version that a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub key: ApiKey,
    pub version: u64,
}

/// 1 request.
pub async fn find(table: &Table, digest: &KeyDigest) -> Result<Option<Found>, TableError> {
    let record: Option<ApiKeyRecord> = table.get(&keys::api_key(digest)).await?;
    Ok(record.map(|ApiKeyRecord { key, version, .. }| Found { key, version }))
}

/// Writes a key over version `expected`, or as the first (0); `false`: somebody was faster.
/// 1 request.
pub async fn write(
    table: &Table,
    digest: &KeyDigest,
    key: ApiKey,
    expected: u64,
) -> Result<bool, TableError> {
    let record = ApiKeyRecord {
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
