//! The keys of the journal; the table above them says who reads what.

use access::domain::audit::minted_at;
use jiff::Timestamp;
use kernel::ids::EventId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::Key;

use super::SHARDS;

/// `month`: `2026-11`, in UTC.
pub fn journal_pk(creditor: Option<&OrgFiscalCode>, month: &str, shard: u8) -> String {
    let creditor = creditor.map_or("-", OrgFiscalCode::as_str);
    format!("J#{creditor}#{month}#{shard}")
}

/// The month is that of the id, which alone is needed to find the entry.
pub fn journal(creditor: Option<&OrgFiscalCode>, id: &EventId) -> Key {
    let month = journal_month(minted_at(id));
    Key::new(journal_pk(creditor, &month, journal_shard(id)), id.as_str())
}

pub fn journal_month(at: Timestamp) -> String {
    sortable(at).chars().take(7).collect()
}

pub fn journal_faults_pk(creditor: &OrgFiscalCode, shard: u8) -> String {
    format!("JF#{creditor}#{shard}")
}

pub fn journal_fault(creditor: &OrgFiscalCode, id: &EventId) -> Key {
    Key::new(journal_faults_pk(creditor, journal_shard(id)), id.as_str())
}

pub fn journal_notice_pk(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> String {
    format!("JN#{creditor}#{nav}")
}

pub fn journal_notice(creditor: &OrgFiscalCode, nav: &NoticeNumber, id: &EventId) -> Key {
    Key::new(journal_notice_pk(creditor, nav), id.as_str())
}

/// The end of an id is random.
fn journal_shard(id: &EventId) -> u8 {
    id.as_str().bytes().last().unwrap_or(0) % SHARDS
}
