//! The first rows of a table, for the person who has to say which column is what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::columns::Columns;
use super::super::mapping::StatementField;
use super::rows::{Kept, RawRow};
use crate::domain::dues::ColumnRef;

/// Rows and columns shown: enough to see titles and some movements below a preamble.
const ROWS: usize = 12;
const COLUMNS: usize = 40;
/// Characters of a cell.
const CELL_CHARS: usize = 80;
/// A date, an amount and a description.
const COLUMNS_MIN: usize = 3;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Of the row that looks most like titles; empty texts where there is none.
    pub titles: Vec<String>,
    pub rows: Vec<SampleRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleRow {
    pub row: u32,
    pub cells: Vec<String>,
}

impl Sample {
    /// From the titles on where there are some, else from the top.
    pub fn of(rows: &[RawRow], titles: Option<usize>) -> Option<Self> {
        if rows.iter().all(|row| row.filled() < COLUMNS_MIN) {
            return None;
        }
        let shown: Vec<&RawRow> = rows.iter().skip(titles.unwrap_or(0)).take(ROWS).collect();
        let width = shown.iter().map(|row| row.cells.len()).max()?.min(COLUMNS);
        let mut names = titles
            .and_then(|at| rows.get(at))
            .map(RawRow::titles)
            .unwrap_or_default();
        names.resize(width, String::new());
        Some(Self {
            titles: names,
            rows: shown
                .into_iter()
                .map(|row| sample_row(row, width))
                .collect(),
        })
    }
}

impl Sample {
    /// What the titles alone say, for the form to begin with.
    pub fn guess(&self) -> BTreeMap<StatementField, ColumnRef> {
        let columns = Columns::of(&self.titles);
        let told = |field: &StatementField| {
            let number = u32::try_from(columns.get(*field)?).ok()?.saturating_add(1);
            Some((*field, ColumnRef::Number(number)))
        };
        StatementField::ALL.iter().filter_map(told).collect()
    }
}

fn sample_row(row: &RawRow, width: usize) -> SampleRow {
    let cell = |at: usize| {
        let text = row.cells.get(at).and_then(Kept::shown).unwrap_or_default();
        let text = kernel::text::normalise_spaces(&text);
        kernel::text::truncate_chars(&text, CELL_CHARS).to_owned()
    };
    SampleRow {
        row: row.row,
        cells: (0..width).map(cell).collect(),
    }
}
