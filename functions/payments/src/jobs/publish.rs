//! Publishing an import: numbers are reserved once, rows cut into chunks, chunks written in lanes.
//!
//! ```text
//! confirm ─▸ plan-publish ─▸ publish-chunk 0 ─▸ publish-chunk 8 ─▸ … ─▸ finish-import
//!                         ├▸ publish-chunk 1 ─▸ publish-chunk 9 ─▸ …
//!                         ╰▸ … LANES of them in parallel
//! ```
//! A chunk is one transaction: its positions, its chunk-done record, the outbox item of the next
//! chunk of its lane. A repeated run finds the record and does nothing, so ⌈n/90⌉ transactions
//! publish n positions, whatever crashes.

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::objects::Objects;
use platform::outbox::OutboxItem;
use platform::table::{Table, Tx, TxError};
use serde::{Deserialize, Serialize};

use crate::domain::dues::Due;
use crate::domain::import::{Command, Decision, Import, ImportState, LANES, Publication, Terms};
use crate::domain::publish::Publisher;
use crate::domain::settings::CreditorSettings;
use crate::store::imports::{self, ChunkDone};
use crate::store::settings::SettingsReader;
use crate::store::{files, numbers};

pub const PLAN_JOB: &str = "plan-publish";
pub const CHUNK_JOB: &str = "publish-chunk";
pub const FINISH_JOB: &str = "finish-import";

#[derive(Clone)]
pub struct PublishDeps {
    pub table: Table,
    pub objects: Objects,
    pub settings: SettingsReader,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

impl PublishDeps {
    pub fn new(table: Table, objects: Objects, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        Self {
            table,
            objects,
            settings,
            clock,
            dice,
        }
    }
}

/// What the jobs are told: the import, and the chunk where it is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublishOrder {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    #[serde(default)]
    pub chunk: u64,
}

/// Adds the jobs of publishing.
pub fn register(jobs: Jobs, deps: PublishDeps) -> Jobs {
    let (plan_deps, chunk_deps, finish_deps) = (deps.clone(), deps.clone(), deps);
    jobs.on(PLAN_JOB, move |message| plan(plan_deps.clone(), message))
        .on(CHUNK_JOB, move |message| chunk(chunk_deps.clone(), message))
        .on(FINISH_JOB, move |message| {
            finish(finish_deps.clone(), message)
        })
}

/// Reserves the numbers, cuts the rows, starts the lanes.
async fn plan(deps: PublishDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PublishOrder = message.data()?;
    let Some(import) = deps.publishing(&order).await? else {
        return Ok(());
    };
    let dues = deps.wanted(&import).await?;
    let import = deps.with_numbers(import, dues.len()).await?;
    let publication = import
        .publication
        .ok_or_else(|| JobError::of("no numbers"))?;
    for chunk in 0..publication.chunks() {
        let range = publication.range(chunk);
        let rows = dues
            .get(index(range.start)..index(range.end))
            .unwrap_or_default();
        let key = files::chunk(&order.creditor, &order.import, chunk);
        let body = files::to_lines(rows).map_err(JobError::of)?;
        deps.objects
            .put(&key, files::NDJSON, body)
            .await
            .map_err(JobError::of)?;
    }
    let mut tx = Tx::new();
    for lane in 0..LANES.min(publication.chunks()) {
        tx = tx.outbox(&deps.order(
            CHUNK_JOB,
            &PublishOrder {
                chunk: lane,
                ..order.clone()
            },
        ));
    }
    if tx.is_empty() {
        tx = tx.outbox(&deps.order(FINISH_JOB, &order));
    }
    deps.table.commit(tx).await.map_err(JobError::of)
}

/// Writes one chunk, once.
async fn chunk(deps: PublishDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PublishOrder = message.data()?;
    let Some(import) = deps.publishing(&order).await? else {
        return Ok(());
    };
    let publication = import
        .publication
        .ok_or_else(|| JobError::of("no numbers"))?;
    let settings = deps.creditor(&order.creditor).await?;
    let key = files::chunk(&order.creditor, &order.import, order.chunk);
    let body = deps
        .objects
        .get(&key, files::SIZE_BYTES_MAX)
        .await
        .map_err(JobError::of)?;
    let body = body.ok_or_else(|| JobError::of("chunk file missing"))?;
    let dues: Vec<Due> = files::from_lines(&body).map_err(JobError::of)?;
    let tx = deps
        .chunk_tx(&order, &import, &publication, &settings, &dues)
        .await?;
    match deps.table.commit(tx).await {
        Ok(()) => Ok(()),
        // The chunk-done record is the first operation: it is there, so all of it is.
        Err(conflict @ TxError::Conflict(_)) if conflict.refused(0) => Ok(()),
        Err(error) => Err(JobError::of(error)),
    }
}

