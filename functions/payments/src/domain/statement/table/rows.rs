//! The cells of a table, kept within bounds.

use std::ops::ControlFlow;

use super::super::read::{ROWS_MAX, StatementFault};
use crate::domain::dues::cell::{Cell, number_text};
use crate::domain::dues::date;
use crate::domain::dues::limits::{CELL_CHARS_MAX, TITLE_CHARS_MAX};
use crate::domain::dues::{DateOrder, FileFailure};

/// Text of all cells together, bytes: six times the largest file, as a workbook may say one string
/// many times.
const TEXT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Cells of all rows together: 30 a row at the largest statement, and room for blanks.
const CELLS_MAX: usize = 2_000_000;
/// Rows that are no movements: what stands above and below them.
const ROWS_AROUND: usize = 200;

#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    Empty,
    Text(String),
    Number(f64),
    Serial(f64),
    /// A formula or an error: its value is not to be trusted.
    Unreadable,
}

impl Kept {
    fn of(cell: &Cell<'_>) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Text(text) => {
                Self::Text(kernel::text::truncate_chars(text, CELL_CHARS_MAX).to_owned())
            }
            Cell::Number(number) => Self::Number(*number),
            Cell::Serial(days) => Self::Serial(*days),
            Cell::Bool(_) | Cell::Error | Cell::Formula => Self::Unreadable,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Empty | Self::Number(_) | Self::Serial(_) | Self::Unreadable => None,
        }
    }

    /// As people see it.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => number_text(*number),
            Self::Serial(days) => date::of_serial(*days).map(|day| day.to_string()),
            Self::Empty | Self::Unreadable => None,
        }
    }
}

/// A row that has something in it.
#[derive(Clone, Debug)]
pub struct RawRow {
    pub row: u32,
    pub cells: Vec<Kept>,
}

impl RawRow {
    pub fn titles(&self) -> Vec<String> {
        let title = |cell: &Kept| {
            let text = kernel::text::normalise_spaces(&cell.shown().unwrap_or_default());
            kernel::text::truncate_chars(&text, TITLE_CHARS_MAX).to_owned()
        };
        self.cells.iter().map(title).collect()
    }

    pub fn filled(&self) -> usize {
        self.cells
            .iter()
            .filter(|cell| **cell != Kept::Empty)
            .count()
    }

    /// Three words at least, and nothing that is a date or a number.
    pub fn is_words(&self) -> bool {
        let is_word = |cell: &Kept| match cell {
            Kept::Text(text) => {
                date::parse(text, DateOrder::DayFirst).is_none()
                    && text.contains(char::is_alphabetic)
                    && !text.contains('/')
            }
            Kept::Empty => true,
            Kept::Number(_) | Kept::Serial(_) | Kept::Unreadable => false,
        };
        self.filled() >= 3 && self.cells.iter().all(is_word)
    }
}

#[derive(Default)]
pub struct Rows {
    rows: Vec<RawRow>,
    text_bytes: usize,
    cells: usize,
    fault: Option<StatementFault>,
}

impl Rows {
    pub fn take(&mut self, row: u32, cells: &[Cell<'_>]) -> ControlFlow<()> {
        if cells.iter().all(Cell::is_empty) {
            return ControlFlow::Continue(());
        }
        let cells: Vec<Kept> = cells.iter().map(Kept::of).collect();
        self.text_bytes += cells
            .iter()
            .filter_map(Kept::text)
            .map(str::len)
            .sum::<usize>();
        self.cells += cells.len();
        self.rows.push(RawRow { row, cells });
        if self.rows.len() > ROWS_MAX + ROWS_AROUND {
            self.fault = Some(StatementFault::TooManyRows);
        } else if self.text_bytes > TEXT_BYTES_MAX || self.cells > CELLS_MAX {
            self.fault = Some(FileFailure::InflatesTooMuch.into());
        }
        if self.fault.is_some() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    pub fn finish(self) -> Result<Vec<RawRow>, StatementFault> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(self.rows),
        }
    }
}
