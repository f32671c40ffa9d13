//! The accepted rows in brief, to be looked through: 200,000 of them are about 15 MB.
//!
//! A line each, tabs between: row, cents, due date, category, origin, year, chapter, tax code, name,
//! service.

use std::fmt::Write;

use jiff::civil::Date;
use kernel::money::Cents;
use kernel::text::fold_ascii;

use super::ExcludedRows;
use crate::domain::dues::{Decimal, Due, Origin, PersonCategory, amount};

/// What a person looks for among the accepted rows. Nothing chosen: every row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFilter {
    pub amount_from: Option<Cents>,
    pub amount_to: Option<Cents>,
    pub due_from: Option<Date>,
    pub due_to: Option<Date>,
    pub category: Option<PersonCategory>,
    pub origin: Option<Origin>,
    pub year: Option<i16>,
    /// The beginning of the chapter.
    pub chapter: String,
    /// A part of the name, or the beginning of the tax code.
    pub words: String,
    /// Only what is left out, or only what is not.
    pub excluded: Option<bool>,
}

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

/// A filter made ready to be held against many rows.
struct Sought<'f> {
    filter: &'f RowFilter,
    chapter: String,
    words: String,
    code: String,
}

impl<'f> Sought<'f> {
    fn of(filter: &'f RowFilter) -> Self {
        let words = fold_ascii(&filter.words).to_lowercase();
        Self {
            filter,
            chapter: filter.chapter.to_lowercase(),
            code: words.split_whitespace().collect::<String>().to_uppercase(),
            words,
        }
    }

    fn holds(&self, row: &Listed<'_>, excluded: bool) -> bool {
        let filter = self.filter;
        let same = |wanted: bool, is: bool| !wanted || is;
        filter.amount_from.is_none_or(|from| from <= row.amount)
            && filter.amount_to.is_none_or(|to| row.amount <= to)
            && filter
                .due_from
                .is_none_or(|from| row.due_date.is_some_and(|date| from <= date))
            && filter
                .due_to
                .is_none_or(|to| row.due_date.is_some_and(|date| date <= to))
            && same(filter.category.is_some(), filter.category == row.category)
            && same(filter.origin.is_some(), filter.origin == row.origin)
            && same(filter.year.is_some(), filter.year == row.year)
            && filter.excluded.is_none_or(|wanted| wanted == excluded)
            && (self.chapter.is_empty() || row.chapter.to_lowercase().starts_with(&self.chapter))
            && (self.words.is_empty() || self.names(row))
    }

    fn names(&self, row: &Listed<'_>) -> bool {
        row.tax_code.starts_with(&self.code)
            || fold_ascii(row.name).to_lowercase().contains(&self.words)
    }
}

/// An amount that a person looks for: `1.500`, `12,50`.
pub fn amount_sought(text: &str) -> Result<Cents, &'static str> {
    let said = "Scrivi un importo in euro, per esempio 1.500,00.";
    let cents = amount::signed(text, Decimal::Comma).map_err(|_| said)?;
    Some(cents)
        .filter(|cents| *cents >= Cents::ZERO)
        .ok_or(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dues::Debtor;
    use jiff::civil::date;
    use kernel::ids::ServiceCode;
    use kernel::tax::TaxCode;

    fn due(row: u32, code: &str, name: &str, cents: i64) -> Due {
        let tax_code = TaxCode::parse(code).expect("a tax code");
        Due {
            row,
            debtor: Debtor {
                kind: tax_code.kind(),
                tax_code,
                name: name.to_owned(),
                email: None,
                address: None,
            },
            amount_cents: Cents::new(cents),
            service: ServiceCode::parse("MENSA").expect("a code"),
            description: None,
            due_date: None,
            iud: None,
            category: None,
            origin: None,
            chapter: None,
            year: None,
        }
    }

    fn lines() -> Vec<u8> {
        let mut rossi = due(2, "RSSMRA85T10A562S", "Mario\tRossi", 1_000);
        rossi.category = Some(PersonCategory::Professional);
        rossi.origin = Some(Origin::Arrears);
        rossi.due_date = Some(date(2026, 12, 31));
        rossi.chapter = Some("3.01.02".to_owned());
        rossi.year = Some(2025);
        let ditta = due(5, "80047110152", "Società Niccolò", 25_050);
        let mut lines = Vec::new();
        write(&mut lines, &rossi);
        write(&mut lines, &ditta);
        lines
    }

    fn rows(filter: &RowFilter, excluded: &str) -> Vec<u32> {
        let excluded = ExcludedRows::parse(excluded).expect("rows");
        let lines = lines();
        matching(&lines, filter, &excluded)
            .map(|row| row.row)
            .collect()
    }

    #[test]
    fn a_row_in_brief_is_read_back() {
        let lines = lines();
        let all = look(
            &lines,
            &RowFilter::default(),
            &ExcludedRows::default(),
            0..1,
        );
        assert_eq!(
            (all.rows, all.amount, all.page.len()),
            (2, Cents::new(26_050), 1)
        );
        let rossi = &all.page[0];
        assert_eq!(
            (rossi.row, rossi.name, rossi.chapter),
            (2, "Mario Rossi", "3.01.02")
        );
        assert_eq!(rossi.due_date, Some(date(2026, 12, 31)));
        assert_eq!(
            (rossi.origin, rossi.year),
            (Some(Origin::Arrears), Some(2025))
        );
    }

    #[test]
    fn each_part_of_a_filter_thins_the_rows_out() {
        let all = RowFilter::default();
        assert_eq!(rows(&all, ""), [2, 5]);
        let filters = [
            RowFilter {
                amount_from: Some(Cents::new(1_001)),
                ..all.clone()
            },
            RowFilter {
                words: "niccolo".to_owned(),
                ..all.clone()
            },
            RowFilter {
                words: "8004 7110".to_owned(),
                ..all.clone()
            },
            RowFilter {
                excluded: Some(true),
                ..all.clone()
            },
        ];
        for filter in filters {
            assert_eq!(rows(&filter, "5"), [5], "{filter:?}");
        }
        let filters = [
            RowFilter {
                amount_to: Some(Cents::new(1_000)),
                ..all.clone()
            },
            RowFilter {
                due_from: Some(date(2026, 12, 31)),
                ..all.clone()
            },
            RowFilter {
                due_to: Some(date(2026, 12, 31)),
                ..all.clone()
            },
            RowFilter {
                category: Some(PersonCategory::Professional),
                ..all.clone()
            },
            RowFilter {
                origin: Some(Origin::Arrears),
                ..all.clone()
            },
            RowFilter {
                year: Some(2025),
                ..all.clone()
            },
            RowFilter {
                chapter: "3.01".to_owned(),
                ..all.clone()
            },
            RowFilter {
                words: "rssmra".to_owned(),
                ..all.clone()
            },
            RowFilter {
                excluded: Some(false),
                ..all.clone()
            },
        ];
        for filter in filters {
            assert_eq!(rows(&filter, "5"), [2], "{filter:?}");
        }
    }
}
