//! The refused rows as a file: the columns of the input, then why. It is mended and loaded again.

use super::cell::{Cell, number_text};
use super::date;
use super::dialect::{DateOrder, Decimal, Dialect};
use super::failure::FileFailure;
use super::row_code::RefusedRow;
use super::sheet::Sheet;
use jiff::civil::Date;
use std::ops::ControlFlow;

/// The two columns that tell why, as MyPay's file of rejects has them.
const WHY: [&str; 2] = ["cod_rifiuto", "de_rifiuto"];

/// Largest file of rejects, bytes; rows beyond it are told without their cells. A cell that a
/// workbook holds once and shows a million times would else grow without bound.
const BYTES_MAX: usize = 64 * 1024 * 1024;

/// The refused rows, in their order: UTF-8 with mark, the separator of the input (`;` for a
/// workbook), and no cell that a spreadsheet would run.
pub fn reject_file(
    sheet: &Sheet,
    bytes: &[u8],
    refused: &[RefusedRow],
) -> Result<Vec<u8>, FileFailure> {
    let separator = sheet
        .dialect
        .separator
        .map_or(b';', |separator| separator.byte());
    let mut file = Writer {
        csv: b"\xef\xbb\xbf".to_vec(),
        separator: char::from(separator),
        dialect: sheet.dialect,
        width: sheet.titles().len(),
    };
    if sheet.header_row() == 0 {
        let titles: Vec<String> = (0..file.width).map(|at| sheet.title_at(at)).collect();
        file.titles(titles.iter().map(|title| Cell::Text(title)));
    }
    let mut refused = refused.iter().peekable();
    sheet.source().each(bytes, |row, cells| {
        if row == sheet.header_row() {
            file.titles(cells.iter().copied());
        }
        // A row that is not found any more is not waited for.
        while refused.next_if(|refused| refused.row < row).is_some() {}
        if let Some(refused) = refused.next_if(|refused| refused.row == row) {
            file.row(cells, refused);
        }
        match refused.peek() {
            Some(_) => ControlFlow::Continue(()),
            None => ControlFlow::Break(()),
        }
    })?;
    Ok(file.csv)
}

struct Writer {
    csv: Vec<u8>,
    separator: char,
    dialect: Dialect,
    width: usize,
}

impl Writer {
    fn titles<'c>(&mut self, cells: impl Iterator<Item = Cell<'c>>) {
        let width = self.width;
        let mut titles: Vec<String> = cells.map(|cell| shown(cell, self.dialect)).collect();
        titles.resize(width, String::new());
        titles.extend(WHY.map(str::to_owned));
        self.line(&titles);
    }

    /// The cells under the titles, the reason, and last the cells that have no title.
    fn row(&mut self, cells: &[Cell<'_>], refused: &RefusedRow) {
        let room = self.csv.len() < BYTES_MAX;
        let cells = if room { cells } else { &[] };
        let mut line: Vec<String> = cells
            .iter()
            .map(|cell| shown(*cell, self.dialect))
            .collect();
        let beyond = line.split_off(line.len().min(self.width));
        line.resize(self.width, String::new());
        let code = serde_json::to_value(refused.fault.code).unwrap_or_default();
        line.push(code.as_str().unwrap_or_default().to_owned());
        line.push(reason(refused));
        line.extend(beyond);
        self.line(&line);
    }

    fn line(&mut self, cells: &[String]) {
        let separator = self.separator.to_string();
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        self.csv
            .extend_from_slice(cells.join(&separator).as_bytes());
        self.csv.extend_from_slice(b"\r\n");
    }
}

/// `Riga 12. Importo: L'importo è zero. Scadenza: …`
fn reason(refused: &RefusedRow) -> String {
    let faults = std::iter::once(&refused.fault).chain(&refused.others);
    let faults = faults.map(|fault| format!(" {}: {}", fault.column, fault.message));
    format!("Riga {}.{}", refused.row, faults.collect::<String>())
}

/// A cell as a person sees it, so that it is read again as it was. A formula stays one.
fn shown(cell: Cell<'_>, dialect: Dialect) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Number(number) => {
            let text = number_text(number).unwrap_or_default();
            match dialect.decimal {
                Decimal::Comma => text.replace('.', ","),
                Decimal::Point => text,
            }
        }
        Cell::Serial(days) => date::of_serial(days)
            .map(|day| written(day, dialect.date))
            .unwrap_or_default(),
        Cell::Bool(true) => "VERO".to_owned(),
        Cell::Bool(false) => "FALSO".to_owned(),
        Cell::Error => "#N/D".to_owned(),
        Cell::Formula => super::cell::FORMULA_MARK.to_owned(),
    }
}

fn written(day: Date, order: DateOrder) -> String {
    match order {
        DateOrder::DayFirst => kernel::time::italian_date(day),
        DateOrder::MonthFirst => day.strftime("%m/%d/%Y").to_string(),
        DateOrder::YearFirst => day.to_string(),
    }
}

/// A cell of a CSV for people: in quotes, and never one that a spreadsheet would run
/// (OWASP ASVS 1.2.10). The reader takes the guarding `'` away again.
pub fn quoted(text: &str) -> String {
    const RUNS: &[char] = &[
        '=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ];
    let guard = if text.starts_with(RUNS) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn no_cell_of_a_reject_file_would_run_in_a_spreadsheet(
            text in "[=+@\\-\t\r\n\0＝＋－＠'\"; a1]{0,12}"
        ) {
            let line = quoted(&text);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .delimiter(b';')
                .from_reader(line.as_bytes());
            let record = reader.records().next().expect("a row").expect("a row");
            let cell = record.get(0).expect("a cell");
            prop_assert!(!cell.starts_with([
                '=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠',
            ]));
            prop_assert_eq!(cell.trim_start_matches('\''), text.trim_start_matches('\''));
        }
    }
}
