//! The keys of an import's notices as files; the table above them says who reads what.

use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use platform::table::Key;

use super::import_pk;

pub fn bundle(creditor: &OrgFiscalCode, import: &ImportId) -> Key {
    Key::new(import_pk(creditor, import), "Z")
}

/// A finished file of run `run`.
pub fn bundle_part(creditor: &OrgFiscalCode, import: &ImportId, run: u32, part: u64) -> Key {
    let sk = format!("{}{part:04}", bundle_part_prefix(run));
    Key::new(import_pk(creditor, import), sk)
}

pub fn bundle_part_prefix(run: u32) -> String {
    format!("Z#{run:06}#")
}
