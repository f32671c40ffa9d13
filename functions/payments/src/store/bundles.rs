//! The notices of an import as files: the record of the whole, and one of each finished file.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Query, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::bundle::{Bundle, KEPT_DAYS};

/// Most files of one run: 200,000 notices make 102.
const PARTS_MAX: usize = 1_000;

impl Stored for Bundle {
    const ENTITY: &'static str = "bundle";

    fn key(&self) -> Key {
        keys::bundle(&self.creditor, &self.import)
    }
}

/// A file that is in the bucket: progress counts these, and a part that is done is never done again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundlePart {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    pub run: u32,
    pub part: u64,
    /// PDFs in the file.
    pub notices: u64,
    /// Positions that need no notice any more: paid, withdrawn, expired.
    pub closed: u64,
    pub size_bytes: u64,
    pub at: Timestamp,
}

impl Stored for BundlePart {
    const ENTITY: &'static str = "bundle_part";

    fn key(&self) -> Key {
        keys::bundle_part(&self.creditor, &self.import, self.run, self.part)
    }

    /// Long after the file itself.
    fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(24 * (KEPT_DAYS + 30));
        self.at.checked_add(kept).ok()
    }
}

/// 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    import: &ImportId,
) -> Result<Option<Bundle>, TableError> {
    table.get(&keys::bundle(creditor, import)).await
}

/// 1 request.
pub async fn part(
    table: &Table,
    bundle: &Bundle,
    part: u64,
) -> Result<Option<BundlePart>, TableError> {
    let key = keys::bundle_part(&bundle.creditor, &bundle.import, bundle.run, part);
    table.get(&key).await
}

/// The finished files of the bundle's run, in order: 1 query.
pub async fn parts(table: &Table, bundle: &Bundle) -> Result<Vec<BundlePart>, TableError> {
    let pk = keys::import_pk(&bundle.creditor, &bundle.import);
    let query = Query::table(pk).prefix(keys::bundle_part_prefix(bundle.run));
    table.query_all(query, PARTS_MAX).await
}
