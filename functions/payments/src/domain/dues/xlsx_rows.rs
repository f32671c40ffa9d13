//! The rows of a workbook's sheets, streamed.

use super::cell::Cell;
use super::date::EPOCH_1904_DAYS;
use super::failure::{FileFailure, Lookalike};
use super::inflate::{self, Package};
use super::limits::{COLUMNS_MAX, SHEETS_MAX};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::Cursor;
use std::ops::ControlFlow;

/// A workbook whose size was checked, ready to be read.
pub struct Workbook<'a> {
    xlsx: Xlsx<Cursor<&'a [u8]>>,
    is_1904: bool,
}

impl<'a> Workbook<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, FileFailure> {
        match inflate::inspect(bytes)? {
            Package::Workbook => Self::open_inspected(bytes),
            other => Err(refusal(other)),
        }
    }

    /// Of a zip that [`inflate::inspect`] has passed.
    pub fn open_inspected(bytes: &'a [u8]) -> Result<Self, FileFailure> {
        let xlsx: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(failure)?;
        let is_1904 = xlsx.has_1904_epoch();
        Ok(Workbook { xlsx, is_1904 })
    }

    /// The visible worksheets, in their order.
    pub fn sheets(&self) -> Vec<String> {
        let sheets = self.xlsx.sheets_metadata().iter();
        sheets
            .filter(|sheet| {
                sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
            })
            .map(|sheet| sheet.name.clone())
            .take(SHEETS_MAX)
            .collect()
    }

    /// Hands each row of a sheet that has cells to `sink`, until it breaks off.
    pub fn read(
        &mut self,
        sheet: &str,
        mut sink: impl FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure>,
    ) -> Result<(), FileFailure> {
        let is_1904 = self.is_1904;
        let mut reader = self.xlsx.worksheet_cells_reader(sheet).map_err(failure)?;
        let mut line = Line {
            row: 0,
            values: Vec::new(),
        };
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(failure)? {
            let (row, column) = record.pos;
            if row != line.row || line.values.is_empty() {
                if row < line.row {
                    return Err(FileFailure::Corrupt);
                }
                if line.flush(is_1904, &mut sink)?.is_break() {
                    return Ok(());
                }
                line.row = row;
            }
            line.put(column as usize, record.value, record.formula.is_some())?;
        }
        line.flush(is_1904, &mut sink).map(|_| ())
    }
}

/// Why a zip that is no workbook is not read.
pub fn refusal(package: Package) -> FileFailure {
    let looks_like = match package {
        Package::OtherSpreadsheet => return FileFailure::OtherSpreadsheet,
        Package::Document => Lookalike::Word,
        Package::Workbook | Package::OneCsv(_) | Package::Other => Lookalike::Archive,
    };
    FileFailure::NotASpreadsheet { looks_like }
}

/// The row being gathered.
struct Line<'a> {
    /// From 0.
    row: u32,
    values: Vec<(DataRef<'a>, bool)>,
}

impl<'a> Line<'a> {
    fn put(&mut self, at: usize, value: DataRef<'a>, formula: bool) -> Result<(), FileFailure> {
        if matches!(value, DataRef::Empty) && !formula {
            return Ok(());
        }
        if at >= COLUMNS_MAX {
            return Err(FileFailure::TooManyColumns);
        }
        if self.values.len() <= at {
            self.values.resize(at + 1, (DataRef::Empty, false));
        }
        if let Some(slot) = self.values.get_mut(at) {
            *slot = (value, formula);
        }
        Ok(())
    }

    fn flush(
        &mut self,
        is_1904: bool,
        sink: &mut impl FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure>,
    ) -> Result<ControlFlow<()>, FileFailure> {
        if self.values.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let cells: Vec<Cell<'_>> = self
            .values
            .iter()
            .map(|(value, formula)| cell(value, *formula, is_1904))
            .collect();
        let flow = sink(self.row + 1, &cells);
        self.values.clear();
        flow
    }
}

fn cell<'b>(value: &'b DataRef<'_>, formula: bool, is_1904: bool) -> Cell<'b> {
    if formula {
        return Cell::Formula;
    }
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::Float(number) => Cell::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets hold 15 digits")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::Error(_) => Cell::Error,
        DataRef::DateTime(moment) if moment.is_duration() => Cell::Number(moment.as_f64()),
        DataRef::DateTime(moment) => {
            Cell::Serial(moment.as_f64() + if is_1904 { EPOCH_1904_DAYS } else { 0.0 })
        }
    }
}

fn failure(error: XlsxError) -> FileFailure {
    match error {
        XlsxError::Password => FileFailure::PasswordProtected,
        _ => FileFailure::Corrupt,
    }
}
