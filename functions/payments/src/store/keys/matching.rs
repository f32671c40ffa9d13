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
use crate::domain::statement::LayoutPrint;

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

/// In the partition of the notice; `movement` as in [`bank_line`].
pub fn single_line(
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
    movement: &str,
    statement: &StatementId,
) -> Key {
    Key::new(
        position_pk(creditor, nav),
        format!("L#{movement}#{statement}"),
    )
}

pub fn single_head(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> Key {
    Key::new(position_pk(creditor, nav), "LH")
}

/// Beside the flow that it books.
pub fn accounting(creditor: &OrgFiscalCode, id: &FlowId) -> Key {
    Key::new(flow_pk(creditor, id), "A")
}

pub fn accounting_change(creditor: &OrgFiscalCode, id: &FlowId, version: u64) -> Key {
    Key::new(flow_pk(creditor, id), format!("AH#{version:08}"))
}

/// In the order of the accounting date.
pub fn accounting_list(creditor: &OrgFiscalCode, date: Date, id: &FlowId) -> Key {
    Key::new(accounting_list_pk(creditor), format!("{date}#{id}"))
}

pub fn accounting_list_pk(creditor: &OrgFiscalCode) -> String {
    format!("AL#{creditor}")
}

pub fn accounting_defaults(creditor: &OrgFiscalCode) -> Key {
    Key::new(format!("CR#{creditor}"), "A")
}

pub fn accounting_defaults_change(creditor: &OrgFiscalCode, version: u64) -> Key {
    Key::new(format!("CR#{creditor}"), format!("AH#{version:08}"))
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
        format!("{REPORTED_PREFIX}{part}#{transfer}"),
    )
}

/// The prefix of what flows reported, in a position's partition.
pub fn reported_prefix() -> &'static str {
    REPORTED_PREFIX
}

const REPORTED_PREFIX: &str = "F#";

pub fn statement(creditor: &OrgFiscalCode, id: &StatementId) -> Key {
    Key::new(format!("ST#{creditor}#{id}"), "S")
}

/// The columns that a body has named for the statements of one bank.
pub fn statement_layout(creditor: &OrgFiscalCode, print: &LayoutPrint) -> Key {
    Key::new(format!("SC#{creditor}"), print.as_str())
}

pub fn statement_list(creditor: &OrgFiscalCode, created_at: Timestamp) -> Key {
    Key::new(statement_list_pk(creditor), sortable(created_at))
}

pub fn statement_list_pk(creditor: &OrgFiscalCode) -> String {
    format!("STL#{creditor}")
}

/// Where asking pagoPA for flows stands.
pub fn fetching(creditor: &OrgFiscalCode) -> Key {
    Key::new(format!("FT#{creditor}"), "F")
}

/// How pagoPA's source of receipts fares.
pub fn receipt_source(creditor: &OrgFiscalCode) -> Key {
    Key::new(format!("FT#{creditor}"), "R")
}

/// A flow that pagoPA listed. Names of others come last, cut to what a key bears.
pub fn seen_flow(creditor: &OrgFiscalCode, fdr: &str, psp: &str, revision: u32) -> Key {
    let (fdr, psp) = (shortened(fdr), shortened(psp));
    Key::new(format!("FS#{creditor}#{fdr}"), format!("{revision}#{psp}"))
}

pub fn open_flow(creditor: &OrgFiscalCode, next_at: Timestamp, fdr: &str) -> Key {
    let sk = format!("{}#{}", sortable(next_at), shortened(fdr));
    Key::new(open_flows_pk(creditor), sk)
}

pub fn open_flows_pk(creditor: &OrgFiscalCode) -> String {
    format!("FSO#{creditor}")
}

fn shortened(text: &str) -> &str {
    kernel::text::truncate_chars(text, 100)
}
