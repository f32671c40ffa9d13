//! The keys of exceptions; the table above them says who reads what.

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::table::Key;

use super::flow_pk;
use crate::domain::exceptions::ExceptionId;

/// Of a flow at the bank in the flow's own partition, where it is judged; any other by itself.
pub fn exception(creditor: &OrgFiscalCode, id: &ExceptionId) -> Key {
    match id.flow() {
        Some(flow) => Key::new(flow_pk(creditor, &flow), "E"),
        None => Key::new(format!("EX#{creditor}#{}", id.as_str()), "E"),
    }
}

pub fn exception_open(creditor: &OrgFiscalCode, at: Timestamp, id: &str) -> Key {
    Key::new(exceptions_open_pk(creditor), sorted(at, id))
}

pub fn exceptions_open_pk(creditor: &OrgFiscalCode) -> String {
    format!("EXO#{creditor}")
}

pub fn exception_settled(creditor: &OrgFiscalCode, at: Timestamp, id: &str) -> Key {
    Key::new(exceptions_settled_pk(creditor), sorted(at, id))
}

pub fn exceptions_settled_pk(creditor: &OrgFiscalCode) -> String {
    format!("EXS#{creditor}")
}

/// Those whose receipt is asked for.
pub fn exception_searched(creditor: &OrgFiscalCode, next_at: Timestamp, id: &str) -> Key {
    Key::new(exceptions_searched_pk(creditor), sorted(next_at, id))
}

pub fn exceptions_searched_pk(creditor: &OrgFiscalCode) -> String {
    format!("EXR#{creditor}")
}

fn sorted(at: Timestamp, id: &str) -> String {
    format!("{}#{id}", kernel::time::sortable(at))
}
