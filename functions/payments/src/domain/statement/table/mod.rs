//! A statement that is a table: its cells first, what they mean afterwards.

mod line;
mod rows;
mod sample;

use super::columns::Columns;
use super::dialect::{StatementDialect, StatementFormat};
use super::mapping::{LayoutPrint, StatementChoice, StatementField};
use super::movement::UnreadRow;
use super::read::{Read, Reading, StatementFault};
use super::xls::OldWorkbook;
use crate::domain::dues::amount::DecimalVotes;
use crate::domain::dues::date::has_year_first;
use crate::domain::dues::header::titles_of;
use crate::domain::dues::xlsx_rows::Workbook;
use crate::domain::dues::{
    ColumnRef, DateOrder, DialectChoice, Encoding, Separator, csv_rows, encoding,
};
use line::{Line, Styles};
pub use rows::Kept;
use rows::{RawRow, Rows};
pub use sample::{Sample, SampleRow};

/// Rows searched for the titles: holder, account, period and balances stand above them.
const HEADER_ROWS_MAX: usize = 60;

/// A table, before it is decided which column is what.
pub struct Table {
    format: StatementFormat,
    encoding: Option<Encoding>,
    separator: Option<Separator>,
    rows: Vec<RawRow>,
    /// The place of the titles in `rows`, if they were recognised.
    header: Option<usize>,
}

impl Table {
    pub fn csv(bytes: &[u8], choice: &DialectChoice) -> Result<Self, StatementFault> {
        let (text, encoding) = encoding::decode(bytes, choice.encoding)?;
        let known =
            |cells: &[crate::domain::dues::cell::Cell<'_>]| Columns::of(&titles_of(cells)).known();
        let separator = choice
            .separator
            .unwrap_or_else(|| csv_rows::separator(&text, known));
        let mut rows = Rows::default();
        csv_rows::read(&text, separator, |row, cells| Ok(rows.take(row, cells)))?;
        let mut table = Self::of(StatementFormat::Csv, rows)?;
        (table.encoding, table.separator) = (Some(encoding), Some(separator));
        Ok(table)
    }

    /// The first sheet that has the titles is the statement, else the first with columns.
    pub fn xlsx(bytes: &[u8]) -> Result<Self, StatementFault> {
        let mut workbook = Workbook::open(bytes)?;
        let names = workbook.sheets();
        Self::of_sheets(StatementFormat::Xlsx, names, |name, rows| {
            Ok(workbook.read(&name, |row, cells| Ok(rows.take(row, cells)))?)
        })
    }

    pub fn xls(bytes: &[u8]) -> Result<Self, StatementFault> {
        let workbook = OldWorkbook::open(bytes)?;
        Self::of_sheets(StatementFormat::Xls, 0..workbook.sheets(), |sheet, rows| {
            Ok(workbook.read(sheet, |row, cells| Ok(rows.take(row, cells)))?)
        })
    }

    fn of_sheets<S>(
        format: StatementFormat,
        sheets: impl IntoIterator<Item = S>,
        mut read: impl FnMut(S, &mut Rows) -> Result<(), StatementFault>,
    ) -> Result<Self, StatementFault> {
        let mut first = None;
        for sheet in sheets {
            let mut rows = Rows::default();
            read(sheet, &mut rows)?;
            let table = Self::of(format, rows)?;
            if table.header.is_some() {
                return Ok(table);
            }
            if first.is_none() && table.sample().is_some() {
                first = Some(table);
            }
        }
        first.ok_or(StatementFault::HeaderNotFound)
    }

    fn of(format: StatementFormat, rows: Rows) -> Result<Self, StatementFault> {
        let rows = rows.finish()?;
        let top = rows.iter().take(HEADER_ROWS_MAX);
        let header = top
            .map(|row| Columns::of(&row.titles()))
            .position(|columns| columns.are_titles());
        Ok(Self {
            format,
            encoding: None,
            separator: None,
            rows,
            header,
        })
    }

    /// What the bank is known by next time.
    pub fn print(&self) -> LayoutPrint {
        match self.header.or_else(|| self.words()) {
            Some(at) => LayoutPrint::of_titles(&self.titles_at(at)),
            None => LayoutPrint::of_width(self.width()),
        }
    }

    fn titles_at(&self, row: usize) -> Vec<String> {
        self.rows.get(row).map(RawRow::titles).unwrap_or_default()
    }

    /// The row that looks most like titles: the first of the fullest that are words alone.
    fn words(&self) -> Option<usize> {
        let top = self.rows.iter().take(HEADER_ROWS_MAX).enumerate();
        let words = top.filter(|(_, row)| row.is_words());
        let fullest = words.max_by_key(|(at, row)| (row.filled(), std::cmp::Reverse(*at)));
        fullest.map(|(at, _)| at)
    }

    fn width(&self) -> usize {
        self.rows.iter().map(RawRow::filled).max().unwrap_or(0)
    }

    /// What a person is shown who has to say which column is what; `None` where there are too few
    /// columns for a statement.
    pub fn sample(&self) -> Option<Sample> {
        Sample::of(&self.rows, self.header.or_else(|| self.words()))
    }

    /// Reads the movements, or asks for the columns.
    pub fn read(&self, choice: &StatementChoice) -> Result<Read, StatementFault> {
        let Some((from, columns)) = self.columns(choice)? else {
            return match self.sample() {
                Some(_) => Ok(Read::Asked),
                None => Err(StatementFault::HeaderNotFound),
            };
        };
        let titles = from
            .checked_sub(1)
            .map(|at| self.titles_at(at))
            .unwrap_or_default();
        let rows = self.rows.iter().skip(from);
        let lines: Vec<Line> = rows.filter_map(|row| Line::of(row, &columns)).collect();
        let styles = styles(&lines, &choice.dialect);
        let is_below_titles = from > 0;
        let (movements, unread) = movements(lines, styles, is_below_titles);
        if movements.is_empty() && unread.is_empty() {
            return Err(StatementFault::NoMovements);
        }
        let dialect = StatementDialect {
            format: self.format,
            encoding: self.encoding,
            separator: self.separator,
            decimal: Some(styles.decimal),
            date: Some(styles.date),
        };
        let told = |field: &StatementField| {
            let number = u32::try_from(columns.get(*field)?).ok()?.saturating_add(1);
            Some((*field, ColumnRef::of(number, &titles)))
        };
        Ok(Read::Movements(Reading {
            dialect,
            mapping: StatementField::ALL.iter().filter_map(told).collect(),
            movements,
            unread,
        }))
    }

    /// The place where movements begin, and the columns; `None` where they are not sure enough.
    fn columns(
        &self,
        choice: &StatementChoice,
    ) -> Result<Option<(usize, Columns)>, StatementFault> {
        let mapping = &choice.mapping;
        if mapping.is_empty() {
            return Ok(self.found().or_else(|| self.poste()));
        }
        // Titles that a person named stand in some row near the top.
        let top = 0..self.rows.len().min(HEADER_ROWS_MAX);
        let named = |at: &usize| {
            mapping
                .iter()
                .any(|(_, column)| matches!(column, Some(ColumnRef::Header(_))))
                && Columns::default()
                    .chosen(mapping, &self.titles_at(*at))
                    .is_ok()
        };
        let at = self.header.into_iter().chain(top).find(named);
        let at = at.or(self.header);
        let titles = at.map(|at| self.titles_at(at));
        // Without titles a column is anything that the widest row has.
        let names = titles.unwrap_or_else(|| vec![String::new(); self.width_of_cells()]);
        let automatic = Columns::of(&names);
        let columns =
            automatic
                .chosen(mapping, &names)
                .map_err(|column| StatementFault::ColumnNotFound {
                    column: column.to_string(),
                })?;
        let from = at.map_or(0, |at| at + 1);
        Ok(columns.are_enough().then_some((from, columns)))
    }

    fn width_of_cells(&self) -> usize {
        self.rows
            .iter()
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0)
    }

