//! A flow or a statement with all its rows.

use std::collections::BTreeMap;

use access::Actor;
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;

use super::MatchingDeps;
use super::faults::MatchingFault;
use crate::domain::accounting::AccountingRecord;
use crate::domain::flow::{BankLine, Flow, LineMatch};
use crate::domain::statement::{
    RemittanceInfo, Sample, Statement, StatementRow, StatementState, UnreadRow,
};
use crate::store::flow_rows::MatchedRow;
use crate::store::{bank_lines, files};

/// A flow with its rows and the bank lines that name it.
pub struct FlowDetail {
    pub flow: Flow,
    pub lines: Vec<BankLine>,
    /// How its credit was booked.
    pub record: Option<AccountingRecord>,
    pub rows: Vec<MatchedRow>,
}

/// A statement with its rows, each with the verdict of now.
pub struct StatementDetail {
    pub statement: Statement,
    pub rows: Vec<(StatementRow, LineMatch)>,
    /// The payments that single settlements were matched with, by row.
    pub receipts: BTreeMap<u32, ReceiptId>,
    pub unread: Vec<UnreadRow>,
    /// The first rows, where columns have to be named, or can be.
    pub sample: Option<Sample>,
    /// Whether whoever looks may name them.
    pub may_write: bool,
}

impl MatchingDeps {
    /// A flow with its bank lines and the rows of one chunk: 1 query.
    pub async fn flow_detail(
        &self,
        actor: &Actor,
        id: &str,
        chunk: u32,
    ) -> Result<FlowDetail, MatchingFault> {
        let id = FlowId::parse(id).map_err(|_| MatchingFault::UnknownFlow)?;
        let found = bank_lines::at_bank(&self.table, &actor.tenant, &id).await?;
        let flow = found.flow.ok_or(MatchingFault::UnknownFlow)?;
        let rows = self.flow_chunk(&flow, chunk).await?;
        let (lines, record) = (found.lines, found.record);
        Ok(FlowDetail {
            flow,
            lines,
            record,
            rows,
        })
    }

    /// The rows of a chunk, without outcome while they are being matched.
    pub async fn flow_chunk(
        &self,
        flow: &Flow,
        chunk: u32,
    ) -> Result<Vec<MatchedRow>, MatchingFault> {
        let key = files::flow_outcomes(&flow.folder, chunk);
        if let Some(rows) = files::get_lines(&self.objects, &key).await? {
            return Ok(rows);
        }
        let key = files::flow_rows(&flow.folder, chunk);
        let rows = files::get_lines(&self.objects, &key)
            .await?
            .unwrap_or_default();
        let outcome = None;
        Ok(rows
            .into_iter()
            .map(|row| MatchedRow {
                row,
                outcome,
                share: None,
            })
            .collect())
    }

    /// A statement with its rows: 1 get, 1 query per 500 lines that name flows.
    pub async fn statement_detail(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<StatementDetail, MatchingFault> {
        let statement = self.statement(actor, id).await?;
        let (creditor, id, check) = (&actor.tenant, &statement.id, statement.check);
        let sample = match statement.state {
            StatementState::ColumnsNeeded => self.sample(&statement).await?,
            _ => None,
        };
        let may_write = false;
        if statement.state != StatementState::Ready {
            let (rows, unread) = (Vec::new(), Vec::new());
            return Ok(StatementDetail {
                statement,
                rows,
                receipts: BTreeMap::new(),
                unread,
                sample,
                may_write,
            });
        }
        let key = files::statement_rows(creditor, id, check);
        let rows: Vec<StatementRow> = files::get_lines(&self.objects, &key)
            .await?
            .unwrap_or_default();
        let key = files::statement_unread(creditor, id, check);
        let unread = files::get_lines(&self.objects, &key)
            .await?
            .unwrap_or_default();
        let lines = bank_lines::of_statement(&self.table, creditor, id).await?;
        let singles = lines.singles.iter();
        let receipts = singles
            .clone()
            .filter_map(|l| Some((l.row, l.receipt_id.clone()?)));
        let receipts = receipts.collect();
        let verdicts: BTreeMap<u32, LineMatch> = singles
            .map(|line| (line.row, line.verdict))
            .chain(lines.flows.iter().map(|line| (line.row, line.verdict)))
            .collect();
        let rows = rows.into_iter().map(|row| judged(row, &verdicts)).collect();
        Ok(StatementDetail {
            statement,
            rows,
            receipts,
            unread,
            sample,
            may_write,
        })
    }

    /// What a person sees who names or corrects the columns.
    pub async fn sample(&self, statement: &Statement) -> Result<Option<Sample>, MatchingFault> {
        let found = statement.findings.as_ref();
        let has_columns = found.is_none_or(|found| found.dialect.format.has_columns());
        let is_read = match statement.state {
            StatementState::ColumnsNeeded | StatementState::Ready | StatementState::Failed => true,
            StatementState::Uploaded | StatementState::Checking => false,
        };
        if !has_columns || !is_read {
            return Ok(None);
        }
        let key = files::statement_sample(&statement.creditor, &statement.id, statement.check);
        let found: Option<Vec<Sample>> = files::get_lines(&self.objects, &key).await?;
        Ok(found.and_then(|mut samples| samples.pop()))
    }
}

/// A row that names a flow and has no line is one of too many: a double.
fn judged(row: StatementRow, verdicts: &BTreeMap<u32, LineMatch>) -> (StatementRow, LineMatch) {
    let verdict = match &row.remittance {
        RemittanceInfo::Cumulative(_) => verdicts
            .get(&row.row)
            .copied()
            .unwrap_or(LineMatch::Duplicate),
        RemittanceInfo::Single(_) => {
            let found = verdicts.get(&row.row).copied();
            found.unwrap_or(LineMatch::None)
        }
        RemittanceInfo::Other => LineMatch::None,
    };
    (row, verdict)
}
