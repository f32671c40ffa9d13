//! Dues: a spreadsheet of who owes what, read and checked row by row.
//!
//! [`Sheet::read`] turns bytes into rows, [`Checker::check`] turns a row into a [`Due`] or into a
//! [`RefusedRow`]. The layout for people stands in `docs/dues-layout.md`.

mod amount;
mod cell;
mod check;
mod csv_rows;
mod date;
mod dialect;
mod due;
mod encoding;
mod failure;
mod field;
mod grid;
mod header;
mod inflate;
pub mod limits;
mod mapping;
mod person;
mod reading;
mod row_code;
mod service;
mod sheet;
mod sniff;
mod template;
mod titles;
mod totals;
mod xlsx_rows;

#[cfg(test)]
mod corpus;

pub use check::{Checker, Verdict, already_in_archive};
pub use dialect::{DateOrder, Decimal, Dialect, DialectChoice, Encoding, Format, Separator};
pub use due::{Address, Debtor, Due, Terms};
pub use failure::{FileFailure, Lookalike};
pub use field::Field;
pub use grid::Row;
pub use mapping::{ColumnRef, MappingChoice};
pub use reading::DESCRIPTION_CHARS_MAX;
pub use row_code::{RefusedRow, Remark, RowCode, WarnedRow, WarningCode};
pub use service::{Service, Services, Tariffs};
pub use sheet::{Choices, Sheet};
pub use template::{template_csv, template_xlsx};
pub use totals::Totals;
