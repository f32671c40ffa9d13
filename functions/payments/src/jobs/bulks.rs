//! What bulks leave behind: the job that lets go what a committed one held, and the tick that finishes what died.

use std::sync::Arc;

use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::table::{Table, TableError};

use crate::store::bulks::release::{SETTLE_JOB, SettleOrder, settle, sweep};

#[derive(Clone)]
pub struct BulkDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
}

/// Adds the job.
pub fn register(jobs: Jobs, deps: BulkDeps) -> Jobs {
    jobs.on(SETTLE_JOB, move |message| run(deps.clone(), message))
}

async fn run(deps: BulkDeps, message: JobMessage) -> Result<(), JobError> {
    let order: SettleOrder = message.data()?;
    let done = settle(&deps.table, &order, deps.clock.now()).await;
    done.map_err(JobError::of)
}

/// What the schedule does.
pub async fn tick(deps: &BulkDeps) -> Result<(), TableError> {
    let open = sweep(&deps.table, deps.clock.now()).await?;
    if open > 0 {
        tracing::warn!(bulks = open, "bulks that had died were finished");
    }
    Ok(())
}
