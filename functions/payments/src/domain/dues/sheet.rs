//! A file read as a whole: its dialect, its titles, its rows.

use super::amount::DecimalVotes;
use super::cell::Cell;
use super::csv_rows;
use super::date::has_year_first;
use super::dialect::{DateOrder, Decimal, Dialect, DialectChoice, Encoding, Format};
use super::encoding;
use super::failure::FileFailure;
use super::field::Field;
use super::grid::{Grid, Row};
use super::header::{HeaderSearch, Layout, named, titles_of};
use super::json_rows;
use super::learnt::{self, Learnt, MappedBy};
use super::limits::{FILE_BYTES_MAX, ROWS_MAX};
use super::mapping::{ColumnRef, MappingChoice, Spot};
use super::service::Tariffs;
use super::source::{self, Source};
use super::systems::System;
use super::xlsx_rows::Workbook;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// What a person may decide about a file before it is read; the rest is found out.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub dialect: DialectChoice,
    pub mapping: MappingChoice,
    /// Mappings of earlier files, read where this one says nothing.
    pub learnt: Vec<Learnt>,
}

/// A file that could be read. Its rows are still to be checked.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub dialect: Dialect,
    source: Source,
    layout: Layout,
    grid: Grid,
}

impl Sheet {
    /// Reads a file.
    pub fn read(bytes: &[u8], choices: &Choices, tariffs: Tariffs) -> Result<Self, FileFailure> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(FileFailure::TooBig);
        }
        if bytes.trim_ascii().is_empty() {
            return Err(FileFailure::Empty);
        }
        let (content, format) = source::unpacked(bytes)?;
        let zipped = matches!(content, Cow::Owned(_));
        let search = HeaderSearch::new(&choices.mapping, &choices.learnt, tariffs);
        match (format, choices.dialect.format) {
            (Format::Xlsx, Some(Format::Csv | Format::Json)) => Err(other_format(choices)),
            (Format::Csv, Some(Format::Xlsx | Format::Json)) => Err(other_format(choices)),
            (Format::Json, Some(Format::Xlsx | Format::Csv)) => Err(other_format(choices)),
            (Format::Xlsx, _) => xlsx(&content, choices, search),
            (Format::Csv, _) => csv(&content, zipped, choices, search),
            (Format::Json, _) => json(&content, choices, search),
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.grid.rows()
    }

    pub fn source(&self) -> &Source {
        &self.source
    }

    pub fn titles(&self) -> &[String] {
        &self.layout.titles
    }

    /// Row of the titles, from 1; 0 for a file without titles.
    pub fn header_row(&self) -> u32 {
        self.layout.header_row
    }

    /// Which column was taken for which field.
    pub fn mapping(&self) -> BTreeMap<Field, ColumnRef> {
        self.layout.columns.told(&self.layout.titles)
    }

    /// The other system whose layout the file has.
    pub fn system(&self) -> Option<System> {
        self.layout.system
    }

    pub fn mapped_by(&self) -> MappedBy {
        self.layout.mapped_by
    }

    /// What is worth remembering of the person's choice of columns: where it says no more than the
    /// titles do, or the file has no titles, nothing is.
    pub fn lesson(&self, choice: &MappingChoice) -> Option<Learnt> {
        let chosen = self.layout.mapped_by == MappedBy::Chosen && self.layout.header_row > 0;
        if !chosen || self.layout.is_plain() {
            return None;
        }
        Some(Learnt {
            titles: learnt::print(&self.layout.titles),
            mapping: choice.clone(),
        })
    }

    /// The title at a place, as a person finds it in the file.
    pub fn title_at(&self, at: usize) -> String {
        match self.layout.titles.get(at) {
            Some(title) if !title.is_empty() && self.layout.header_row > 0 => title.clone(),
            _ => format!("Colonna {}", at + 1),
        }
    }

    /// Where a person finds what is meant.
    pub fn spot(&self, spot: Spot) -> String {
        match spot {
            Spot::Field(field) => self.column(field),
            Spot::Column(at) => self.title_at(at),
        }
    }

    /// The title of the column that holds a field, as a person finds it in the file.
    pub fn column(&self, field: Field) -> String {
        let Some(at) = self.layout.columns.get(field) else {
            return field.italian().to_owned();
        };
        self.title_at(at)
    }
}

fn other_format(choices: &Choices) -> FileFailure {
    let format = match choices.dialect.format {
        Some(Format::Xlsx) => "un XLSX",
        Some(Format::Json) => "un JSON",
        Some(Format::Csv) | None => "un CSV",
    };
    FileFailure::OtherFormat {
        format: format.to_owned(),
    }
}

fn json(bytes: &[u8], choices: &Choices, search: HeaderSearch<'_>) -> Result<Sheet, FileFailure> {
    let mut collector = Collector::new(search, false);
    json_rows::read(bytes, |row, cells| collector.take(row, cells))?;
    let (mut layout, grid) = collector.finish()?;
    layout.system = Some(System::GovPayJson);
    let (decimal, date) = styles(&grid, &layout, &choices.dialect);
    let dialect = Dialect {
        format: Format::Json,
        encoding: Some(Encoding::Utf8),
        separator: None,
        decimal,
        date,
    };
    Ok(Sheet {
        dialect,
        source: Source::Json,
        layout,
        grid,
    })
}

