//! What a replaced revision reported and the one that counts does not tell any more is taken back.
//!
//! The rows of the revision that counts are the known payments; a row of the old one that they do
//! not hold to the cent is gone or changed. What both tell stays as it is, without a write.

use futures::{StreamExt, TryStreamExt};
use platform::jobs::JobError;
use platform::table::Tx;

use super::{MatchOrder, MatchStep, MatchingJobDeps};
use crate::domain::exceptions::ExceptionId;
use crate::domain::flow::{
    Flow, FlowRow, KnownTransfer, KnownTransfers, MismatchKind, PaymentOutcome, Reconciler, Verdict,
};
use crate::store::flow_rows::withdraw_row;
use crate::store::{exceptions, flows};

/// Chunks of an old revision that one message looks through.
const CHUNKS_MAX: u32 = 100;
/// Files of rows that are read, and rows that are taken back, at the same time.
const AT_ONCE: usize = 8;

/// The first step of taking back: none for a first revision.
pub(super) fn first(flow: &Flow) -> Option<MatchStep> {
    let revision = flow.revision.checked_sub(1).filter(|before| *before > 0)?;
    let from = 0;
    Some(MatchStep::Undo { revision, from })
}

impl MatchingJobDeps {
    /// Looks through some chunks of an old revision, then orders the next ones, then those of the
    /// revision before: one that was overtaken itself has taken back nothing.
    pub(super) async fn undo(
        &self,
        flow: &Flow,
        order: &MatchOrder,
        (revision, from): (u32, u32),
    ) -> Result<(), JobError> {
        let old = flows::replaced(&self.table, flow, revision).await;
        let old = old.map_err(JobError::of)?;
        let end = old.as_ref().map_or(0, Flow::chunks);
        let to = from.saturating_add(CHUNKS_MAX).min(end);
        if let Some(old) = old.filter(|_| from < to) {
            let known = self.what_counts(flow).await?;
            for chunk in from..to {
                self.take_back(flow, &known, &self.rows(&old, chunk).await?)
                    .await?;
            }
        }
        let next = match revision {
            _ if to < end => MatchStep::Undo { revision, from: to },
            0 | 1 => return Ok(()),
            _ => MatchStep::Undo {
                revision: revision - 1,
                from: 0,
            },
        };
        let tx = Tx::new().outbox(&self.order(order, next));
        self.table.commit(tx).await.map_err(JobError::of)
    }

    /// A chunk of a revision that is not the one that counts any more: what it reported meanwhile,
    /// or in a run that was cut off, is held against the one that counts.
    pub(super) async fn overtaken(
        &self,
        flow: &Flow,
        order: &MatchOrder,
        chunk: u32,
    ) -> Result<(), JobError> {
        let old = flows::replaced(&self.table, flow, order.revision).await;
        let Some(old) = old.map_err(JobError::of)? else {
            return Ok(());
        };
        let known = self.what_counts(flow).await?;
        let rows = self.rows(&old, chunk).await?;
        self.take_back(flow, &known, &rows).await
    }

    /// What the revision that counts tells.
    async fn what_counts(&self, flow: &Flow) -> Result<KnownTransfers, JobError> {
        let chunks = (0..flow.chunks()).map(|chunk| self.rows(flow, chunk));
        let known = futures::stream::iter(chunks)
            .buffered(AT_ONCE)
            .try_fold(Vec::new(), |mut known, rows| async move {
                known.extend(rows.iter().filter(|row| moves_money(row)).map(told));
                Ok(known)
            })
            .await?;
        Ok(KnownTransfers::of(known, []))
    }

    async fn take_back(
        &self,
        flow: &Flow,
        known: &KnownTransfers,
        rows: &[FlowRow],
    ) -> Result<(), JobError> {
        let mut reconciler = Reconciler::new(known);
        let gone = rows.iter().filter_map(|row| {
            let verdict = reconciler.row(&row.text());
            match verdict {
                Verdict::Agrees(_) => None,
                // Neither was what reported.
                Verdict::Differs(MismatchKind::Repeated | MismatchKind::Revoked) => None,
                Verdict::Differs(kind) => Some((row.clone(), kind)),
            }
        });
        let gone: Vec<(FlowRow, MismatchKind)> = gone.collect();
        let now = self.clock.now();
        let settings = self.listeners(&flow.creditor).await?;
        let teller = self.teller(settings.as_ref());
        futures::stream::iter(gone)
            .map(|(row, kind)| async move {
                let gone = withdraw_row(&self.table, flow, &row, teller).await;
                gone.map_err(JobError::of)?;
                if matches!(kind, MismatchKind::AmountDiffers { .. }) {
                    // The row is still there, and what is said of it.
                    return Ok(());
                }
                let told = (&flow.creditor, &ExceptionId::of_row(flow, &row));
                let note = "Una revisione ha tolto o cambiato la riga.";
                let resolved = exceptions::resolve(&self.table, told, note, now).await;
                resolved.map_err(JobError::of)
            })
            .buffer_unordered(AT_ONCE)
            .try_for_each(|()| async { Ok(()) })
            .await
    }
}

fn moves_money(row: &FlowRow) -> bool {
    row.payment != PaymentOutcome::Revoked
}

fn told(row: &FlowRow) -> KnownTransfer {
    let names = (row.iuv.as_str(), row.receipt_id.as_str());
    KnownTransfer::new(row.row, names, row.transfer.unwrap_or(0), row.amount_cents)
}
