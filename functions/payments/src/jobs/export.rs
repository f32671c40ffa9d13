//! Writes an export part by part: each run reads along the archive until a part is full, uploads it
//! and leaves the place to the next run, so that memory stays flat whatever the size.
//!
//! A run that is repeated writes the same part again or finds that the export has come further. The
//! last part leads to one more run, which has the bucket join the parts. Where the upload is lost the
//! export begins anew; where a message fails for the last time people are told that it failed.

mod part;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::ids::ExportId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::objects::{ObjectError, Objects, PART_BYTES_MIN, PARTS_MAX};
use platform::outbox::OutboxItem;
use platform::table::{Table, TableError};
use serde::{Deserialize, Serialize};

use crate::domain::export::{Advance, Export, ExportState};
use crate::store::{exports, files};

pub const EXPORT_JOB: &str = "export-part";
const CSV: &str = "text/csv; charset=utf-8";

#[derive(Clone)]
pub struct ExportJobDeps {
    pub table: Table,
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

/// What the job is told: the export, in the version from which it is to go on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExportOrder {
    pub creditor: OrgFiscalCode,
    pub export: ExportId,
    pub version: u64,
}

/// Adds the job of exporting.
pub fn register(jobs: Jobs, deps: ExportJobDeps) -> Jobs {
    let last = deps.clone();
    jobs.on(EXPORT_JOB, move |message| run(deps.clone(), message))
        .on_last(EXPORT_JOB, move |message| give_up(last.clone(), message))
}

/// Why a run did not end.
enum RunError {
    /// What was written so far can not be joined any more.
    Lost,
    Job(JobError),
}

impl From<ObjectError> for RunError {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::PartsLost(_) => Self::Lost,
            other => Self::Job(JobError::of(other)),
        }
    }
}

impl From<TableError> for RunError {
    fn from(error: TableError) -> Self {
        Self::Job(JobError::of(error))
    }
}

impl From<JobError> for RunError {
    fn from(error: JobError) -> Self {
        Self::Job(error)
    }
}

async fn run(deps: ExportJobDeps, message: JobMessage) -> Result<(), JobError> {
    let order: ExportOrder = message.data()?;
    let Some(export) = deps.wanted(&order).await? else {
        return Ok(());
    };
    let done = match export.state {
        ExportState::Running => deps.write_part(&export, &order).await,
        ExportState::Joining => deps.join(&export).await,
        ExportState::Ready | ExportState::Failed => Ok(()),
    };
    match done {
        Ok(()) => Ok(()),
        Err(RunError::Lost) => deps.begin_anew(&export, &order).await,
        Err(RunError::Job(error)) => Err(error),
    }
}

/// The message has failed for the last time.
async fn give_up(deps: ExportJobDeps, message: JobMessage) -> Result<(), JobError> {
    let order: ExportOrder = message.data()?;
    match deps.wanted(&order).await? {
        Some(export) if !export.has_failed(deps.clock.now()) => deps.fail(&export).await,
        _ => Ok(()),
    }
}

impl ExportJobDeps {
    /// The export, unless it has come further: what an earlier delivery did is done.
    async fn wanted(&self, order: &ExportOrder) -> Result<Option<Export>, JobError> {
        let export = exports::read(&self.table, &order.creditor, &order.export).await;
        let export = export.map_err(JobError::of)?;
        Ok(export.filter(|export| export.version == order.version))
    }

    async fn write_part(&self, export: &Export, order: &ExportOrder) -> Result<(), RunError> {
        let key = files::export(&export.creditor, &export.id);
        let upload = match &export.upload {
            Some(upload) => upload.clone(),
            None => self.objects.begin_parts(&key, CSV).await?,
        };
        let part = self.read_part(export).await?;
        let rows = part.rows;
        let cursor = part.cursor();
        let tag = if part.over || part.text.len() >= PART_BYTES_MIN {
            let number = export.parts.len() + 1;
            let written = self.objects.put_part((&key, &upload), number, part.text);
            Some(written.await?)
        } else {
            let aside = files::export_rest(&export.creditor, &export.id, export.version);
            self.objects.put(&aside, CSV, part.text).await?;
            None
        };
        let advance = Advance {
            upload: upload.clone(),
            tag,
            rows,
            cursor,
        };
        let after = export.advanced(advance, self.clock.now());
        if after.parts.len() >= PARTS_MAX {
            return Ok(self.fail(export).await?);
        }
        let is_ours = self.advance(export, &after, Some(order)).await?;
        if !is_ours && export.upload.is_none() {
            // Another delivery was faster, and its order leads on: with an upload of its own.
            self.objects.drop_parts((&key, &upload)).await?;
        }
        Ok(())
    }

    async fn join(&self, export: &Export) -> Result<(), RunError> {
        let key = files::export(&export.creditor, &export.id);
        let upload = export.upload.as_deref().unwrap_or_default();
        self.objects
            .join_parts((&key, upload), &export.parts)
            .await?;
        let ready = export.joined(self.clock.now());
        self.advance(export, &ready, None).await?;
        Ok(())
    }

    /// From the first line, or not any more.
    async fn begin_anew(&self, export: &Export, order: &ExportOrder) -> Result<(), JobError> {
        let Some(anew) = export.begun_anew(self.clock.now()) else {
            return self.fail(export).await;
        };
        self.advance(export, &anew, Some(order)).await?;
        self.drop_upload(export).await
    }

    async fn fail(&self, export: &Export) -> Result<(), JobError> {
        let failed = export.failed(self.clock.now());
        self.advance(export, &failed, None).await?;
        self.drop_upload(export).await
    }

    async fn drop_upload(&self, export: &Export) -> Result<(), JobError> {
        let key = files::export(&export.creditor, &export.id);
        let Some(upload) = &export.upload else {
            return Ok(());
        };
        let dropped = self.objects.drop_parts((&key, upload)).await;
        dropped.map_err(JobError::of)
    }

    /// Stores the export as it is now, with the order for its next run; `false`: another delivery was
    /// faster.
    async fn advance(
        &self,
        before: &Export,
        after: &Export,
        order: Option<&ExportOrder>,
    ) -> Result<bool, JobError> {
        let next = order.map(|order| ExportOrder {
            version: after.version,
            ..order.clone()
        });
        let next = next.map(|next| OutboxItem::new(EXPORT_JOB, &next, &*self.clock, &*self.dice));
        exports::advance(&self.table, after, before.version, next.as_ref())
            .await
            .map_err(JobError::of)
    }
}
