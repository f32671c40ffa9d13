//! A chunk once more: a receipt or a position that came late makes its row agree.

use platform::jobs::JobError;
use platform::table::Condition;

use super::{MatchingJobDeps, TRIES_MAX, chunk_done};
use crate::domain::exceptions::ExceptionId;
use crate::domain::flow::{Flow, FlowState, RowOutcome};
use crate::store::{exceptions, files, flow_chunks, flows};

impl MatchingJobDeps {
    /// Repeated, it changes nothing: what agrees costs no write.
    pub(super) async fn again(&self, flow: &Flow, chunk: u32) -> Result<(), JobError> {
        let rows = self.rows(flow, chunk).await?;
        let now = self.clock.now();
        let rows = flow_chunks::match_rows(&self.table, flow, rows, now).await;
        let rows = rows.map_err(JobError::of)?;
        let key = files::flow_outcomes(&flow.folder, chunk);
        files::put_lines(&self.objects, &key, &rows)
            .await
            .map_err(JobError::of)?;
        let open = exceptions::open(&self.table, &flow.creditor).await;
        let open = open.map_err(JobError::of)?;
        for row in &rows {
            let Some(note) = row.outcome.and_then(comes_right) else {
                continue;
            };
            let id = ExceptionId::of_row(flow, &row.row);
            if open.iter().any(|exception| exception.id == id) {
                let told = (&flow.creditor, &id);
                exceptions::resolve(&self.table, told, note, now)
                    .await
                    .map_err(JobError::of)?;
            }
        }
        let done = chunk_done(flow, chunk, &rows);
        let put = self.table.put(&done, Condition::Exists).await;
        put.map_err(JobError::of)?;
        self.recount(flow).await
    }

    async fn recount(&self, flow: &Flow) -> Result<(), JobError> {
        for _ in 0..TRIES_MAX {
            let now = flows::read(&self.table, &flow.creditor, &flow.id).await;
            let wanted =
                |now: &Flow| now.revision == flow.revision && now.state == FlowState::Ready;
            let Some(now) = now.map_err(JobError::of)?.filter(wanted) else {
                return Ok(());
            };
            let done = flows::chunks_done(&self.table, &now).await;
            let done = done.map_err(JobError::of)?;
            let after = now.ready(done.iter().map(|chunk| &chunk.outcomes), self.clock.now());
            if after.outcomes == now.outcomes {
                return Ok(());
            }
            let put = self.table.put_versioned(&after, now.version).await;
            if put.map_err(JobError::of)? {
                return Ok(());
            }
        }
        Err(JobError::of("the flow kept changing"))
    }
}

/// Why nobody has to look at the row any more; a receipt that is here tells its own trouble.
fn comes_right(outcome: RowOutcome) -> Option<&'static str> {
    match outcome {
        RowOutcome::Matched => Some("La riga ora è abbinata."),
        RowOutcome::ExtraPayment => Some("La ricevuta c’è: è un secondo pagamento."),
        RowOutcome::OrphanReceipt => Some("La ricevuta c’è: non ha una posizione."),
        RowOutcome::ReceiptMissing
        | RowOutcome::OtherReceipt
        | RowOutcome::NoticeUnknown
        | RowOutcome::AmountDiffers
        | RowOutcome::TransferUnknown
        | RowOutcome::Revoked
        | RowOutcome::ReportedBefore => None,
    }
}
