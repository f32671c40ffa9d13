//! The old format of Excel (`.xls`, BIFF8), which treasurers still send.
//!
//! A reader of our own: the file says how much memory it wants in a dozen places (directories,
//! dimensions, counts of strings), and none of them may be believed. Everything here is bounded by
//! the bytes that are really there. Sources: MS-CFB 2.2–2.6, MS-XLS 2.4 and 2.5.

mod cells;
mod compound;
mod records;
mod strings;

use std::ops::ControlFlow;

use crate::domain::dues::FileFailure;
use crate::domain::dues::cell::Cell;
use crate::domain::dues::limits::SHEETS_MAX;
use cells::Cells;
use records::{Record, Records};

/// Substreams and versions that `BOF` tells (MS-XLS 2.4.21).
const BIFF8: u16 = 0x0600;
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const FILE_PASS: u16 = 0x002f;
const BOUND_SHEET: u16 = 0x0085;
const DATE_MODE: u16 = 0x0022;
const SST: u16 = 0x00fc;

/// A workbook, its strings read, its sheets not yet.
pub struct OldWorkbook {
    stream: Vec<u8>,
    strings: Vec<String>,
    sheets: Vec<usize>,
}

impl OldWorkbook {
    pub fn open(bytes: &[u8]) -> Result<Self, FileFailure> {
        let stream = compound::stream(bytes, &["Workbook", "Book"]).ok_or(FileFailure::Corrupt)?;
        let mut book = Self {
            stream: Vec::new(),
            strings: Vec::new(),
            sheets: Vec::new(),
        };
        for record in Records::of(&stream) {
            match record.kind {
                BOF if record.u16(0) != Some(BIFF8) => return Err(FileFailure::OldExcel),
                FILE_PASS => return Err(FileFailure::PasswordProtected),
                // Days counted from 1904 can't be told from amounts.
                DATE_MODE if record.u16(0) == Some(1) => return Err(FileFailure::OldExcel),
                SST => book.strings = strings::read(&record).ok_or(FileFailure::Corrupt)?,
                BOUND_SHEET => book.sheets.extend(visible_sheet(&record)),
                EOF => break,
                _ => {}
            }
        }
        book.sheets.truncate(SHEETS_MAX);
        book.stream = stream;
        Ok(book)
    }

    /// How many visible worksheets there are.
    pub fn sheets(&self) -> usize {
        self.sheets.len()
    }

    /// Hands each row of a sheet that has cells to `sink`, until it breaks off.
    pub fn read(
        &self,
        sheet: usize,
        mut sink: impl FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure>,
    ) -> Result<(), FileFailure> {
        let start = self.sheets.get(sheet).copied();
        let stream = start.and_then(|start| self.stream.get(start..));
        let stream = stream.ok_or(FileFailure::Corrupt)?;
        let mut row = Cells::new(&self.strings);
        let mut depth = 0;
        for record in Records::of(stream) {
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                // Charts inside a sheet have cells of their own.
                _ if depth > 1 => {}
                _ => {
                    if row.take(&record, &mut sink)?.is_break() {
                        return Ok(());
                    }
                }
            }
        }
        row.flush(&mut sink).map(|_| ())
    }
}

/// Where a worksheet that people see begins.
fn visible_sheet(record: &Record<'_>) -> Option<usize> {
    let (hidden, kind) = (record.u8(4)? & 3, record.u8(5)?);
    let start = usize::try_from(record.u32(0)?).ok()?;
    (hidden == 0 && kind == 0).then_some(start)
}

#[cfg(test)]
pub(super) mod samples;
#[cfg(test)]
mod tests;
