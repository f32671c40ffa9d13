//! A flow or a statement with all its rows.

use std::collections::BTreeMap;

use access::Actor;
use kernel::flow::FlowId;

use super::MatchingDeps;
use super::faults::MatchingFault;
use crate::domain::flow::{BankLine, Flow, LineMatch};
use crate::domain::statement::{
    RemittanceInfo, Statement, StatementRow, StatementState, UnreadRow,
};
use crate::store::flow_rows::MatchedRow;
use crate::store::{bank_lines, files};

/// A flow with its rows and the bank lines that name it.
pub struct FlowDetail {
    pub flow: Flow,
    pub lines: Vec<BankLine>,
    pub rows: Vec<MatchedRow>,
}

/// A statement with its rows, each with the verdict of now.
pub struct StatementDetail {
    pub statement: Statement,
    pub rows: Vec<(StatementRow, LineMatch)>,
    pub unread: Vec<UnreadRow>,
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
        let lines = found.lines;
        Ok(FlowDetail { flow, lines, rows })
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
            .map(|row| MatchedRow { row, outcome })
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
        if statement.state != StatementState::Ready {
            let (rows, unread) = (Vec::new(), Vec::new());
            return Ok(StatementDetail {
                statement,
                rows,
                unread,
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
        let verdicts: BTreeMap<u32, LineMatch> = lines
            .into_iter()
            .map(|line| (line.row, line.verdict))
            .collect();
        let rows = rows.into_iter().map(|row| judged(row, &verdicts)).collect();
        Ok(StatementDetail {
            statement,
            rows,
            unread,
        })
    }
}

/// A row that names a flow and has no line is one of too many: a double.
fn judged(row: StatementRow, verdicts: &BTreeMap<u32, LineMatch>) -> (StatementRow, LineMatch) {
    let verdict = match &row.remittance {
        RemittanceInfo::Cumulative(_) => verdicts
            .get(&row.row)
            .copied()
            .unwrap_or(LineMatch::Duplicate),
        RemittanceInfo::Single(_) | RemittanceInfo::Other => LineMatch::None,
    };
    (row, verdict)
}
