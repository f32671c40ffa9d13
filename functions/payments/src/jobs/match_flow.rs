//! A flow that was loaded meets the bank's lines and, chunk by chunk, the receipts.
//!
//! ```text
//! plan ─▸ chunk 0 ─▸ chunk 8 ─▸ … ─▸ finish ─▸ undo (of a revision that was replaced)
//!      ├▸ chunk 1 ─▸ chunk 9 ─▸ …
//!      ╰▸ … LANES of them in parallel
//! ```
//! A chunk ends with its chunk-done record and the order of the next chunk of its lane in one
//! transaction: a run that was cut off goes on where it was, a repeated one changes nothing. A chunk
//! that a later revision has overtaken takes back what it reported.

mod again;
mod undo;

use std::collections::BTreeMap;

use kernel::event::PositionVersion;
use kernel::flow::FlowId;
use kernel::tax::OrgFiscalCode;
use platform::jobs::{JobError, JobMessage};
use platform::outbox::OutboxItem;
use platform::table::{Tx, TxError};
use serde::{Deserialize, Serialize};

use super::matching::MatchingJobDeps;
use crate::domain::flow::{Flow, FlowRow, FlowState, RowOutcome};
use crate::domain::settings::CreditorSettings;
use crate::store::flow_rows::MatchedRow;
use crate::store::flows::FlowChunkDone;
use crate::store::positions::Teller;
use crate::store::settings;
use crate::store::{bank_lines, files, flow_chunks, flows};

pub const MATCH_JOB: &str = "match-flow";

/// Chunks of one flow that are matched side by side.
const LANES: u32 = 8;
/// The head of a flow may change (a bank line comes) while its outcomes are being written.
const TRIES_MAX: usize = 10;
/// Positions of one message: with all they are told with, far under 400 KB.
const TOLD_MAX: usize = 100;

/// What the job is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchOrder {
    pub creditor: OrgFiscalCode,
    pub flow_id: FlowId,
    pub revision: u32,
    pub step: MatchStep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchStep {
    Plan,
    Chunk(u32),
    Finish,
    /// Takes back what `revision` reported and this one does not, from chunk `from` of it on.
    Undo {
        revision: u32,
        from: u32,
    },
    /// Matches a chunk once more, after everything: what came late may agree now.
    Again(u32),
}

pub(super) async fn run(deps: MatchingJobDeps, message: JobMessage) -> Result<(), JobError> {
    let order: MatchOrder = message.data()?;
    let flow = flows::read(&deps.table, &order.creditor, &order.flow_id).await;
    let Some(flow) = flow.map_err(JobError::of)? else {
        return Ok(());
    };
    let current = flow.revision == order.revision;
    match order.step {
        MatchStep::Chunk(chunk) if !current => deps.overtaken(&flow, &order, chunk).await,
        MatchStep::Undo { revision, from } if current => {
            deps.undo(&flow, &order, (revision, from)).await
        }
        MatchStep::Again(chunk) if current && flow.state == FlowState::Ready => {
            deps.again(&flow, chunk).await
        }
        _ if !current || flow.state != FlowState::Matching => Ok(()),
        MatchStep::Plan => deps.plan(&flow, &order).await,
        MatchStep::Chunk(chunk) => deps.chunk(&flow, &order, chunk).await,
        MatchStep::Finish => deps.finish(&order).await,
        MatchStep::Undo { .. } | MatchStep::Again(_) => Ok(()),
    }
}

impl MatchingJobDeps {
    async fn plan(&self, flow: &Flow, order: &MatchOrder) -> Result<(), JobError> {
        let named = (&order.creditor, &order.flow_id);
        bank_lines::judge(&self.table, named, None, self.clock.now())
            .await
            .map_err(JobError::of)?;
        let lanes = 0..LANES.min(flow.chunks());
        let tx = lanes.fold(Tx::new(), |tx, lane| {
            tx.outbox(&self.order(order, MatchStep::Chunk(lane)))
        });
        self.table.commit(tx).await.map_err(JobError::of)
    }

    fn order(&self, order: &MatchOrder, step: MatchStep) -> OutboxItem {
        let order = MatchOrder {
            step,
            ..order.clone()
        };
        OutboxItem::new(MATCH_JOB, &order, &*self.clock, &*self.dice)
    }

