//! The keys of bulks: several positions written together.
//!
//! | entity | PK | SK | who reads it | requests |
//! |---|---|---|---|---|
//! | bulk | `BK#<cf>#<id>` | `B` | who meets a position that it holds; its job | 1 get |
//! | … not settled | gsi1 `BKO` | `<started>#<cf>#<id>` | sweeper | 1 query |
//! | held position | the position's | `P` | every reader of the position | with it |
//! | … as it will be | the position's | `PN` | the same, where the bulk replaces it | with the bulk: 1 batch |
//!
//! What holds positions, and how readers and writers treat what they meet: [`crate::store::bulks`].

use jiff::Timestamp;
use kernel::ids::BulkId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::Key;

use super::position_pk;

pub fn bulk(creditor: &OrgFiscalCode, id: &BulkId) -> Key {
    Key::new(format!("BK#{creditor}#{id}"), "B")
}

/// Some dozens a second at most, of all creditors: one partition bears them.
pub fn open_bulk(creditor: &OrgFiscalCode, id: &BulkId, started_at: Timestamp) -> Key {
    let sk = format!("{}#{creditor}#{id}", sortable(started_at));
    Key::new(open_bulks_pk(), sk)
}

pub fn open_bulks_pk() -> &'static str {
    "BKO"
}

/// Everything that began before this moment.
pub fn bulks_until(at: Timestamp) -> String {
    sortable(at)
}

/// The position as a bulk will leave it, beside the one that it holds.
pub fn next_position(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> Key {
    Key::new(position_pk(creditor, nav), "PN")
}
