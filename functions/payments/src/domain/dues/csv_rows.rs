//! The rows of a CSV, with their physical numbers: blank rows count, as in a spreadsheet.

use super::cell::Cell;
use super::dialect::Separator;
use super::failure::FileFailure;
use super::limits::{COLUMNS_MAX, SEPARATOR_ROWS_MAX};
use std::ops::ControlFlow;

/// Hands each row to `sink` until it breaks off. A row is numbered as a spreadsheet would show it:
/// a cell with line breaks inside is one row, a blank line is one too.
pub fn read(
    text: &str,
    separator: Separator,
    mut sink: impl FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure>,
) -> Result<(), FileFailure> {
    read_raw(text, separator, |row, record| {
        let cells: Vec<Cell<'_>> = record.iter().take(COLUMNS_MAX).map(Cell::csv).collect();
        sink(row, &cells)
    })
}

/// As [`read`], with the cells as they are written.
pub fn read_raw(
    text: &str,
    separator: Separator,
    mut sink: impl FnMut(u32, &csv::StringRecord) -> Result<ControlFlow<()>, FileFailure>,
) -> Result<(), FileFailure> {
    let mut reader = reader(text, separator);
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    let mut end = 0;
    while reader
        .read_record(&mut record)
        .map_err(|_| FileFailure::Corrupt)?
    {
        row += 1 + blank_rows(text, end);
        end = usize::try_from(reader.position().byte()).map_err(|_| FileFailure::TooBig)?;
        if swallows_rows(&record, separator) {
            return Err(FileFailure::UnclosedQuotes { row });
        }
        if record
            .iter()
            .skip(COLUMNS_MAX)
            .any(|cell| !cell.trim().is_empty())
        {
            return Err(FileFailure::TooManyColumns);
        }
        if sink(row, &record)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn reader(text: &str, separator: Separator) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator.byte())
        .from_reader(text.as_bytes())
}

/// Blank lines from the end of one record to the start of the next. A record that ended at the
/// CR of a CRLF leaves its LF behind.
fn blank_rows(text: &str, end: usize) -> u32 {
    let bytes = text.as_bytes();
    let cr_before = end.checked_sub(1).and_then(|at| bytes.get(at)) == Some(&b'\r');
    let mut rest = bytes.get(end..).unwrap_or_default();
    if let (true, Some((b'\n', after))) = (cr_before, rest.split_first()) {
        rest = after;
    }
    let mut rows = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', after @ ..] | [b'\r' | b'\n', after @ ..] => after,
            _ => return rows,
        };
        rows += 1;
    }
}

/// A cell with line breaks and as many separators as a row: quotes that nobody closed.
fn swallows_rows(record: &csv::StringRecord, separator: Separator) -> bool {
    let sign = char::from(separator.byte());
    record
        .iter()
        .any(|cell| cell.contains(['\n', '\r']) && cell.matches(sign).count() >= 3)
}

