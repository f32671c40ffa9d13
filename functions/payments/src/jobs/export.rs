//! Writes an export part by part: each run reads along the archive until a part is full, uploads it
//! and leaves the place to the next run, so that memory stays flat whatever the size.
//!
//! A run that is repeated writes the same part again or finds that the export has come further. The
//! last part leads to one more run, which has the bucket join the parts.

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::ids::ExportId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::objects::{Objects, PART_BYTES_MIN, PARTS_MAX};
use platform::outbox::OutboxItem;
use platform::table::{Table, TableError};
use serde::{Deserialize, Serialize};

use crate::domain::archive::Walk;
use crate::domain::export::{
    Advance, BOM, Export, ExportKind, ExportState, PAYMENT_COLUMNS, POSITION_COLUMNS, PaidDue,
    line, payment_lines, position_line,
};
use crate::store::archive::{self, Place, Search};
use crate::store::{exports, files};

pub const EXPORT_JOB: &str = "export-part";
const CSV: &str = "text/csv; charset=utf-8";
/// Positions of one page of the walk.
const PAGE_POSITIONS: usize = 1_000;
/// Pages of the walk in one run: a run that finds little must end long before its time is over.
const PAGES_MAX: usize = 100;

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
    jobs.on(EXPORT_JOB, move |message| run(deps.clone(), message))
}

async fn run(deps: ExportJobDeps, message: JobMessage) -> Result<(), JobError> {
    let order: ExportOrder = message.data()?;
    let export = exports::read(&deps.table, &order.creditor, &order.export).await;
    let Some(export) = export.map_err(JobError::of)? else {
        return Ok(());
    };
    // What an earlier delivery did is done.
    if export.version != order.version {
        return Ok(());
    }
    match export.state {
        ExportState::Running => deps.write_part(&export, &order).await,
        ExportState::Joining => deps.join(&export).await,
        ExportState::Ready => Ok(()),
    }
}

/// Lines on their way into a part.
struct Part {
    text: String,
    rows: u64,
    place: Option<Place>,
    /// Whether the walk is over.
    over: bool,
}

impl ExportJobDeps {
    async fn write_part(&self, export: &Export, order: &ExportOrder) -> Result<(), JobError> {
        let key = files::export(&export.creditor, &export.id);
        let upload = match &export.upload {
            Some(upload) => upload.clone(),
            None => {
                let begun = self.objects.begin_parts(&key, CSV).await;
                begun.map_err(JobError::of)?
            }
        };
        let part = self.read_part(export).await?;
        let rows = part.rows;
        let cursor = part.place.as_ref().filter(|_| !part.over);
        let cursor = cursor.map(|place| place.cursor().as_str().to_owned());
        let tag = if part.over || part.text.len() >= PART_BYTES_MIN {
            let number = export.parts.len() + 1;
            let written = self.objects.put_part((&key, &upload), number, part.text);
            Some(written.await.map_err(JobError::of)?)
        } else {
            let aside = files::export_rest(&export.creditor, &export.id, export.version);
            let written = self.objects.put(&aside, CSV, part.text).await;
            written.map_err(JobError::of)?;
            None
        };
        let advance = Advance {
            upload,
            tag,
            rows,
            cursor,
        };
        let after = export.advanced(advance, self.clock.now());
        if after.parts.len() >= PARTS_MAX {
            return Err(JobError::of(
                "an export of more parts than an object may have",
            ));
        }
        let next = ExportOrder {
            version: after.version,
            ..order.clone()
        };
        let next = OutboxItem::new(EXPORT_JOB, &next, &*self.clock, &*self.dice);
        // Where another delivery was faster, its order leads on.
        exports::advance(&self.table, &after, export.version, Some(&next))
            .await
            .map(|_| ())
            .map_err(JobError::of)
    }

    async fn join(&self, export: &Export) -> Result<(), JobError> {
        let key = files::export(&export.creditor, &export.id);
        let upload = export.upload.as_deref().unwrap_or_default();
        let joined = self.objects.join_parts((&key, upload), &export.parts).await;
        joined.map_err(JobError::of)?;
        let ready = export.joined(self.clock.now());
        exports::advance(&self.table, &ready, export.version, None)
            .await
            .map(|_| ())
            .map_err(JobError::of)
    }

    /// Reads along the archive until a part is full, the walk is over, or the run has gone on for
    /// long enough.
    async fn read_part(&self, export: &Export) -> Result<Part, JobError> {
        let place = export.cursor.as_deref().map(Place::parse).transpose();
        let mut part = Part {
            text: self.beginning(export).await?,
            rows: 0,
            place: place.map_err(JobError::of)?,
            over: false,
        };
        for _ in 0..PAGES_MAX {
            if part.over || part.text.len() >= PART_BYTES_MIN {
                break;
            }
            let read = match export.kind {
                ExportKind::Positions => self.positions(export, &mut part).await,
                ExportKind::Payments => self.payments(export, &mut part).await,
            };
            read.map_err(JobError::of)?;
        }
        Ok(part)
    }

    /// The titles of the columns before the first line; else what an earlier run put aside.
    async fn beginning(&self, export: &Export) -> Result<String, JobError> {
        let Some(version) = export.rest else {
            return Ok(head(export));
        };
        let key = files::export_rest(&export.creditor, &export.id, version);
        let aside = self.objects.get(&key, PART_BYTES_MIN as u64).await;
        let aside = aside.map_err(JobError::of)?;
        let aside = aside.ok_or_else(|| JobError::of("lines put aside are missing"))?;
        String::from_utf8(aside.to_vec()).map_err(JobError::of)
    }

    async fn positions(&self, export: &Export, part: &mut Part) -> Result<(), TableError> {
        let walk = Walk::steady(&export.filter);
        let search = Search {
            creditor: &export.creditor,
            filter: &export.filter,
            walk: &walk,
            size: PAGE_POSITIONS,
        };
        let found = archive::page(&self.table, &search, part.place.take()).await?;
        for position in &found.positions {
            part.text.push_str(&position_line(position));
        }
        part.rows += found.positions.len() as u64;
        part.over = found.next.is_none();
        part.place = found.next;
        Ok(())
    }

    async fn payments(&self, export: &Export, part: &mut Part) -> Result<(), TableError> {
        let (creditor, filter) = (&export.creditor, &export.filter);
        let place = part.place.take();
        let (found, next) = archive::payments(&self.table, creditor, filter, place).await?;
        for paid in &found {
            if let Some(installment) = paid.part() {
                let lines = payment_lines(PaidDue {
                    receipt: &paid.receipt,
                    position: &paid.position,
                    part: installment,
                    flow: paid.flow.as_ref(),
                });
                part.rows += lines.matches("\r\n").count() as u64;
                part.text.push_str(&lines);
            }
        }
        part.over = next.is_none();
        part.place = next;
        Ok(())
    }
}

fn head(export: &Export) -> String {
    if !export.parts.is_empty() {
        return String::new();
    }
    let titles = match export.kind {
        ExportKind::Positions => line(POSITION_COLUMNS),
        ExportKind::Payments => line(PAYMENT_COLUMNS),
    };
    format!("{BOM}{titles}")
}
