//! Flows and statements as the machine API tells them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::money::Cents;
use serde::Serialize;

use super::detail::{FlowDetail, StatementDetail};
use crate::domain::dues::Dialect;
use crate::domain::flow::{
    BankLine, BankState, CHUNK_ROWS, Flow, FlowState, LineMatch, RowOutcome,
};
use crate::domain::statement::{
    RemittanceInfo, StatementRow, StatementState, UnreadCode, UnreadRow,
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
}

#[derive(Debug, Serialize)]
struct BankLineView {
    statement: String,
    row: u32,
    accounting_date: Date,
    amount_cents: Cents,
    #[serde(rename = "match")]
    verdict: LineMatch,
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
    let MatchedRow { row, outcome } = matched;
    FlowRowView {
        row: row.row,
        iuv: row.iuv.to_string(),
        receipt_id: row.receipt_id.to_string(),
        transfer: row.transfer,
        amount_cents: row.amount_cents,
        payment_code: row.payment.code(),
        paid_on: row.paid_on,
        outcome,
    }
}

fn bank_line(line: BankLine) -> BankLineView {
    BankLineView {
        statement: line.statement.to_string(),
        row: line.row,
        accounting_date: line.accounting_date,
        amount_cents: line.amount_cents,
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
    dialect: Option<Dialect>,
    rows: Vec<StatementRowView>,
    /// Rows that are not counted.
    unread: Vec<UnreadView>,
}

#[derive(Debug, Serialize)]
struct StatementRowView {
    row: u32,
    accounting_date: Date,
    amount_cents: Cents,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iuv: Option<String>,
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
            dialect: statement.findings.map(|findings| findings.dialect),
            rows: detail.rows.into_iter().map(statement_row).collect(),
            unread: detail.unread.into_iter().map(unread).collect(),
        }
    }
}

fn statement_row((row, verdict): (StatementRow, LineMatch)) -> StatementRowView {
    let (kind, flow_id, iuv) = match &row.remittance {
        RemittanceInfo::Cumulative(id) => ("cumulative", Some(id.to_string()), None),
        RemittanceInfo::Single(iuv) => ("single", None, Some(iuv.to_string())),
        RemittanceInfo::Other => ("other", None, None),
    };
    StatementRowView {
        row: row.row,
        accounting_date: row.accounting_date,
        amount_cents: row.amount_cents,
        kind,
        flow_id,
        iuv,
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
