//! Finding the row of titles and what each column holds.

use super::cell::{Cell, number_text};
use super::failure::FileFailure;
use super::field::{Field, fold};
use super::guard::{Guard, guards};
use super::learnt::{self, Learnt, MappedBy};
use super::limits::{COLUMNS_MAX, HEADER_ROWS_MAX, TITLE_CHARS_MAX};
use super::mapping::{ColumnRef, Columns, MappingChoice};
use super::service::Tariffs;
use super::systems::System;

/// Where the titles stand and which column holds what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Row of the titles, from 1; 0 for a file without titles. Dues start below it.
    pub header_row: u32,
    pub titles: Vec<String>,
    pub columns: Columns,
    /// The other system whose layout it is.
    pub system: Option<System>,
    pub guards: Vec<Guard>,
    pub mapped_by: MappedBy,
}

impl Layout {
    /// Whether the columns are those that the titles name.
    pub fn is_plain(&self) -> bool {
        let mut plain = automatic(&self.titles, &MappingChoice::default());
        plain.promote_lone_first_name();
        plain == self.columns
    }
}

/// Looks for the header row by row, from the top.
#[derive(Clone)]
pub struct HeaderSearch<'a> {
    choice: &'a MappingChoice,
    /// Read only where the person chose nothing.
    learnt: &'a [Learnt],
    tariffs: Tariffs,
    fullest: Vec<String>,
    rows: u32,
}

impl<'a> HeaderSearch<'a> {
    /// Where a tariff gives the amount, a file may have no column for it.
    pub fn new(choice: &'a MappingChoice, learnt: &'a [Learnt], tariffs: Tariffs) -> Self {
        let learnt = if choice.is_empty() { learnt } else { &[] };
        HeaderSearch {
            choice,
            learnt,
            tariffs,
            fullest: Vec::new(),
            rows: 0,
        }
    }

    /// The layout, if this row is the header. Titles above it (a letterhead) are passed over.
    pub fn offer(&mut self, row: u32, cells: &[Cell<'_>]) -> Result<Option<Layout>, FileFailure> {
        let titles = titles_of(cells);
        self.rows += 1;
        if let Some(known) = known(&titles, self.learnt)
            && let Ok(layout) = self.settle(row, titles.clone(), &known.mapping)
        {
            let mapped_by = MappedBy::Learnt;
            return Ok(Some(Layout {
                mapped_by,
                ..layout
            }));
        }
        if let Some(header_row) = self.header_row(row, &titles) {
            return self.settle(header_row, titles, self.choice).map(Some);
        }
        if filled(&titles) > filled(&self.fullest) {
            self.fullest = titles;
        }
        if self.rows >= HEADER_ROWS_MAX {
            Err(self.not_found())
        } else {
            Ok(None)
        }
    }

    /// Why the search ended without a header.
    pub fn not_found(&self) -> FileFailure {
        let titles = self.fullest.clone();
        let lost = self.choice.iter().find_map(|(field, column)| match column {
            Some(column) if column.find(&titles).is_none() => Some((field, column)),
            _ => None,
        });
        match lost {
            Some((field, column)) => FileFailure::ColumnNotFound {
                field,
                column: column.to_string(),
                titles,
            },
            None => FileFailure::HeaderNotFound { titles },
        }
    }

    /// The row where the titles stand, when this row shows it: itself, or the one above for a
    /// file without titles whose columns were all chosen by number.
    fn header_row(&self, row: u32, titles: &[String]) -> Option<u32> {
        let known = recognised(titles, self.choice);
        if known.len() >= 3 || (known.len() == 2 && known.contains(&Field::TaxCode)) {
            return Some(row);
        }
        let Some(Some(ColumnRef::Number(_))) = self.choice.get(Field::TaxCode) else {
            return None;
        };
        let chosen = |column: &ColumnRef| column.find(titles).and_then(|at| titles.get(at));
        let all_filled = self
            .choice
            .iter()
            .filter_map(|(_, column)| column)
            .all(|column| chosen(column).is_some_and(|title| !title.is_empty()));
        let code = self.choice.get(Field::TaxCode).flatten().and_then(chosen)?;
        match (kernel::tax::TaxCode::parse(code).is_ok(), all_filled) {
            (true, _) => Some(row.saturating_sub(1)),
            (false, true) => Some(row),
            (false, false) => None,
        }
    }

    fn settle(
        &self,
        header_row: u32,
        titles: Vec<String>,
        choice: &MappingChoice,
    ) -> Result<Layout, FileFailure> {
        let mut columns = automatic(&titles, choice);
        for (field, column) in choice.iter() {
            let Some(column) = column else { continue };
            match column.find(&titles) {
                Some(at) => columns.set(field, at),
                None => {
                    let column = column.to_string();
                    return Err(FileFailure::ColumnNotFound {
                        field,
                        column,
                        titles,
                    });
                }
            }
        }
        columns.promote_lone_first_name();
        let missing = self.missing(&columns);
        if missing.is_empty() {
            Ok(layout(header_row, titles, columns, choice))
        } else {
            Err(FileFailure::ColumnsMissing {
                fields: missing,
                titles,
            })
        }
    }

    fn missing(&self, columns: &Columns) -> Vec<Field> {
        let has = |fields: &[Field]| fields.iter().any(|field| columns.get(*field).is_some());
        let named = has(&[Field::Service]) && self.tariffs.of_any;
        let by_tariff = self.tariffs.of_default || named;
        let needs = [
            (has(&[Field::TaxCode, Field::VatNumber]), Field::TaxCode),
            (has(&[Field::Name, Field::LastName]), Field::Name),
            (by_tariff || has(&[Field::Amount]), Field::Amount),
        ];
        needs
            .into_iter()
            .filter(|(met, _)| !met)
            .map(|(_, field)| field)
            .collect()
    }
}

fn layout(
    header_row: u32,
    titles: Vec<String>,
    columns: Columns,
    choice: &MappingChoice,
) -> Layout {
    let system = System::of(&titles);
    let mapped_by = if choice.is_empty() {
        MappedBy::Titles
    } else {
        MappedBy::Chosen
    };
    Layout {
        header_row,
        guards: system.map(|_| guards(&titles)).unwrap_or_default(),
        titles,
        columns,
        system,
        mapped_by,
    }
}

/// What the titles are known to mean, if a person said so once.
fn known<'a>(titles: &[String], learnt: &'a [Learnt]) -> Option<&'a Learnt> {
    if learnt.is_empty() {
        return None;
    }
    let print = learnt::print(titles);
    learnt.iter().find(|learnt| learnt.titles == print)
}