/// The separator of a CSV: a `sep=;` line, else the one whose rows name most fields, else the one
/// whose rows are most alike.
///
/// `named` counts the fields that a row of titles names.
pub fn separator(text: &str, named: impl Fn(&[Cell<'_>]) -> usize) -> Separator {
    if let Some(told) = told(text) {
        return told;
    }
    let score = |separator: Separator| {
        let mut named_most = 0;
        let mut widths = Vec::new();
        let mut rows = 0;
        // A file that stops being readable is judged by what was read.
        let _ = read(text, separator, |_, cells| {
            named_most = named_most.max(named(cells));
            widths.push(cells.len());
            rows += 1;
            Ok(if rows < SEPARATOR_ROWS_MAX {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        });
        (named_most, alike(&mut widths))
    };
    let mut best = (Separator::Semicolon, score(Separator::Semicolon));
    for separator in Separator::ALL {
        let found = score(separator);
        if found > best.1 {
            best = (separator, found);
        }
    }
    best.0
}

/// How many rows share the commonest width of at least two.
fn alike(widths: &mut Vec<usize>) -> usize {
    widths.retain(|width| *width >= 2);
    widths.sort_unstable();
    widths
        .chunk_by(|a, b| a == b)
        .map(<[usize]>::len)
        .max()
        .unwrap_or(0)
}

/// The hint `sep=;` that Excel reads in the first line.
fn told(text: &str) -> Option<Separator> {
    let line = text.lines().next()?.trim().trim_matches('"');
    let sign = line
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("sep="))?;
    let sign = line.strip_prefix(sign)?;
    Separator::ALL
        .into_iter()
        .find(|separator| sign.as_bytes() == [separator.byte()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        read(text, Separator::Semicolon, |row, cells| {
            rows.push((row, cells.iter().map(|cell| format!("{cell:?}")).collect()));
            Ok(ControlFlow::Continue(()))
        })
        .expect("readable");
        rows
    }

    fn numbers(text: &str) -> Vec<u32> {
        rows(text).into_iter().map(|(row, _)| row).collect()
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        assert_eq!(numbers("a;b\n1;2\n3;4"), [1, 2, 3]);
        assert_eq!(numbers("a;b\r\n\r\n1;2\r\n\r\n\r\n3;4\r\n"), [1, 3, 6]);
        assert_eq!(numbers("\n\na;b\n1;2"), [3, 4]);
        assert_eq!(numbers("a;b\r1;2\r\r3;4\r"), [1, 2, 4]);
        assert_eq!(numbers("a;b\n\"x\ny\";2\n\n3;4"), [1, 2, 4]);
        assert_eq!(numbers("a;b\n \n3;4"), [1, 2, 3]);
    }

    #[test]
    fn quotes_that_swallow_rows_are_refused() {
        let text = "cf;nome;importo;nota\nA;\"Rossi;1;x\nB;Verdi;2;y\nC;Neri;3;z\n";
        let failure = read(text, Separator::Semicolon, |_, _| {
            Ok(ControlFlow::Continue(()))
        });
        assert_eq!(failure, Err(FileFailure::UnclosedQuotes { row: 2 }));
    }

    #[test]
    fn the_separator_is_the_one_that_names_fields() {
        let named = |cells: &[Cell<'_>]| {
            cells
                .iter()
                .filter(|cell| matches!(cell, Cell::Text("cf" | "importo")))
                .count()
        };
        assert_eq!(
            separator("cf;importo\nA;1,50\nB;2,50", named),
            Separator::Semicolon
        );
        assert_eq!(separator("cf,importo\nA,1\nB,2", named), Separator::Comma);
        assert_eq!(separator("cf\timporto\nA\t1", named), Separator::Tab);
        assert_eq!(
            separator("Elenco; 2026\n\ncf|importo\nA|1", named),
            Separator::Pipe
        );
        assert_eq!(separator("x,y\n1,2", named), Separator::Comma);
        assert_eq!(separator("sep=|\ncf;importo", named), Separator::Pipe);
        assert_eq!(separator("", named), Separator::Semicolon);
    }

    proptest! {
        #[test]
        fn rows_written_with_blank_lines_keep_their_numbers(
            blanks in prop::collection::vec(0usize..3, 1..20), crlf in any::<bool>()
        ) {
            let end = if crlf { "\r\n" } else { "\n" };
            let mut text = String::new();
            let mut expected = Vec::new();
            let mut row = 0;
            for blank in blanks {
                text.push_str(&end.repeat(blank));
                row += u32::try_from(blank).expect("small") + 1;
                expected.push(row);
                text.push_str(&format!("x;\"y\"\"{end}z\"{end}"));
            }
            prop_assert_eq!(numbers(&text), expected);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[\"';,\\na=\\r]{0,60}") {
            let _ = read(&text, Separator::Semicolon, |_, _| Ok(ControlFlow::Continue(())));
        }
    }
}
