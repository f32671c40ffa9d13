//! Reserves the numbers, cuts the rows, starts the lanes.

use futures::{StreamExt, TryStreamExt};
use kernel::money::Cents;
use platform::jobs::{JobError, JobMessage};
use platform::table::Tx;

use super::{CHUNK_JOB, FINISH_JOB, PublishDeps, PublishOrder};
use crate::domain::dues::Due;
use crate::domain::import::{Import, LANES, Publication, Terms};
use crate::domain::publish::{Grouping, LEFT_OUT, chunks};
use crate::store::chunks::{self as chunk_files, Staged};
use crate::store::numbers;

/// Chunk files written at the same time.
const WRITES_AT_ONCE: usize = 16;

/// How the rows of an import become positions and chunks: 4 bytes a row, and the persons while they
/// are being placed.
struct Cut {
    /// The position of each staged row, in their order; [`LEFT_OUT`] for those that are not wanted.
    places: Vec<u32>,
    /// The position where each chunk begins.
    begins: Vec<u32>,
    positions: u32,
    rows: u64,
    amount: Cents,
}

pub(super) async fn plan(deps: PublishDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PublishOrder = message.data()?;
    let Some(import) = deps.publishing(&order).await? else {
        return Ok(());
    };
    let cut = deps.cut(&import).await?;
    let import = deps.with_numbers(import, &cut).await?;
    deps.write_chunks(&import, &cut).await?;
    let mut tx = Tx::new();
    for lane in 0..LANES.min(cut.begins.len() as u64) {
        let order = PublishOrder {
            chunk: lane,
            ..order.clone()
        };
        tx = tx.outbox(&deps.order(CHUNK_JOB, &order));
    }
    if tx.is_empty() {
        tx = tx.outbox(&deps.order(FINISH_JOB, &order));
    }
    deps.table.commit(tx).await.map_err(JobError::of)
}

impl PublishDeps {
    /// The first reading: every wanted row finds its position.
    async fn cut(&self, import: &Import) -> Result<Cut, JobError> {
        let no_terms = Terms::default();
        let terms = import.terms.as_ref().unwrap_or(&no_terms);
        let mut grouping = Grouping::new(terms.group_by_debtor);
        let mut staged = Staged::open(&self.objects, import)
            .await
            .map_err(JobError::of)?;
        let (mut places, mut rows, mut amount) = (Vec::new(), 0, Cents::ZERO);
        while let Some(line) = staged.next().await.map_err(JobError::of)? {
            let due: Due = serde_json::from_slice(line).map_err(JobError::of)?;
            if terms.exclude_rows.contains(due.row) {
                places.push(LEFT_OUT);
                continue;
            }
            places.push(grouping.place(&due));
            rows += 1;
            let sum = amount.checked_add(due.amount_cents);
            amount = sum.ok_or_else(|| JobError::of("the amounts do not add up"))?;
        }
        let positions = grouping.positions();
        Ok(Cut {
            begins: chunks(&places, positions),
            places,
            positions,
            rows,
            amount,
        })
    }

    /// The import with its block of numbers: reserved once, kept on the import.
    async fn with_numbers(&self, import: Import, cut: &Cut) -> Result<Import, JobError> {
        if import.publication.is_some() {
            return Ok(import);
        }
        let settings = self.creditor(&import.creditor).await?;
        let counter = self.numbers(&settings).await?;
        let first = numbers::reserve(&self.table, &counter, u64::from(cut.positions))
            .await
            .map_err(JobError::of)?;
        let numbered = Import {
            publication: Some(Publication {
                first_number: first,
                rows: cut.rows,
                positions: u64::from(cut.positions),
                chunks: cut.begins.len() as u64,
                amount_cents: cut.amount,
            }),
            updated_at: self.clock.now(),
            version: import.version + 1,
            ..import.clone()
        };
        let won = self.table.put_versioned(&numbered, import.version).await;
        if won.map_err(JobError::of)? {
            return Ok(numbered);
        }
        // Another delivery was faster: its numbers count, ours stay a gap.
        Err(JobError::of("import changed meanwhile"))
    }

    /// The second reading, once for each window of positions: their rows may stand anywhere in the file,
    /// and only a window of them is held at a time.
    async fn write_chunks(&self, import: &Import, cut: &Cut) -> Result<(), JobError> {
        for window in chunk_files::windows(&cut.begins, cut.positions) {
            let staged = Staged::open(&self.objects, import).await;
            let staged = staged.map_err(JobError::of)?;
            let files = chunk_files::collect(staged, &cut.places, &window)
                .await
                .map_err(JobError::of)?;
            futures::stream::iter(files.map(Ok::<_, JobError>))
                .map(|file| async {
                    let (chunk, body) = file?;
                    let written = chunk_files::put(&self.objects, import, chunk, body).await;
                    written.map_err(JobError::of)
                })
                .buffer_unordered(WRITES_AT_ONCE)
                .try_collect::<()>()
                .await?;
        }
        Ok(())
    }
}