/// Closes the import once every chunk is done; the last lane to come here finds it so.
async fn finish(deps: PublishDeps, message: JobMessage) -> Result<(), JobError> {
    let order: PublishOrder = message.data()?;
    let Some(import) = deps.publishing(&order).await? else {
        return Ok(());
    };
    let publication = import
        .publication
        .ok_or_else(|| JobError::of("no numbers"))?;
    let done = imports::chunks_done(&deps.table, &order.creditor, &order.import).await;
    if done.map_err(JobError::of)?.len() as u64 != publication.chunks() {
        return Ok(());
    }
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

impl PublishDeps {
    /// The import, while it is being published.
    async fn publishing(&self, order: &PublishOrder) -> Result<Option<Import>, JobError> {
        let import = imports::read(&self.table, &order.creditor, &order.import).await;
        Ok(import
            .map_err(JobError::of)?
            .filter(|i| i.state == ImportState::Publishing))
    }

    async fn creditor(&self, code: &OrgFiscalCode) -> Result<Arc<CreditorSettings>, JobError> {
        let settings = self.settings.get(code).await.map_err(JobError::of)?;
        settings.ok_or_else(|| JobError::of("creditor without settings"))
    }

    /// The staged rows without those that the person left out.
    async fn wanted(&self, import: &Import) -> Result<Vec<Due>, JobError> {
        let key = files::accepted(&import.creditor, &import.id, import.check);
        let body = self
            .objects
            .get(&key, files::SIZE_BYTES_MAX)
            .await
            .map_err(JobError::of)?;
        let body = body.ok_or_else(|| JobError::of("staged rows missing"))?;
        let mut dues: Vec<Due> = files::from_lines(&body).map_err(JobError::of)?;
        if let Some(terms) = &import.terms {
            dues.retain(|due| !terms.exclude_rows.contains(due.row));
        }
        Ok(dues)
    }

    /// The import with its block of numbers: reserved once, kept on the import.
    async fn with_numbers(&self, import: Import, rows: usize) -> Result<Import, JobError> {
        if import.publication.is_some() {
            return Ok(import);
        }
        let settings = self.creditor(&import.creditor).await?;
        let (creditor, segregation) = (&import.creditor, &settings.segregation_code);
        let counter = numbers::open(&self.table, creditor, segregation, &*self.dice).await;
        let counter = counter.map_err(JobError::of)?;
        let rows = rows as u64;
        let first = numbers::reserve(&self.table, &counter, rows)
            .await
            .map_err(JobError::of)?;
        let numbered = Import {
            publication: Some(Publication {
                first_number: first,
                rows,
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

    async fn chunk_tx(
        &self,
        order: &PublishOrder,
        import: &Import,
        publication: &Publication,
        settings: &CreditorSettings,
        dues: &[Due],
    ) -> Result<Tx, JobError> {
        let (creditor, segregation) = (&order.creditor, &settings.segregation_code);
        let counter = numbers::open(&self.table, creditor, segregation, &*self.dice).await;
        let counter = counter.map_err(JobError::of)?;
        let (now, no_terms) = (self.clock.now(), Terms::default());
        let terms = import.terms.as_ref().unwrap_or(&no_terms);
        let publisher = Publisher {
            import: &order.import,
            terms,
            settings,
            now,
        };
        let first = publication.first_number + publication.range(order.chunk).start;
        let mut positions = Vec::with_capacity(dues.len());
        for (value, due) in (first..).zip(dues) {
            let nav = counter.issue(value).map_err(JobError::of)?;
            positions.push(publisher.position(due, nav).map_err(JobError::of)?);
        }
        let done = ChunkDone {
            creditor: order.creditor.clone(),
            import: order.import.clone(),
            chunk: order.chunk,
            navs: positions
                .iter()
                .map(|position| position.nav.clone())
                .collect(),
            at: now,
        };
        let next = order.chunk + LANES;
        let next = if next < publication.chunks() {
            self.order(
                CHUNK_JOB,
                &PublishOrder {
                    chunk: next,
                    ..order.clone()
                },
            )
        } else {
            self.order(FINISH_JOB, order)
        };
        let tx = Tx::new().put_new(&done).outbox(&next);
        Ok(positions
            .iter()
            .fold(tx, |tx, position| tx.put_new(position)))
    }

    fn order(&self, job: &str, order: &PublishOrder) -> OutboxItem {
        OutboxItem::new(job, order, &*self.clock, &*self.dice)
    }
}

fn index(row: u64) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}
