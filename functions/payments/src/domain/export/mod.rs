//! Exports of the archive: a file of any size, made in parts by a job.

mod payments;
mod positions;
mod receipts;
mod record;

pub use kernel::csv::{BOM, line};
pub use payments::{PAYMENT_COLUMNS, PaidDue, payment_lines};
pub use positions::{POSITION_COLUMNS, position_line};
pub use receipts::{RECEIPT_COLUMNS, receipt_line};
pub use record::{Advance, Export, ExportKind, ExportState, FILE_KEPT_DAYS};
