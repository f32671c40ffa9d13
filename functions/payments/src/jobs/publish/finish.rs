//! Closes the import once every chunk is done; the last lane to come here finds it so.

use kernel::money::Cents;
use platform::jobs::{JobError, JobMessage};

use super::{PublishDeps, PublishOrder};
use crate::domain::import::{Command, Decision, Publication};
use crate::store::imports::{self, ChunkDone};

pub(super) async fn finish(deps: PublishDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PublishOrder = message.data()?;
    let Some(import) = deps.publishing(&order).await? else {
        return Ok(());
    };
    let publication = import
        .publication
        .ok_or_else(|| JobError::of("no numbers"))?;
    let done = imports::chunks_done(&deps.table, &order.creditor, &order.import).await;
    let done = done.map_err(JobError::of)?;
    if done.len() as u64 != publication.chunks {
        return Ok(());
    }
    add_up(&publication, &done)?;
    let Decision::Changed(closed) = import.decide(Command::Finish, deps.clock.now()) else {
        return Ok(());
    };
    // Somebody else closed it: nothing is left to do.
    deps.table
        .put_versioned(&*closed, import.version)
        .await
        .map(|_| ())
        .map_err(JobError::of)
}

/// What was written is what was to be written, row by row and cent by cent.
fn add_up(publication: &Publication, done: &[ChunkDone]) -> Result<(), JobError> {
    let rows: u64 = done.iter().map(|chunk| chunk.rows).sum();
    let positions: usize = done.iter().map(|chunk| chunk.navs.len()).sum();
    let amount = Cents::sum(done.iter().map(|chunk| chunk.amount_cents));
    let told = (rows, positions as u64, amount);
    let wanted = (
        publication.rows,
        publication.positions,
        Some(publication.amount_cents),
    );
    if told == wanted {
        Ok(())
    } else {
        Err(JobError(format!("published {told:?}, wanted {wanted:?}")))
    }
}
