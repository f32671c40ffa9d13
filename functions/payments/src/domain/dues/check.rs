//! Row by row, from cells to a due or to the reasons why not.

use super::due::{Due, Terms};
use super::field::Field;
use super::grid::Row;
use super::mapping::Spot;
use super::person::{Fault, plain};
use super::reading;
use super::row_code::{RefusedRow, Remark, RowCode, WarningCode};
use super::sheet::Sheet;
use kernel::idempotency::Fingerprint;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Accepted {
        due: Box<Due>,
        identity: Fingerprint,
        /// Where, and what.
        warnings: Vec<(Spot, WarningCode)>,
    },
    Refused(RefusedRow),
}

/// Checks the rows of one file, in their order.
pub struct Checker<'a> {
    sheet: &'a Sheet,
    terms: Terms<'a>,
    /// The row that has an identity first.
    seen: HashMap<Fingerprint, u32>,
}

impl<'a> Checker<'a> {
    pub fn new(sheet: &'a Sheet, terms: Terms<'a>) -> Self {
        Checker {
            sheet,
            terms,
            seen: HashMap::new(),
        }
    }

    pub fn check(&mut self, row: Row<'_>) -> Verdict {
        let (due, warnings) = match reading::read(row, self.sheet, self.terms) {
            Ok(read) => read,
            Err(faults) => return Verdict::Refused(refused(self.sheet, row.number, faults)),
        };
        let identity = due.identity(self.terms.creditor);
        match self.seen.entry(identity.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(due.row);
            }
            Entry::Occupied(first) => {
                return Verdict::Refused(duplicate(self.sheet, &due, *first.get()));
            }
        }
        Verdict::Accepted {
            due: Box::new(due),
            identity,
            warnings,
        }
    }
}

/// A due that is not taken because the archive has it already.
pub fn already_in_archive(sheet: &Sheet, due: &Due) -> RefusedRow {
    refused(
        sheet,
        due.row,
        vec![(deciding_field(due).into(), plain(RowCode::AlreadyInArchive))],
    )
}

fn duplicate(sheet: &Sheet, due: &Due, first: u32) -> RefusedRow {
    let same = if due.iud.is_some() {
        "ha lo stesso IUD"
    } else {
        "è uguale a questa"
    };
    let fault = (
        RowCode::DuplicateInFile,
        format!("La riga {first} {same}.").into(),
    );
    refused(sheet, due.row, vec![(deciding_field(due).into(), fault)])
}

fn deciding_field(due: &Due) -> Field {
    if due.iud.is_some() {
        Field::Iud
    } else {
        Field::TaxCode
    }
}

fn refused(sheet: &Sheet, row: u32, faults: Vec<(Spot, Fault)>) -> RefusedRow {
    let mut remarks = faults.into_iter().map(|(spot, (code, sentence))| Remark {
        column: sheet.spot(spot),
        code,
        message: sentence.into_owned(),
    });
    let fault = remarks.next().unwrap_or_else(|| Remark {
        column: String::new(),
        code: RowCode::Unreadable,
        message: RowCode::Unreadable.italian().to_owned(),
    });
    RefusedRow {
        row,
        fault,
        others: remarks.collect(),
    }
}
