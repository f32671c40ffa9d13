//! The keys of what is told outwards.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::Key;

use super::position_pk;
use crate::domain::outwards::Target;

const PUSH_PREFIX: &str = "X#";

/// What one target was told of a position: in the position's own partition.
pub fn push(creditor: &OrgFiscalCode, nav: &NoticeNumber, target: Target) -> Key {
    let sk = format!("{PUSH_PREFIX}{}", target.as_str());
    Key::new(position_pk(creditor, nav), sk)
}

/// One partition a creditor and target: it fills as fast as a few functions write one by one.
pub fn waiting_pushes_pk(creditor: &OrgFiscalCode, target: Target) -> String {
    format!("XW#{creditor}#{}", target.as_str())
}

pub fn waiting_push(
    creditor: &OrgFiscalCode,
    target: Target,
    next_at: Timestamp,
    nav: &NoticeNumber,
) -> Key {
    let sk = format!("{}#{nav}", sortable(next_at));
    Key::new(waiting_pushes_pk(creditor, target), sk)
}

pub fn refused_pushes_pk(creditor: &OrgFiscalCode, target: Target) -> String {
    format!("XR#{creditor}#{}", target.as_str())
}

pub fn refused_push(
    creditor: &OrgFiscalCode,
    target: Target,
    at: Timestamp,
    nav: &NoticeNumber,
) -> Key {
    let sk = format!("{}#{nav}", sortable(at));
    Key::new(refused_pushes_pk(creditor, target), sk)
}

pub fn outward_settings(creditor: &OrgFiscalCode) -> Key {
    Key::new(format!("CR#{creditor}"), "O")
}

/// How far the open positions are told to a target that was chosen later.
pub fn outward_pass(creditor: &OrgFiscalCode, target: Target) -> Key {
    Key::new(format!("XL#{creditor}"), format!("P#{}", target.as_str()))
}

pub fn outward_line(creditor: &OrgFiscalCode, target: Target) -> Key {
    Key::new(format!("XL#{creditor}"), target.as_str())
}
