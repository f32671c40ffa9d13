//! Compares an import with an earlier one. A repeated run writes the same files again.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::objects::Objects;
use platform::table::Table;
use serde::{Deserialize, Serialize};

use crate::domain::dues::Due;
use crate::domain::import::{
    CSV_HEAD, Comparison, ComparisonState, Counts, Difference, Import, Kind, People, csv_line,
};
use crate::store::chunks::Staged;
use crate::store::{comparisons, files, imports};

pub const COMPARE_JOB: &str = "compare-imports";

#[derive(Clone)]
pub struct CompareDeps {
    table: Table,
    objects: Objects,
    clock: Arc<dyn Clock>,
}

impl CompareDeps {
    pub fn new(table: Table, objects: Objects, clock: Arc<dyn Clock>) -> Self {
        Self {
            table,
            objects,
            clock,
        }
    }
}

/// What the job is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompareOrder {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    /// The comparison's version: a later one makes this one void.
    pub run: u64,
}

/// Adds the job.
pub fn register(jobs: Jobs, deps: CompareDeps) -> Jobs {
    jobs.on(COMPARE_JOB, move |message| compare(deps.clone(), message))
}

async fn compare(deps: CompareDeps, message: JobMessage) -> Result<(), JobError> {
    let order: CompareOrder = message.data()?;
    let comparison = comparisons::read(&deps.table, &order.creditor, &order.import).await;
    let wanted = |comparison: &Comparison| {
        comparison.version == order.run && comparison.state == ComparisonState::Comparing
    };
    let Some(comparison) = comparison.map_err(JobError::of)?.filter(wanted) else {
        return Ok(());
    };
    let mut now = deps.import(&comparison, &comparison.import).await?;
    now.check = comparison.check;
    let before = deps.import(&comparison, &comparison.with).await?;
    let (now, before) = (deps.people(&now).await?, deps.people(&before).await?);
    let compared = tokio::task::spawn_blocking(move || lines(&now, &before));
    let (counts, lines, csv) = compared.await.map_err(JobError::of)?;
    deps.write(&comparison, &lines, csv).await?;
    let done = Comparison {
        state: ComparisonState::Done,
        counts,
        at: deps.clock.now(),
        ..comparison.clone()
    };
    // The version stays: it names the files. A later comparison has another one.
    deps.table
        .put_versioned(&done, comparison.version)
        .await
        .map(|_| ())
        .map_err(JobError::of)
}

type Lines = HashMap<Kind, Vec<Difference>>;

fn lines(now: &People, before: &People) -> (Counts, Lines, String) {
    let (mut lines, mut csv) = (Lines::new(), CSV_HEAD.to_owned());
    let counts = now.differences(before, |kind, line| {
        csv.push_str(&csv_line(kind, &line));
        lines.entry(kind).or_default().push(line);
    });
    (counts, lines, csv)
}

impl CompareDeps {
    async fn import(&self, of: &Comparison, id: &ImportId) -> Result<Import, JobError> {
        let import = imports::read(&self.table, &of.creditor, id).await;
        let import = import.map_err(JobError::of)?;
        import.ok_or_else(|| JobError::of("no such import"))
    }

    /// The people of the wanted rows, read as a stream.
    async fn people(&self, import: &Import) -> Result<People, JobError> {
        let mut staged = Staged::open(&self.objects, import)
            .await
            .map_err(JobError::of)?;
        let mut people = People::default();
        while let Some(line) = staged.next().await.map_err(JobError::of)? {
            let due: Due = serde_json::from_slice(line).map_err(JobError::of)?;
            if !import.leaves_out(due.row) {
                people.add(&due).map_err(JobError::of)?;
            }
        }
        Ok(people)
    }

    async fn write(
        &self,
        comparison: &Comparison,
        lines: &Lines,
        csv: String,
    ) -> Result<(), JobError> {
        for (kind, lines) in lines {
            let written = comparisons::write(&self.objects, comparison, *kind, lines).await;
            written.map_err(JobError::of)?;
        }
        let key = files::differences_csv(comparison);
        let put = self.objects.put(&key, "text/csv; charset=utf-8", csv);
        put.await.map_err(JobError::of)
    }
}
