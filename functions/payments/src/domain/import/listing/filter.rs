//! What a person looks for among the accepted rows, and whether a row is it.

use jiff::civil::Date;
use kernel::money::Cents;
use kernel::text::fold_ascii;

use super::Listed;
use crate::domain::dues::{Decimal, Origin, PersonCategory, amount};

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

/// A filter made ready to be held against many rows.
pub(super) struct Sought<'f> {
    filter: &'f RowFilter,
    chapter: String,
    words: String,
    code: String,
}

impl<'f> Sought<'f> {
    pub fn of(filter: &'f RowFilter) -> Self {
        let words = fold_ascii(&filter.words).to_lowercase();
        Self {
            filter,
            chapter: filter.chapter.to_lowercase(),
            code: words.split_whitespace().collect::<String>().to_uppercase(),
            words,
        }
    }

    pub fn holds(&self, row: &Listed<'_>, excluded: bool) -> bool {
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
