//! Publishing an import: rows are grouped and cut, numbers reserved once, chunks written in lanes.
//!
//! ```text
//! confirm ─▸ plan-publish ─▸ publish-chunk 0 ─▸ publish-chunk 8 ─▸ … ─▸ finish-import
//!                         ├▸ publish-chunk 1 ─▸ publish-chunk 9 ─▸ …
//!                         ╰▸ … LANES of them in parallel
//! ```
//! A chunk is one transaction: its positions, its chunk-done record, the outbox item of the next
//! chunk of its lane. A repeated run finds the record and does nothing, so ⌈n/90⌉ transactions
//! publish n positions, whatever crashes. Each chunk has a file of its own: no job but the plan ever
//! reads the whole, and the plan reads it as a stream.

mod chunk;
mod finish;
mod plan;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, Jobs};
use platform::objects::Objects;
use platform::outbox::OutboxItem;
use platform::table::Table;
use serde::{Deserialize, Serialize};

use crate::domain::import::{Import, ImportState};
use crate::domain::settings::CreditorSettings;
use crate::store::imports;
use crate::store::numbers::{self, Numbers};
use crate::store::settings::SettingsReader;

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
    jobs.on(PLAN_JOB, move |message| {
        plan::plan(plan_deps.clone(), message)
    })
    .on(CHUNK_JOB, move |message| {
        chunk::chunk(chunk_deps.clone(), message)
    })
    .on(FINISH_JOB, move |message| {
        finish::finish(finish_deps.clone(), message)
    })
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

    async fn numbers(&self, settings: &CreditorSettings) -> Result<Numbers, JobError> {
        let (creditor, segregation) = (&settings.fiscal_code, &settings.segregation_code);
        let counter = numbers::open(&self.table, creditor, segregation, &*self.dice).await;
        counter.map_err(JobError::of)
    }

    fn order(&self, job: &str, order: &PublishOrder) -> OutboxItem {
        OutboxItem::new(job, order, &*self.clock, &*self.dice)
    }
}
