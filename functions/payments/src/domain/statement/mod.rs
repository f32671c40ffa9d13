//! Bank statements: which movements of the account are credits of pagoPA, and of which flow.
//!
//! [`File`] finds the movements in a file, [`RemittanceInfo`] says what one of them is about,
//! [`Statement`] is the statement as it is kept.

mod columns;
mod dialect;
mod known;
mod mapping;
mod movement;
mod provisional;
mod read;
mod record;
mod remittance;
mod single;
mod state;
mod table;
mod xls;
mod xml;

pub use dialect::{StatementDialect, StatementFormat};
pub use known::KnownFlows;
pub use mapping::{LayoutPrint, StatementChoice, StatementField, StatementMapping};
pub use movement::{MovementText, StatementRow, UnreadCode, UnreadRow, rows};
pub use provisional::ProvisionalEntry;
pub use read::{FILE_BYTES_MAX, File, ROWS_MAX, Read, Reading, StatementFault};
pub use record::{Findings, NAMED_MAX, Statement, StatementFailure};
pub use remittance::RemittanceInfo;
pub use single::{SingleLine, settle_singles};
pub use state::{Command, Decision, StatementState};
pub use table::{Sample, SampleRow};
