//! The keys of amounts that the body's software tells, and of notices made on the spot.

use kernel::idempotency::Fingerprint;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::Key;

use super::position_pk;

/// Where a body's software is asked.
pub fn amount_hook(creditor: &OrgFiscalCode) -> Key {
    Key::new(format!("AH#{creditor}"), "A")
}

/// One item an amount: telling the same one twice writes nothing new.
pub fn told_amount(creditor: &OrgFiscalCode, nav: &NoticeNumber, amount: Cents) -> Key {
    Key::new(position_pk(creditor, nav), format!("A#{}", amount.get()))
}

/// A notice made on the spot, by what was asked.
pub fn demand(creditor: &OrgFiscalCode, fingerprint: &Fingerprint) -> Key {
    Key::new(format!("DM#{creditor}#{}", fingerprint.as_str()), "D")
}
