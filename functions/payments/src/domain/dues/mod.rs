//! Dues: a spreadsheet of who owes what, read and checked row by row.
//!
//! [`Sheet::read`] turns bytes into rows, [`Checker::check`] turns a row into a [`Due`] or into a
//! [`RefusedRow`]. The layout for people stands in `docs/dues-layout.md`.

pub(super) mod amount;
mod booking;
pub(super) mod cell;
mod check;
pub(super) mod csv_rows;
pub(super) mod date;
mod dialect;
mod due;
pub(super) mod encoding;
mod failure;
mod field;
mod grid;
mod guard;
pub(super) mod header;
mod inflate;
mod json_rows;
mod learnt;
pub mod limits;
mod mapping;
pub(crate) mod person;
mod postal;
mod reading;
mod rejects;
mod row_code;
mod service;
mod sheet;
pub(super) mod sniff;
mod source;
mod systems;
mod template;
mod titles;
mod totals;
pub(super) mod xlsx_rows;

#[cfg(test)]
mod corpus;

pub use booking::{Origin, PersonCategory};
pub use check::{Checker, Verdict, already_in_archive};
pub use dialect::{DateOrder, Decimal, Dialect, DialectChoice, Encoding, Format, Separator};
pub use due::{Address, Debtor, Due, Terms};
pub use failure::{FileFailure, Lookalike};
pub use field::{Field, fold};
pub use grid::Row;
pub use learnt::{Learnt, MappedBy};
pub use mapping::{ColumnRef, MappingChoice, Spot};
pub use reading::DESCRIPTION_CHARS_MAX;
pub use rejects::{quoted, reject_file};
pub use row_code::{RefusedRow, Remark, RowCode, Warned, WarningCode};
pub use service::{Service, Services, Tariffs};
pub use sheet::{Choices, Sheet};
pub use systems::System;
pub use template::{template_csv, template_xlsx};
pub use totals::Totals;