/// How many fields a row of titles names, for the choice of a separator.
pub fn named(titles: &[String], choice: &MappingChoice, learnt: &[Learnt]) -> usize {
    match known(titles, learnt).filter(|_| choice.is_empty()) {
        Some(_) => Field::ALL.len(),
        None => recognised(titles, choice).len(),
    }
}

/// The fields that a row of titles names, by itself or by the person's choice of titles.
pub fn recognised(titles: &[String], choice: &MappingChoice) -> Vec<Field> {
    let mut fields = automatic(titles, choice).fields();
    fields.extend(choice.iter().filter_map(|(field, column)| {
        let named = matches!(column?, ColumnRef::Header(_));
        (named && column?.find(titles).is_some()).then_some(field)
    }));
    fields
}

/// Columns by their titles, leaving alone what the person chose.
fn automatic(titles: &[String], choice: &MappingChoice) -> Columns {
    let folded: Vec<String> = titles.iter().map(|title| fold(title)).collect();
    let mut columns = Columns::default();
    for field in Field::ALL {
        if choice.get(field).is_some() {
            continue;
        }
        let found = field
            .titles()
            .iter()
            .find_map(|title| folded.iter().position(|t| t == title));
        if let Some(at) = found {
            columns.set(field, at);
        }
    }
    columns
}

pub fn titles_of(cells: &[Cell<'_>]) -> Vec<String> {
    let title = |cell: &Cell<'_>| match cell {
        Cell::Text(text) => tidy(text),
        Cell::Number(number) => number_text(*number).unwrap_or_default(),
        _ => String::new(),
    };
    cells.iter().take(COLUMNS_MAX).map(title).collect()
}

/// As it is shown and kept: blanks tidied, cut where it is too long to be a title.
fn tidy(text: &str) -> String {
    let text = kernel::text::truncate_chars(text, 4 * TITLE_CHARS_MAX);
    let tidy = kernel::text::normalise_spaces(text);
    kernel::text::truncate_chars(&tidy, TITLE_CHARS_MAX).to_owned()
}

fn filled(titles: &[String]) -> usize {
    titles.iter().filter(|title| !title.is_empty()).count()
}
