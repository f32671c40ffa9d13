//! What was found wrong may have come right: a receipt came late, a credit did not come at all.
//!
//! Receipts come by paSendRT; where the node has given up, the exception stays and names what is
//! missing.

use std::collections::BTreeSet;

use jiff::ToSpan;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use platform::jobs::JobError;
use platform::outbox::OutboxItem;
use platform::table::Tx;

use super::super::{MATCH_JOB, MatchOrder, MatchStep};
use super::FetchDeps;
use crate::domain::exceptions::{Exception, ExceptionKind, credit_due};
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
            let flow = flows::read(&self.table, creditor, &flow_id).await;
            let ready = flow.map_err(JobError::of)?;
            let Some(flow) = ready.filter(|flow| flow.state == FlowState::Ready) else {
                continue;
            };
            let order = MatchOrder {
                creditor: creditor.clone(),
                flow_id,
                revision: flow.revision,
                step: MatchStep::Again(chunk),
            };
            let order = OutboxItem::new(MATCH_JOB, &order, &*self.clock, &*self.dice);
            let sent = self.table.commit(Tx::new().outbox(&order)).await;
            sent.map_err(JobError::of)?;
        }
        self.late_credits(creditor, &open).await
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
fn chunk(exception: &Exception) -> Option<(kernel::flow::FlowId, u32)> {
    let waits = matches!(
        exception.kind,
        ExceptionKind::RowWithoutReceipt | ExceptionKind::RowWithoutPosition
    );
    let row = exception.about.row.filter(|_| waits)?;
    let flow = exception.about.flow_id.clone()?;
    Some((flow, row.saturating_sub(1) / CHUNK_ROWS))
}