    async fn chunk(&self, flow: &Flow, order: &MatchOrder, chunk: u32) -> Result<(), JobError> {
        let done = flows::is_chunk_done(&self.table, flow, chunk).await;
        if done.map_err(JobError::of)? {
            return Ok(());
        }
        let rows = self.rows(flow, chunk).await?;
        let settings = self.listeners(&flow.creditor).await?;
        let teller = self.teller(settings.as_ref());
        let matched = flow_chunks::match_rows(&self.table, flow, rows, teller).await;
        let matched = matched.map_err(JobError::of)?;
        let (rows, reported) = (&matched.rows, matched.reported(|_| true));
        let key = files::flow_outcomes(&flow.folder, chunk);
        files::put_lines(&self.objects, &key, rows)
            .await
            .map_err(JobError::of)?;
        let after = flows::read(&self.table, &order.creditor, &order.flow_id).await;
        match after.map_err(JobError::of)? {
            Some(after) if after.revision == order.revision => {}
            Some(after) => return self.overtaken(&after, order, chunk).await,
            None => return Ok(()),
        }
        let next = chunk + LANES;
        let step = if next < flow.chunks() {
            MatchStep::Chunk(next)
        } else {
            MatchStep::Finish
        };
        let tx = Tx::new()
            .put_new(&chunk_done(flow, chunk, rows))
            .outbox(&self.order(order, step));
        let tx = told(tx, teller, &reported);
        match self.table.commit(tx).await {
            // The record is there, so is all that follows from it.
            Ok(()) | Err(TxError::Conflict(_)) => Ok(()),
            Err(TxError::Table(error)) => Err(JobError::of(error)),
        }
    }

    /// Who listens to the positions of a creditor: 1 get.
    pub(super) async fn listeners(
        &self,
        creditor: &OrgFiscalCode,
    ) -> Result<Option<CreditorSettings>, JobError> {
        let settings = settings::read(&self.table, creditor).await;
        settings.map_err(JobError::of)
    }

    pub(super) fn teller<'a>(&'a self, settings: Option<&'a CreditorSettings>) -> Teller<'a> {
        Teller {
            settings,
            clock: &*self.clock,
            dice: &*self.dice,
        }
    }

    pub(super) async fn rows(&self, flow: &Flow, chunk: u32) -> Result<Vec<FlowRow>, JobError> {
        let key = files::flow_rows(&flow.folder, chunk);
        let rows = files::get_lines::<FlowRow>(&self.objects, &key).await;
        let rows = rows.map_err(JobError::of)?;
        rows.ok_or_else(|| JobError::of("rows of the flow missing"))
    }

    /// Counts the outcomes once the last chunk is done: each lane asks at its end.
    async fn finish(&self, order: &MatchOrder) -> Result<(), JobError> {
        for _ in 0..TRIES_MAX {
            let flow = flows::read(&self.table, &order.creditor, &order.flow_id).await;
            let wanted =
                |flow: &Flow| flow.revision == order.revision && flow.state == FlowState::Matching;
            let Some(flow) = flow.map_err(JobError::of)?.filter(wanted) else {
                return Ok(());
            };
            let done = flows::chunks_done(&self.table, &flow).await;
            let done = done.map_err(JobError::of)?;
            if u32::try_from(done.len()).unwrap_or(u32::MAX) < flow.chunks() {
                return Ok(());
            }
            let outcomes = done.iter().map(|chunk| &chunk.outcomes);
            let ready = flow.ready(outcomes, self.clock.now());
            let mut tx = Tx::new().put_versioned(&ready, flow.version);
            if let Some(undo) = undo::first(&flow) {
                tx = tx.outbox(&self.order(order, undo));
            }
            match self.table.commit(tx).await {
                Ok(()) => return Ok(()),
                Err(TxError::Conflict(_)) => {}
                Err(TxError::Table(error)) => return Err(JobError::of(error)),
            }
        }
        Err(JobError::of("the flow kept changing"))
    }
}

/// Tells what the rows of a chunk reported to who listens.
fn told(tx: Tx, teller: Teller<'_>, reported: &[PositionVersion]) -> Tx {
    let some = reported.chunks(TOLD_MAX);
    some.fold(tx, |tx, positions| teller.tell_reported(tx, positions))
}

fn chunk_done(flow: &Flow, chunk: u32, rows: &[MatchedRow]) -> FlowChunkDone {
    let mut outcomes: BTreeMap<RowOutcome, u32> = BTreeMap::new();
    for outcome in rows.iter().filter_map(|row| row.outcome) {
        *outcomes.entry(outcome).or_default() += 1;
    }
    FlowChunkDone {
        creditor: flow.creditor.clone(),
        flow_id: flow.id.clone(),
        revision: flow.revision,
        chunk,
        outcomes,
    }
}
