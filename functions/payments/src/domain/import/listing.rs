//! The accepted rows in brief, to be looked through: 200,000 of them are about 15 MB.
//!
//! A line each, tabs between: row, cents, due date, category, origin, year, chapter, tax code, name,
//! service.

mod filter;

use std::fmt::Write;

use jiff::civil::Date;
use kernel::money::Cents;

use super::ExcludedRows;
use crate::domain::dues::{Due, Origin, PersonCategory};
use filter::Sought;

pub use filter::{RowFilter, amount_sought};

/// An accepted row in brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    pub row: u32,
    pub amount: Cents,
    pub due_date: Option<Date>,
    pub category: Option<PersonCategory>,
    pub origin: Option<Origin>,
    pub year: Option<i16>,
    pub chapter: &'a str,
    pub tax_code: &'a str,
    pub name: &'a str,
    /// Empty in lines that were written before it was kept.
    pub service: &'a str,
}

/// What was found, and a page of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked<'a> {
    pub page: Vec<Listed<'a>>,
    /// Rows that match.
    pub rows: u64,
    pub amount: Cents,
    /// Those of them that are left out.
    pub excluded: u64,
}

/// Adds the line of a due.
pub fn write(lines: &mut Vec<u8>, due: &Due) {
    let mut line = String::with_capacity(96);
    let date = due
        .due_date
        .map(|date| date.to_string())
        .unwrap_or_default();
    let year = due.year.map(|year| year.to_string()).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = write!(
        line,
        "{}\t{}\t{date}\t{}\t{}\t{year}\t",
        due.row,
        due.amount_cents.get(),
        due.category.map_or("", PersonCategory::name),
        due.origin.map_or("", Origin::name),
    );
    push(&mut line, due.chapter.as_deref().unwrap_or_default());
    line.push('\t');
    push(&mut line, due.debtor.tax_code.as_str());
    line.push('\t');
    push(&mut line, &due.debtor.name);
    line.push('\t');
    push(&mut line, due.service.as_str());
    line.push('\n');
    lines.extend_from_slice(line.as_bytes());
}

/// Nothing that would begin another cell or line.
fn push(line: &mut String, text: &str) {
    line.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
}

fn read(line: &str) -> Option<Listed<'_>> {
    let mut cells = line.split('\t');
    Some(Listed {
        row: cells.next()?.parse().ok()?,
        amount: Cents::new(cells.next()?.parse().ok()?),
        due_date: cells.next()?.parse().ok(),
        category: PersonCategory::of_name(cells.next()?),
        origin: Origin::of_name(cells.next()?),
        year: cells.next()?.parse().ok(),
        chapter: cells.next()?,
        tax_code: cells.next()?,
        name: cells.next()?,
        service: cells.next().unwrap_or_default(),
    })
}

/// The rows that match, in the order of the file.
pub fn matching<'a>(
    lines: &'a [u8],
    filter: &RowFilter,
    excluded: &ExcludedRows,
) -> impl Iterator<Item = Listed<'a>> {
    let sought = Sought::of(filter);
    let text = std::str::from_utf8(lines).unwrap_or_default();
    text.lines()
        .filter_map(read)
        .filter(move |row| sought.holds(row, excluded.contains(row.row)))
}

/// Counts what matches and takes one page of it.
pub fn look<'a>(
    lines: &'a [u8],
    filter: &RowFilter,
    excluded: &ExcludedRows,
    page: std::ops::Range<u64>,
) -> Looked<'a> {
    let mut looked = Looked::default();
    for row in matching(lines, filter, excluded) {
        looked.amount = looked
            .amount
            .checked_add(row.amount)
            .unwrap_or(looked.amount);
        looked.excluded += u64::from(excluded.contains(row.row));
        if page.contains(&looked.rows) {
            looked.page.push(row);
        }
        looked.rows += 1;
    }
    looked
}

#[cfg(test)]
mod tests;
