//! The keys of connections and their deliveries.

use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use platform::table::Key;

const DELIVERY_PREFIX: &str = "D#";

/// The partition of a body's connection and of what was sent by it.
pub fn webhook_pk(creditor: &OrgFiscalCode) -> String {
    format!("WH#{creditor}")
}

pub fn webhook(creditor: &OrgFiscalCode) -> Key {
    Key::new(webhook_pk(creditor), "W")
}

/// Ids are ULIDs: they sort by time.
pub fn webhook_delivery(creditor: &OrgFiscalCode, id: &EventId) -> Key {
    Key::new(webhook_pk(creditor), format!("{DELIVERY_PREFIX}{id}"))
}

pub fn delivery_prefix() -> &'static str {
    DELIVERY_PREFIX
}
