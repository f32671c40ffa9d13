//! What was found wrong may have come right: a receipt came late, a credit did not come at all.
//!
//! Receipts come by paSendRT, or are asked for where the node has given up ([`super::receipts`]).

use std::collections::BTreeSet;

use jiff::ToSpan;
use kernel::flow::FlowId;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use platform::jobs::JobError;
use platform::outbox::OutboxItem;
use platform::table::Tx;

use super::super::{MATCH_JOB, MatchOrder, MatchStep};
use super::FetchDeps;
use crate::domain::exceptions::{Exception, credit_due};
use crate::domain::flow::{BankState, CHUNK_ROWS, FlowState};
use crate::store::{bank_lines, exceptions, flows};

/// Chunks that one run has matched again.
const CHUNKS_MAX: usize = 20;
/// A credit that has not come in this time was told before.
const DAYS_BACK: i64 = 45;

impl FetchDeps {
    /// 1 query per 500 open exceptions and 1 per 500 flows of the last weeks; 1 get and 1 transaction
    /// for each chunk that is matched again, 1 query and 1 transaction for each credit that is late.
    pub(super) async fn heal(&self, creditor: &OrgFiscalCode) -> Result<(), JobError> {
        let open = exceptions::open(&self.table, creditor).await;
        let open = open.map_err(JobError::of)?;
        let chunks: BTreeSet<_> = open.iter().filter_map(chunk).collect();
        for (flow_id, chunk) in chunks.into_iter().take(CHUNKS_MAX) {
            self.match_again(creditor, flow_id, chunk).await?;
        }
        self.late_credits(creditor, &open).await
    }

    /// Orders that a chunk is matched once more: 1 get and 1 transaction.
    pub(super) async fn match_again(
        &self,
        creditor: &OrgFiscalCode,
        flow_id: FlowId,
        chunk: u32,
    ) -> Result<(), JobError> {
        let flow = flows::read(&self.table, creditor, &flow_id).await;
        let ready = flow.map_err(JobError::of)?;
        let Some(flow) = ready.filter(|flow| flow.state == FlowState::Ready) else {
            return Ok(());
        };
        let order = MatchOrder {
            creditor: creditor.clone(),
            flow_id,
            revision: flow.revision,
            step: MatchStep::Again(chunk),
        };
        let order = OutboxItem::new(MATCH_JOB, &order, &*self.clock, &*self.dice);
        let sent = self.table.commit(Tx::new().outbox(&order)).await;
        sent.map_err(JobError::of)
    }

    async fn late_credits(
        &self,
        creditor: &OrgFiscalCode,
        open: &[Exception],
    ) -> Result<(), JobError> {
        let now = self.clock.now();
        let today = rome_date(now);
        let days = (today.saturating_sub(DAYS_BACK.days()), today);
        let flows = flows::settled_between(&self.table, creditor, days).await;
        for flow in flows.map_err(JobError::of)? {
            let late = flow.bank == BankState::Waiting && today > credit_due(flow.settled_on);
            let told = open
                .iter()
                .any(|exception| exception.id.flow().as_ref() == Some(&flow.id));
            if late && !told {
                bank_lines::judge(&self.table, (creditor, &flow.id), None, now)
                    .await
                    .map_err(JobError::of)?;
            }
        }
        Ok(())
    }
}

/// The chunk of a row that a receipt or a position may make right.
pub(super) fn chunk(exception: &Exception) -> Option<(FlowId, u32)> {
    let waits = exception.kind.waits_for_receipt();
    let row = exception.about.row.filter(|_| waits)?;
    let flow = exception.about.flow_id.clone()?;
    Some((flow, row.saturating_sub(1) / CHUNK_ROWS))
}