fn csv(
    bytes: &[u8],
    zipped: bool,
    choices: &Choices,
    search: HeaderSearch<'_>,
) -> Result<Sheet, FileFailure> {
    let (text, encoding) = encoding::decode(bytes, choices.dialect.encoding)?;
    let named = |cells: &[Cell<'_>]| named(&titles_of(cells), &choices.mapping, &choices.learnt);
    let separator = choices
        .dialect
        .separator
        .unwrap_or_else(|| csv_rows::separator(&text, named));
    let mut collector = Collector::new(search, true);
    csv_rows::read(&text, separator, |row, cells| collector.take(row, cells))?;
    let (layout, grid) = collector.finish()?;
    let (decimal, date) = styles(&grid, &layout, &choices.dialect);
    let dialect = Dialect {
        format: Format::Csv,
        encoding: Some(encoding),
        separator: Some(separator),
        decimal,
        date,
    };
    Ok(Sheet {
        source: Source::of_csv(&dialect, zipped),
        dialect,
        layout,
        grid,
    })
}

/// The first visible sheet that has a header is the one meant; the others are notes.
fn xlsx(bytes: &[u8], choices: &Choices, search: HeaderSearch<'_>) -> Result<Sheet, FileFailure> {
    let mut workbook = Workbook::open_inspected(bytes)?;
    let mut first_failure = None;
    for name in workbook.sheets() {
        let mut collector = Collector::new(search.clone(), false);
        let read = workbook.read(&name, |row, cells| collector.take(row, cells));
        match read.and_then(|()| collector.finish()) {
            Ok((layout, grid)) => {
                let (decimal, date) = styles(&grid, &layout, &choices.dialect);
                let dialect = Dialect {
                    format: Format::Xlsx,
                    encoding: None,
                    separator: None,
                    decimal,
                    date,
                };
                return Ok(Sheet {
                    dialect,
                    source: Source::Sheet(name),
                    layout,
                    grid,
                });
            }
            Err(failure @ (FileFailure::HeaderNotFound { .. } | FileFailure::Empty)) => {
                first_failure = keep_better(first_failure, failure);
            }
            Err(failure) => return Err(failure),
        }
    }
    Err(first_failure.unwrap_or(FileFailure::Empty))
}

/// A sheet with words but no header says more than an empty one.
fn keep_better(kept: Option<FileFailure>, failure: FileFailure) -> Option<FileFailure> {
    match kept {
        None | Some(FileFailure::Empty) => Some(failure),
        kept => kept,
    }
}

fn styles(grid: &Grid, layout: &Layout, choice: &DialectChoice) -> (Decimal, DateOrder) {
    let usual = layout.system.map_or(Decimal::Comma, System::decimal);
    let mut decimals = DecimalVotes::default();
    let (mut year_first, mut year_last) = (0, 0);
    for row in grid.rows() {
        if let Cell::Text(text) = row.cell(Field::Amount) {
            decimals.count(text);
        }
        match row.cell(Field::DueDate) {
            Cell::Text(text) if has_year_first(text) => year_first += 1,
            Cell::Text(_) => year_last += 1,
            _ => (),
        }
    }
    let order = if year_first > 0 && year_last == 0 {
        DateOrder::YearFirst
    } else {
        DateOrder::DayFirst
    };
    (
        choice.decimal.unwrap_or_else(|| decimals.decide_or(usual)),
        choice.date.unwrap_or(order),
    )
}

/// Takes rows from the top: first for the header, then into the grid.
struct Collector<'a> {
    search: HeaderSearch<'a>,
    found: Option<(Layout, Grid)>,
    any: bool,
    /// In a CSV, cells beyond the titles mean that the row has slipped; in a sheet they are notes.
    slips: bool,
}

impl<'a> Collector<'a> {
    fn new(search: HeaderSearch<'a>, slips: bool) -> Self {
        Collector {
            search,
            found: None,
            any: false,
            slips,
        }
    }

    fn take(&mut self, row: u32, cells: &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure> {
        if cells.iter().all(Cell::is_empty) {
            return Ok(ControlFlow::Continue(()));
        }
        self.any = true;
        if self.found.is_none() {
            let Some(layout) = self.search.offer(row, cells)? else {
                return Ok(ControlFlow::Continue(()));
            };
            let grid = Grid::new(&layout.columns, &layout.guards);
            self.found = Some((layout, grid));
        }
        if let Some((layout, grid)) = &mut self.found
            && row > layout.header_row
        {
            if grid.len() >= ROWS_MAX as usize {
                return Err(FileFailure::TooManyRows);
            }
            let beyond = cells
                .iter()
                .skip(layout.titles.len())
                .any(|cell| !cell.is_empty());
            grid.push(row, cells, self.slips && beyond)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn finish(self) -> Result<(Layout, Grid), FileFailure> {
        match self.found {
            Some((_, grid)) if grid.is_empty() => Err(FileFailure::HeaderOnly),
            Some(found) => Ok(found),
            None if self.any => Err(self.search.not_found()),
            None => Err(FileFailure::Empty),
        }
    }
}
