//! Flows and statements as the machine API tells them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use serde::Serialize;

use super::detail::{FlowDetail, StatementDetail};
use crate::domain::dues::ColumnRef;
use crate::domain::flow::{
    BankLine, BankState, CHUNK_ROWS, Flow, FlowState, LineMatch, RowOutcome,
};
use crate::domain::statement::{
    ProvisionalEntry, RemittanceInfo, Sample, StatementDialect, StatementField, StatementRow,
    StatementState, UnreadCode, UnreadRow,
};
use crate::store::flow_rows::MatchedRow;

#[derive(Debug, Serialize)]
pub struct FlowView {
    flow_id: String,
    revision: u32,
    state: FlowState,
    made_at: String,
    settled_on: Date,
    regulation: String,
    sender_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_name: Option<String>,
    amount_cents: Cents,
    row_count: u32,
    matched: u32,
    /// How many rows had each outcome.
    outcomes: BTreeMap<RowOutcome, u32>,
    bank: BankState,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<FlowRowView>>,
    /// `from` of the next page of rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_from: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_lines: Option<Vec<BankLineView>>,
}

#[derive(Debug, Serialize)]
struct FlowRowView {
    row: u32,
    iuv: String,
    receipt_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer: Option<u8>,
    amount_cents: Cents,
    /// `codiceEsitoSingoloPagamento`
    payment_code: u8,
    paid_on: Date,
    /// Null while the flow is being matched.
    outcome: Option<RowOutcome>,
    /// Whose notice it is, where this body has a share alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
}

#[derive(Debug, Serialize)]
struct BankLineView {
    statement: String,
    row: u32,
    accounting_date: Date,
    amount_cents: Cents,
    #[serde(flatten)]
    provisional: ProvisionalView,
    #[serde(rename = "match")]
    verdict: LineMatch,
}

/// The treasurer's number of a credit, where the statement tells one.
#[derive(Debug, Serialize)]
pub(super) struct ProvisionalView {
    #[serde(skip_serializing_if = "Option::is_none")]
    provisional_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provisional_year: Option<i16>,
}

impl ProvisionalView {
    pub fn of(entry: Option<&ProvisionalEntry>) -> Self {
        Self {
            provisional_number: entry.map(|entry| entry.number().to_owned()),
            provisional_year: entry.and_then(ProvisionalEntry::year),
        }
    }
}

impl FlowView {
    /// The head of a flow.
    pub fn head(flow: &Flow) -> Self {
        Self {
            flow_id: flow.id.to_string(),
            revision: flow.revision,
            state: flow.state,
            made_at: flow.made_at.to_string(),
            settled_on: flow.settled_on,
            regulation: flow.regulation.clone(),
            sender_code: flow.sender.code.clone(),
            sender_name: flow.sender.name.clone(),
            amount_cents: flow.amount_cents,
            row_count: flow.row_count,
            matched: flow.matched(),
            outcomes: flow.outcomes.clone(),
            bank: flow.bank,
            rows: None,
            next_from: None,
            bank_lines: None,
        }
    }

    /// The flow with the rows of one chunk.
    pub fn whole(detail: FlowDetail, chunk: u32) -> Self {
        let next = chunk.saturating_add(1);
        Self {
            next_from: (next < detail.flow.chunks()).then(|| next.saturating_mul(CHUNK_ROWS)),
            rows: Some(detail.rows.into_iter().map(flow_row).collect()),
            bank_lines: Some(detail.lines.into_iter().map(bank_line).collect()),
            ..Self::head(&detail.flow)
        }
    }
}

fn flow_row(matched: MatchedRow) -> FlowRowView {
    let MatchedRow {
        row,
        outcome,
        share,
    } = matched;
    FlowRowView {
        row: row.row,
        iuv: row.iuv.to_string(),
        receipt_id: row.receipt_id.to_string(),
        transfer: row.transfer,
        amount_cents: row.amount_cents,
        payment_code: row.payment.code(),
        paid_on: row.paid_on,
        outcome,
        issuer: share.map(|share| share.issuer),
    }
}

fn bank_line(line: BankLine) -> BankLineView {
    BankLineView {
        statement: line.statement.to_string(),
        row: line.row,
        accounting_date: line.accounting_date,
        amount_cents: line.amount_cents,
        provisional: ProvisionalView::of(line.provisional.as_ref()),
        verdict: line.verdict,
    }
}

#[derive(Debug, Serialize)]
pub struct StatementView {
    id: String,
    file_name: String,
    state: StatementState,
    /// Why it failed, for people; its code for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dialect: Option<StatementDialect>,
    /// Which column was taken for what.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    mapping: BTreeMap<StatementField, ColumnRef>,
    /// Whether the columns come from an earlier statement of the same form.
    learnt: bool,
    /// The first rows, while the columns have to be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<Sample>,
    rows: Vec<StatementRowView>,
    /// Rows that are not counted.
    unread: Vec<UnreadView>,
}

#[derive(Debug, Serialize)]
struct StatementRowView {
    row: u32,
    accounting_date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_date: Option<Date>,
    amount_cents: Cents,
    #[serde(flatten)]
    provisional: ProvisionalView,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_to_end_id: Option<String>,
    /// Takes an earlier movement back.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    reversal: bool,
    /// A credit that speaks of pagoPA and names nothing that can be read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unresolved: bool,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iuv: Option<String>,
    /// The payment that a single settlement was matched with.
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_id: Option<String>,
    #[serde(rename = "match")]
    verdict: LineMatch,
}

#[derive(Debug, Serialize)]
struct UnreadView {
    row: u32,
    code: UnreadCode,
    message: String,
}

impl StatementView {
    pub fn of(detail: StatementDetail) -> Self {
        let statement = detail.statement;
        let (rows, receipts) = (detail.rows.into_iter(), detail.receipts);
        let failure = statement
            .failure
            .map(|failure| (failure.code, failure.reason));
        let (reason_code, reason) = failure.unzip();
        Self {
            id: statement.id.to_string(),
            file_name: statement.file_name,
            state: statement.state,
            reason,
            reason_code,
            dialect: statement.findings.as_ref().map(|findings| findings.dialect),
            mapping: statement
                .findings
                .map(|findings| findings.mapping)
                .unwrap_or_default(),
            learnt: statement.is_learnt,
            sample: detail.sample,
            rows: rows.map(|row| statement_row(row, &receipts)).collect(),
            unread: detail.unread.into_iter().map(unread).collect(),
        }
    }
}

fn statement_row(
    (row, verdict): (StatementRow, LineMatch),
    receipts: &BTreeMap<u32, ReceiptId>,
) -> StatementRowView {
    let unresolved = row.is_unresolved();
    let (kind, flow_id, iuv) = match &row.remittance {
        RemittanceInfo::Cumulative(id) => ("cumulative", Some(id.to_string()), None),
        RemittanceInfo::Single(iuv) => ("single", None, Some(iuv.to_string())),
        RemittanceInfo::Other => ("other", None, None),
    };
    StatementRowView {
        row: row.row,
        accounting_date: row.accounting_date,
        value_date: row.value_date,
        amount_cents: row.amount_cents,
        provisional: ProvisionalView::of(row.provisional.as_ref()),
        end_to_end_id: row.end_to_end,
        reversal: row.is_reversal,
        unresolved,
        kind,
        flow_id,
        iuv,
        receipt_id: receipts.get(&row.row).map(ToString::to_string),
        verdict,
    }
}

fn unread(row: UnreadRow) -> UnreadView {
    let (row, code) = (row.row, row.code);
    UnreadView {
        row,
        code,
        message: code.to_string(),
    }
}
