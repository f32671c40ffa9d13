//! Writes one chunk, once.

use kernel::event::PositionChange;
use kernel::money::Cents;
use platform::jobs::{JobError, JobMessage};
use platform::table::{Tx, TxError};

use super::{CHUNK_JOB, FINISH_JOB, PublishDeps, PublishOrder};
use crate::domain::import::{Import, LANES, Publication, Terms};
use crate::domain::position::DebtPosition;
use crate::domain::publish::Publisher;
use crate::domain::settings::CreditorSettings;
use crate::store::chunks::{self, StagedPosition};
use crate::store::debtors;
use crate::store::imports::ChunkDone;
use crate::store::positions::{self, LineIdentity};

pub(super) async fn chunk(deps: PublishDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PublishOrder = message.data()?;
    let Some(import) = deps.publishing(&order).await? else {
        return Ok(());
    };
    let publication = import
        .publication
        .ok_or_else(|| JobError::of("no numbers"))?;
    let staged = chunks::get(&deps.objects, &import, order.chunk).await;
    let settings = deps.creditor(&import.creditor).await?;
    let staged = staged.map_err(JobError::of)?;
    let positions = deps
        .positions(&import, (&publication, &*settings), &staged)
        .await?;
    // Before the positions: a name without positions harms nobody, a position that no name leads to
    // does.
    debtors::enter(&deps.table, &positions)
        .await
        .map_err(JobError::of)?;
    let tx = deps.chunk_tx(&order, &publication, &positions)?;
    let all: Vec<&DebtPosition> = positions.iter().collect();
    let times = (deps.clock.as_ref(), deps.dice.as_ref());
    let tx = positions::tell_all(tx, &settings, &all, PositionChange::Published, times);
    match deps.table.commit(tx).await {
        Ok(()) => Ok(()),
        // The chunk-done record is the first operation: it is there, so all of it is.
        Err(conflict @ TxError::Conflict(_)) if conflict.refused(0) => Ok(()),
        Err(error) => Err(JobError::of(error)),
    }
}

impl PublishDeps {
    async fn positions(
        &self,
        import: &Import,
        (publication, settings): (&Publication, &CreditorSettings),
        staged: &[StagedPosition],
    ) -> Result<Vec<DebtPosition>, JobError> {
        let counter = self.numbers(settings).await?;
        let no_terms = Terms::default();
        let publisher = Publisher {
            import: &import.id,
            terms: import.terms.as_ref().unwrap_or(&no_terms),
            settings,
            now: self.clock.now(),
        };
        let position = |staged: &StagedPosition| {
            let value = publication.first_number + u64::from(staged.position);
            let nav = counter.issue(value).map_err(JobError::of)?;
            publisher.position(&staged.dues, nav).map_err(JobError::of)
        };
        staged.iter().map(position).collect()
    }

    fn chunk_tx(
        &self,
        order: &PublishOrder,
        publication: &Publication,
        positions: &[DebtPosition],
    ) -> Result<Tx, JobError> {
        let lines = || positions.iter().flat_map(|position| &position.lines);
        let sum = Cents::sum(lines().map(|line| line.amount_cents));
        let done = ChunkDone {
            creditor: order.creditor.clone(),
            import: order.import.clone(),
            chunk: order.chunk,
            navs: positions.iter().map(|p| p.nav.clone()).collect(),
            rows: lines().count() as u64,
            amount_cents: sum.ok_or_else(|| JobError::of("the amounts do not add up"))?,
            at: self.clock.now(),
        };
        let next = PublishOrder {
            chunk: order.chunk + LANES,
            ..order.clone()
        };
        let next = if next.chunk < publication.chunks {
            self.order(CHUNK_JOB, &next)
        } else {
            self.order(FINISH_JOB, order)
        };
        let tx = Tx::new().put_new(&done).outbox(&next);
        Ok(positions.iter().fold(tx, |tx, position| {
            LineIdentity::of(position).fold(tx.put_new(position), |tx, line| tx.put_new(&line))
        }))
    }
}
