//! From a file to its movements.

mod cells;

use std::ops::ControlFlow;

use super::columns::Columns;
use super::movement::{MovementText, UnreadRow};
use crate::domain::dues::amount::DecimalVotes;
use crate::domain::dues::cell::Cell;
use crate::domain::dues::date::has_year_first;
use crate::domain::dues::header::titles_of;
use crate::domain::dues::xlsx_rows::Workbook;
use crate::domain::dues::{
    DateOrder, Decimal, Dialect, DialectChoice, FileFailure, Format, csv_rows, encoding, sniff,
};
use cells::{Line, Styles};

/// Largest statement, bytes: a year of a busy account is under 5 MB.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Most movements of one statement: all of them are one answer of the machine API.
pub const ROWS_MAX: usize = 20_000;
/// Rows searched for the titles: holder, account, period and balances stand above them.
const HEADER_ROWS_MAX: u32 = 60;

/// What a file says.
#[derive(Clone, Debug)]
pub struct Reading {
    pub dialect: Dialect,
    pub movements: Vec<MovementText>,
    pub unread: Vec<UnreadRow>,
}

/// Why a file gives no movements. `Display` is the Italian sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    #[error(transparent)]
    File(#[from] FileFailure),
    #[error("Il file supera i {} MB: scarica un periodo più breve.", FILE_BYTES_MAX / 1024 / 1024)]
    TooBig,
    #[error("Il file ha più di {ROWS_MAX} movimenti: scarica un periodo più breve.")]
    TooManyRows,
    #[error(
        "Non trovo le colonne dell'estratto conto: servono la data contabile e l'importo, \
             oppure entrate e uscite."
    )]
    HeaderNotFound,
    #[error("Il file ha soltanto i nomi delle colonne: sotto non c'è nessun movimento.")]
    NoMovements,
}

impl StatementFault {
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(failure) => failure.code(),
            Self::TooBig => "too_big",
            Self::TooManyRows => "too_many_rows",
            Self::HeaderNotFound => "header_not_found",
            Self::NoMovements => "no_movements",
        }
    }
}

/// Reads a statement. What the person chose of the dialect stands; the rest is found out.
pub fn read(bytes: &[u8], choice: &DialectChoice) -> Result<Reading, StatementFault> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(StatementFault::TooBig);
    }
    if bytes.trim_ascii().is_empty() {
        return Err(FileFailure::Empty.into());
    }
    match sniff::format(bytes)? {
        Format::Csv => csv(bytes, choice),
        Format::Xlsx => xlsx(bytes, choice),
        Format::Json => Err(StatementFault::HeaderNotFound),
    }
}

fn csv(bytes: &[u8], choice: &DialectChoice) -> Result<Reading, StatementFault> {
    let (text, encoding) = encoding::decode(bytes, choice.encoding)?;
    let known = |cells: &[Cell<'_>]| Columns::of(&titles_of(cells)).known();
    let separator = choice
        .separator
        .unwrap_or_else(|| csv_rows::separator(&text, known));
    let mut sheet = Sheet::default();
    csv_rows::read(&text, separator, |row, cells| Ok(sheet.take(row, cells)))?;
    let (encoding, separator) = (Some(encoding), Some(separator));
    sheet.finish(choice, |decimal, date| Dialect {
        format: Format::Csv,
        encoding,
        separator,
        decimal,
        date,
    })
}

/// The first sheet that has the titles is the statement.
fn xlsx(bytes: &[u8], choice: &DialectChoice) -> Result<Reading, StatementFault> {
    let mut workbook = Workbook::open(bytes)?;
    for name in workbook.sheets() {
        let mut sheet = Sheet::default();
        workbook.read(&name, |row, cells| Ok(sheet.take(row, cells)))?;
        if sheet.columns.is_some() {
            return sheet.finish(choice, |decimal, date| Dialect {
                format: Format::Xlsx,
                encoding: None,
                separator: None,
                decimal,
                date,
            });
        }
    }
    Err(StatementFault::HeaderNotFound)
}

/// The rows below the titles.
#[derive(Default)]
struct Sheet {
    columns: Option<Columns>,
    lines: Vec<Line>,
    /// Rows above the titles.
    above: u32,
}

impl Sheet {
    fn take(&mut self, row: u32, cells: &[Cell<'_>]) -> ControlFlow<()> {
        match &self.columns {
            Some(columns) => {
                self.lines.extend(Line::of(row, cells, columns));
                if self.lines.len() > ROWS_MAX {
                    return ControlFlow::Break(());
                }
            }
            None => {
                let columns = Columns::of(&titles_of(cells));
                if columns.are_enough() {
                    self.columns = Some(columns);
                }
                self.above += 1;
                if self.columns.is_none() && self.above >= HEADER_ROWS_MAX {
                    return ControlFlow::Break(());
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn finish(
        self,
        choice: &DialectChoice,
        dialect: impl Fn(Decimal, DateOrder) -> Dialect,
    ) -> Result<Reading, StatementFault> {
        if self.columns.is_none() {
            return Err(StatementFault::HeaderNotFound);
        }
        if self.lines.len() > ROWS_MAX {
            return Err(StatementFault::TooManyRows);
        }
        let styles = self.styles(choice);
        let (mut movements, mut unread) = (Vec::new(), Vec::new());
        for line in self.lines {
            let row = line.row;
            match line.movement(styles) {
                Ok(Some(movement)) => movements.push(movement),
                Ok(None) => {}
                Err(code) => unread.push(UnreadRow { row, code }),
            }
        }
        if movements.is_empty() && unread.is_empty() {
            return Err(StatementFault::NoMovements);
        }
        let dialect = dialect(styles.decimal, styles.date);
        Ok(Reading {
            dialect,
            movements,
            unread,
        })
    }

    /// Decided by the whole file, never cell by cell.
    fn styles(&self, choice: &DialectChoice) -> Styles {
        let mut votes = DecimalVotes::default();
        let (mut year_first, mut year_last) = (0, 0);
        for line in &self.lines {
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
}

#[cfg(test)]
mod tests;
