//! The lines of one part, read along the archive.

use platform::jobs::JobError;
use platform::objects::PART_BYTES_MIN;
use platform::table::TableError;

use super::ExportJobDeps;
use crate::domain::archive::Walk;
use crate::domain::export::{
    BOM, Export, ExportKind, PAYMENT_COLUMNS, POSITION_COLUMNS, PaidDue, RECEIPT_COLUMNS, line,
    payment_lines, position_line, receipt_line,
};
use crate::store::archive::{self, Place, ReceiptSearch, Search};
use crate::store::files;

/// Positions of one page of the walk.
const PAGE_POSITIONS: usize = 1_000;
/// Pages of the walk in one run: a run that finds little must end long before its time is over.
const PAGES_MAX: usize = 100;

/// Lines on their way into a part.
pub(super) struct Part {
    pub text: String,
    pub rows: u64,
    place: Option<Place>,
    /// Whether the walk is over.
    pub over: bool,
}

impl Part {
    /// Where the next part begins.
    pub fn cursor(&self) -> Option<String> {
        let place = self.place.as_ref().filter(|_| !self.over);
        place.map(|place| place.cursor().as_str().to_owned())
    }
}

impl ExportJobDeps {
    /// Reads along the archive until a part is full, the walk is over, or the run has gone on for
    /// long enough.
    pub(super) async fn read_part(&self, export: &Export) -> Result<Part, JobError> {
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
                ExportKind::Receipts => self.receipts(export, &mut part).await,
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
        let walk = Walk::steady(&export.filter, export.order);
        let search = Search {
            creditor: &export.creditor,
            filter: &export.filter,
            walk: &walk,
            size: PAGE_POSITIONS,
        };
        let found = archive::page(&self.table, &search, part.place.take()).await?;
        let now = self.clock.now();
        for position in &found.positions {
            part.text.push_str(&position_line(&position.at(now)));
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

    async fn receipts(&self, export: &Export, part: &mut Part) -> Result<(), TableError> {
        let search = ReceiptSearch {
            creditor: &export.creditor,
            kind: None,
            paid: export.filter.paid,
            within: export.filter.within.clone(),
            size: PAGE_POSITIONS,
        };
        let place = part.place.take();
        let (found, next) = archive::receipt_lines(&self.table, &search, place).await?;
        for one in &found {
            part.text
                .push_str(&receipt_line(&one.receipt, one.flow.as_ref()));
        }
        part.rows += found.len() as u64;
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
        ExportKind::Receipts => line(RECEIPT_COLUMNS),
    };
    format!("{BOM}{titles}")
}
