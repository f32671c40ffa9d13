//! Where the rows of a file come from: settled once, so that they can be read a second time.

use super::cell::Cell;
use super::dialect::{Dialect, Encoding, Format, Separator};
use super::encoding;
use super::failure::FileFailure;
use super::inflate::{self, Package};
use super::xlsx_rows::{Workbook, refusal};
use super::{csv_rows, json_rows, sniff};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// What a file is, and the bytes that count: those of the only CSV of a zip, else its own.
pub fn unpacked(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, Format), FileFailure> {
    if json_rows::looks_like(bytes) {
        return Ok((Cow::Borrowed(bytes), Format::Json));
    }
    match sniff::format(bytes)? {
        Format::Csv | Format::Json => Ok((Cow::Borrowed(bytes), Format::Csv)),
        Format::Xlsx => match inflate::inspect(bytes)? {
            Package::Workbook => Ok((Cow::Borrowed(bytes), Format::Xlsx)),
            Package::OneCsv(part) => {
                let inner = inflate::part(bytes, part)?;
                match sniff::format(&inner)? {
                    Format::Csv => Ok((Cow::Owned(inner), Format::Csv)),
                    Format::Xlsx | Format::Json => Err(refusal(Package::Other)),
                }
            }
            other => Err(refusal(other)),
        },
    }
}

/// How to read the rows again.
#[derive(Clone, Debug)]
pub enum Source {
    Csv {
        encoding: Encoding,
        separator: Separator,
        /// The CSV stands at this place of a zip.
        zipped: bool,
    },
    Sheet(String),
    Json,
}

impl Source {
    pub fn of_csv(dialect: &Dialect, zipped: bool) -> Self {
        Source::Csv {
            encoding: dialect.encoding.unwrap_or(Encoding::Utf8),
            separator: dialect.separator.unwrap_or(Separator::Semicolon),
            zipped,
        }
    }

    /// Hands each row to `sink`, as the file has it: nothing of a CSV's cells is interpreted.
    pub fn each(
        &self,
        bytes: &[u8],
        mut sink: impl FnMut(u32, &[Cell<'_>]) -> ControlFlow<()>,
    ) -> Result<(), FileFailure> {
        match self {
            Source::Json => json_rows::read(bytes, |row, cells| Ok(sink(row, cells))),
            Source::Sheet(name) => {
                Workbook::open_inspected(bytes)?.read(name, |row, cells| Ok(sink(row, cells)))
            }
            Source::Csv {
                encoding,
                separator,
                zipped,
            } => {
                let bytes = if *zipped {
                    Cow::Owned(inflate::part(bytes, 0)?)
                } else {
                    Cow::Borrowed(bytes)
                };
                let (text, _) = encoding::decode(&bytes, Some(*encoding))?;
                csv_rows::read_raw(&text, *separator, |row, record| {
                    let cells: Vec<Cell<'_>> = record.iter().map(raw).collect();
                    Ok(sink(row, &cells))
                })
            }
        }
    }
}

fn raw(cell: &str) -> Cell<'_> {
    if cell.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(cell)
    }
}
