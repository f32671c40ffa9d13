//! Writes one chunk, once. A number that somebody else has taken meanwhile is replaced by a spare one.

use kernel::event::PositionChange;
use kernel::money::Cents;
use platform::jobs::{JobError, JobMessage};
use platform::table::{Key, Tx, TxError};

use super::{CHUNK_JOB, FINISH_JOB, PublishDeps, PublishOrder};
use crate::domain::import::{Import, LANES, Publication, Terms};
use crate::domain::position::{DebtPosition, Deleted};
use crate::domain::publish::Publisher;
use crate::domain::settings::CreditorSettings;
use crate::store::chunks::{self, StagedPosition};
use crate::store::imports::ChunkDone;
use crate::store::numbers::{self, Numbers};
use crate::store::positions::{self, LineIdentity};
use crate::store::{debtors, keys};

/// Numbers of one chunk that others have are replaced this often.
const TRIES_MAX: usize = 5;

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
    let counter = deps.numbers(&settings).await?;
    let first = publication.first_number;
    let own = staged.iter().map(|it| first + u64::from(it.position));
    let mut numbers: Vec<u64> = own.collect();
    for _ in 0..TRIES_MAX {
        let positions = deps.positions(&import, (&settings, &counter), &staged, &numbers)?;
        let mut taken = deps.deleted(&positions).await?;
        if taken.is_empty() {
            let write = deps.write(&order, &publication, &settings, &positions);
            taken = match write.await? {
                None => return Ok(()),
                Some(taken) => taken,
            };
        }
        // A run that is repeated finds the same numbers taken and spares others: those are never issued.
        for place in taken {
            let spare = numbers::reserve(&deps.table, &counter, 1).await;
            if let Some(number) = numbers.get_mut(place) {
                *number = spare.map_err(JobError::of)?;
            }
        }
    }
    Err(JobError::of("spare numbers kept being taken"))
}

impl PublishDeps {
    /// 1 transaction; where it was refused, the places of the positions whose numbers others have. Clients of the
    /// APIs make their numbers themselves, and nothing keeps them from those that were reserved here.
    async fn write(
        &self,
        order: &PublishOrder,
        publication: &Publication,
        settings: &CreditorSettings,
        positions: &[DebtPosition],
    ) -> Result<Option<Vec<usize>>, JobError> {
        // Before the positions: a name without positions harms nobody, a position that no name leads to
        // does.
        debtors::enter(&self.table, positions)
            .await
            .map_err(JobError::of)?;
        let (tx, places) = self.chunk_tx(order, publication, positions)?;
        let all: Vec<&DebtPosition> = positions.iter().collect();
        let times = (self.clock.as_ref(), self.dice.as_ref());
        let tx = positions::tell_all(tx, settings, &all, PositionChange::Published, times);
        let conflict = match self.table.commit(tx).await {
            Ok(()) => return Ok(None),
            Err(conflict @ TxError::Conflict(_)) => conflict,
            Err(error) => return Err(JobError::of(error)),
        };
        // The chunk-done record is the first operation: it is there, so all of it is.
        if conflict.refused(0) {
            return Ok(None);
        }
        let each = places.iter().enumerate();
        let taken = each.filter(|(_, operation)| conflict.refused(**operation));
        let taken: Vec<usize> = taken.map(|(place, _)| place).collect();
        match taken.is_empty() {
            true => Err(JobError::of(conflict)),
            false => Ok(Some(taken)),
        }
    }

    /// The places of positions under whose numbers others were deleted: their history goes on for
    /// whoever made them, never for a due. 1 batch.
    async fn deleted(&self, positions: &[DebtPosition]) -> Result<Vec<usize>, JobError> {
        let key = |position: &DebtPosition| keys::deleted(&position.creditor, &position.nav);
        let wanted: Vec<Key> = positions.iter().map(key).collect();
        let found: Vec<Deleted> = self.table.get_many(&wanted).await.map_err(JobError::of)?;
        let is_there = |position: &DebtPosition| found.iter().any(|it| it.nav == position.nav);
        let each = positions.iter().enumerate();
        let deleted = each.filter(|(_, position)| is_there(position));
        Ok(deleted.map(|(place, _)| place).collect())
    }

    fn positions(
        &self,
        import: &Import,
        (settings, counter): (&CreditorSettings, &Numbers),
        staged: &[StagedPosition],
        numbers: &[u64],
    ) -> Result<Vec<DebtPosition>, JobError> {
        let no_terms = Terms::default();
        let publisher = Publisher {
            import: &import.id,
            terms: import.terms.as_ref().unwrap_or(&no_terms),
            settings,
            now: self.clock.now(),
        };
        let position = |(staged, number): (&StagedPosition, &u64)| {
            let nav = counter.issue(*number).map_err(JobError::of)?;
            publisher.position(&staged.dues, nav).map_err(JobError::of)
        };
        staged.iter().zip(numbers).map(position).collect()
    }

    /// With the place of each position among the operations.
    fn chunk_tx(
        &self,
        order: &PublishOrder,
        publication: &Publication,
        positions: &[DebtPosition],
    ) -> Result<(Tx, Vec<usize>), JobError> {
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
        let mut tx = Tx::new().put_new(&done).outbox(&next);
        let mut places = Vec::with_capacity(positions.len());
        for position in positions {
            places.push(tx.len());
            tx =
                LineIdentity::of(position).fold(tx.put_new(position), |tx, line| tx.put_new(&line));
        }
        Ok((tx, places))
    }
}
