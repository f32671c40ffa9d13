//! The keys of flows, bank lines and statements; the table above them says who reads what.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::idempotency::Fingerprint;
use kernel::ids::StatementId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::Key;

use super::position_pk;

pub fn flow(creditor: &OrgFiscalCode, id: &FlowId) -> Key {
    Key::new(flow_pk(creditor, id), "F")
}

/// The partition of a flow, of what it replaced and of the bank lines that name it.
pub fn flow_pk(creditor: &OrgFiscalCode, id: &FlowId) -> String {
    format!("FL#{creditor}#{id}")
}

pub fn replaced_flow(creditor: &OrgFiscalCode, id: &FlowId, revision: u32) -> Key {
    Key::new(flow_pk(creditor, id), format!("R#{revision:06}"))
}

/// A flow that came after a later one of its name.
pub fn late_flow(creditor: &OrgFiscalCode, id: &FlowId, content: &Fingerprint) -> Key {
    Key::new(flow_pk(creditor, id), format!("L#{content}"))
}

/// Apart from the flow: there may be thousands.
pub fn flow_chunk(creditor: &OrgFiscalCode, id: &FlowId, revision: u32, chunk: u32) -> Key {
    let pk = flow_chunks_pk(creditor, id, revision);
    Key::new(pk, format!("C#{chunk:06}"))
}

pub fn flow_chunks_pk(creditor: &OrgFiscalCode, id: &FlowId, revision: u32) -> String {
    format!("FC#{creditor}#{id}#{revision}")
}

/// The file of a flow that is read later.
pub fn flow_file(creditor: &OrgFiscalCode, id: &StatementId) -> Key {
    Key::new(format!("FU#{creditor}#{id}"), "U")
}

pub fn flow_list(creditor: &OrgFiscalCode, settled_on: Date, id: &FlowId) -> Key {
    Key::new(flow_list_pk(creditor), format!("{settled_on}#{id}"))
}

pub fn flow_list_pk(creditor: &OrgFiscalCode) -> String {
    format!("FLL#{creditor}")
}

/// `movement` is `<date>#<cents>#<occurrence>`.
pub fn bank_line(
    creditor: &OrgFiscalCode,
    id: &FlowId,
    movement: &str,
    statement: &StatementId,
) -> Key {
    Key::new(flow_pk(creditor, id), format!("B#{movement}#{statement}"))
}

pub fn statement_line(creditor: &OrgFiscalCode, statement: &StatementId, row: u32) -> Key {
    Key::new(statement_lines_pk(creditor, statement), format!("{row:08}"))
}

pub fn statement_lines_pk(creditor: &OrgFiscalCode, statement: &StatementId) -> String {
    format!("SL#{creditor}#{statement}")
}

/// In the partition of the position, whose number is `position`.
pub fn reported_transfer(
    creditor: &OrgFiscalCode,
    position: &NoticeNumber,
    part: &NoticeNumber,
    transfer: u8,
) -> Key {
    Key::new(
        position_pk(creditor, position),
        format!("F#{part}#{transfer}"),
    )
}

pub fn statement(creditor: &OrgFiscalCode, id: &StatementId) -> Key {
    Key::new(format!("ST#{creditor}#{id}"), "S")
}

pub fn statement_list(creditor: &OrgFiscalCode, created_at: Timestamp) -> Key {
    Key::new(statement_list_pk(creditor), sortable(created_at))
}

pub fn statement_list_pk(creditor: &OrgFiscalCode) -> String {
    format!("STL#{creditor}")
}