    /// Below titles that say all that is needed, none of them twice.
    fn found(&self) -> Option<(usize, Columns)> {
        let at = self.header?;
        let titles = self.titles_at(at);
        let columns = Columns::of(&titles);
        let twice = |place: Option<usize>| {
            let title = place.and_then(|at| titles.get(at));
            title.is_some_and(|title| titles.iter().filter(|t| *t == title).count() > 1)
        };
        let is_sure = !twice(columns.date) && !twice(columns.amount) && !twice(columns.credit);
        (columns.are_enough() && is_sure).then_some((at + 1, columns))
    }

    /// The positional table of the post office: an IBAN in the first line, and movements that read
    /// as such.
    fn poste(&self) -> Option<(usize, Columns)> {
        if self.format != StatementFormat::Csv || self.header.is_some() {
            return None;
        }
        let first = self.rows.first()?;
        let has_iban = first.cells.iter().filter_map(Kept::text).any(names_an_iban);
        let columns = Columns::of_poste();
        let rows = self.rows.iter().skip(1);
        let lines: Vec<Line> = rows.filter_map(|row| Line::of(row, &columns)).collect();
        let styles = styles(&lines, &DialectChoice::default());
        let reads = lines
            .into_iter()
            .any(|line| matches!(line.movement(styles), Ok(Some(_))));
        (has_iban && reads).then_some((0, columns))
    }
}

/// `IBAN: IT33 I076 0103 2000 0123 4567 890` and the like.
fn names_an_iban(text: &str) -> bool {
    let solid: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let starts = solid.match_indices("IT").map(|(at, _)| at);
    starts
        .filter_map(|at| solid.get(at..at + 27))
        .any(|iban| kernel::iban::Iban::parse(iban).is_ok())
}

/// Where a person named columns by number there are no titles: what stands above the first movement
/// is no movement.
fn movements(
    lines: Vec<Line>,
    styles: Styles,
    is_below_titles: bool,
) -> (Vec<super::MovementText>, Vec<UnreadRow>) {
    let (mut movements, mut unread) = (Vec::new(), Vec::new());
    let mut begun = is_below_titles;
    for line in lines {
        let row = line.row;
        match line.movement(styles) {
            Ok(Some(movement)) => {
                begun = true;
                movements.push(movement);
            }
            Err(code) if begun => unread.push(UnreadRow { row, code }),
            Ok(None) | Err(_) => {}
        }
    }
    (movements, unread)
}

/// Decided by the whole file, never cell by cell.
fn styles(lines: &[Line], choice: &DialectChoice) -> Styles {
    let mut votes = DecimalVotes::default();
    let (mut year_first, mut year_last) = (0, 0);
    for line in lines {
        line.amounts().for_each(|text| votes.count(text));
        match line.date_text() {
            Some(text) if has_year_first(text) => year_first += 1,
            Some(_) => year_last += 1,
            None => {}
        }
    }
    let order = if year_first > 0 && year_last == 0 {
        DateOrder::YearFirst
    } else {
        DateOrder::DayFirst
    };
    Styles {
        decimal: choice.decimal.unwrap_or_else(|| votes.decide()),
        date: choice.date.unwrap_or(order),
    }
}

#[cfg(test)]
mod asked;
#[cfg(test)]
mod dialects;
#[cfg(test)]
mod tests;
