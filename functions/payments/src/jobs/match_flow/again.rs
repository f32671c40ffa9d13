//! A chunk once more: a receipt or a position that came late makes its row agree.

use std::collections::BTreeSet;

use platform::jobs::JobError;
use platform::table::{Condition, Tx};

use super::{MatchingJobDeps, TRIES_MAX, chunk_done, told};
use crate::domain::exceptions::ExceptionId;
use crate::domain::flow::{Flow, FlowState, RowOutcome};
use crate::store::flow_chunks::MatchedChunk;
use crate::store::flow_rows::MatchedRow;
use crate::store::positions::Teller;
use crate::store::{exceptions, files, flow_chunks, flows};

impl MatchingJobDeps {
    /// Repeated, it changes nothing: what agrees costs no write.
    pub(super) async fn again(&self, flow: &Flow, chunk: u32) -> Result<(), JobError> {
        let rows = self.rows(flow, chunk).await?;
        let now = self.clock.now();
        let key = files::flow_outcomes(&flow.folder, chunk);
        let before = files::get_lines::<MatchedRow>(&self.objects, &key).await;
        let before = before.map_err(JobError::of)?.unwrap_or_default();
        let settings = self.listeners(&flow.creditor).await?;
        let teller = self.teller(settings.as_ref());
        let matched = flow_chunks::match_rows(&self.table, flow, rows, teller).await;
        let matched = matched.map_err(JobError::of)?;
        self.tell_new(&matched, &before, teller).await?;
        let rows = &matched.rows;
        files::put_lines(&self.objects, &key, rows)
            .await
            .map_err(JobError::of)?;
        let open = exceptions::open(&self.table, &flow.creditor).await;
        let open = open.map_err(JobError::of)?;
        for row in rows {
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
        let done = chunk_done(flow, chunk, rows);
        let put = self.table.put(&done, Condition::Exists).await;
        put.map_err(JobError::of)?;
        self.recount(flow).await
    }

    /// Tells what did not agree before and is reported now; what was is told.
    async fn tell_new(
        &self,
        matched: &MatchedChunk,
        before: &[MatchedRow],
        teller: Teller<'_>,
    ) -> Result<(), JobError> {
        let agreed = before
            .iter()
            .filter(|row| row.outcome == Some(RowOutcome::Matched));
        let agreed: BTreeSet<u32> = agreed.map(|row| row.row.row).collect();
        let reported = matched.reported(|row| !agreed.contains(&row));
        let tx = told(Tx::new(), teller, &reported);
        match tx.is_empty() {
            true => Ok(()),
            false => self.table.commit(tx).await.map_err(JobError::of),
        }
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
