//! A flow that was loaded meets the bank's lines and, row by row, the receipts.
//!
//! A repeated run writes the same outcomes; a run that a later revision has overtaken does nothing.

use futures::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use kernel::flow::FlowId;
use kernel::tax::OrgFiscalCode;
use platform::jobs::{JobError, JobMessage};
use serde::{Deserialize, Serialize};

use super::matching::MatchingJobDeps;
use crate::domain::flow::{Flow, FlowRow, FlowState};
use crate::store::flow_rows::{MatchedRow, match_row};
use crate::store::{bank_lines, files, flows};

pub const MATCH_JOB: &str = "match-flow";

/// Rows that are matched at the same time: each waits for two answers of the table.
const ROWS_AT_ONCE: usize = 16;
/// The head of a flow may change (a bank line comes) while its outcomes are being written.
const TRIES_MAX: usize = 10;

/// What the job is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchOrder {
    pub creditor: OrgFiscalCode,
    pub flow_id: FlowId,
    pub revision: u32,
}

pub(super) async fn run(deps: MatchingJobDeps, message: JobMessage) -> Result<(), JobError> {
    let order: MatchOrder = message.data()?;
    let Some(flow) = deps.matching(&order).await? else {
        return Ok(());
    };
    let now = deps.clock.now();
    let named = (&order.creditor, &order.flow_id);
    bank_lines::judge(&deps.table, named, None, now)
        .await
        .map_err(JobError::of)?;
    let rows = deps.rows(&flow, now).await?;
    let key = files::flow_outcomes(&flow.creditor, &flow.id, &flow.fingerprint);
    files::put_lines(&deps.objects, &key, &rows)
        .await
        .map_err(JobError::of)?;
    deps.close(&order, &rows, now).await
}

impl MatchingJobDeps {
    /// The flow, while this matching of it is wanted.
    async fn matching(&self, order: &MatchOrder) -> Result<Option<Flow>, JobError> {
        let flow = flows::read(&self.table, &order.creditor, &order.flow_id).await;
        let wanted =
            |flow: &Flow| flow.revision == order.revision && flow.state == FlowState::Matching;
        Ok(flow.map_err(JobError::of)?.filter(wanted))
    }

    async fn rows(&self, flow: &Flow, now: Timestamp) -> Result<Vec<MatchedRow>, JobError> {
        let key = files::flow_rows(&flow.creditor, &flow.id, &flow.fingerprint);
        let rows = files::get_lines::<FlowRow>(&self.objects, &key).await;
        let rows = rows.map_err(JobError::of)?;
        let rows = rows.ok_or_else(|| JobError::of("rows of the flow missing"))?;
        let matched = rows.into_iter().map(|row| async {
            let outcome = match_row(&self.table, flow, &row, now).await;
            let outcome = outcome.map_err(JobError::of)?;
            Ok(MatchedRow {
                row,
                outcome: Some(outcome),
            })
        });
        futures::stream::iter(matched)
            .buffered(ROWS_AT_ONCE)
            .try_collect()
            .await
    }

    async fn close(
        &self,
        order: &MatchOrder,
        rows: &[MatchedRow],
        now: Timestamp,
    ) -> Result<(), JobError> {
        for _ in 0..TRIES_MAX {
            let Some(flow) = self.matching(order).await? else {
                return Ok(());
            };
            let ready = flow.ready(rows.iter().filter_map(|row| row.outcome), now);
            let written = self.table.put_versioned(&ready, flow.version).await;
            if written.map_err(JobError::of)? {
                return Ok(());
            }
        }
        Err(JobError::of("the flow kept changing"))
    }
}
