//! Bank statements: which movements of the account are credits of pagoPA, and of which flow.
//!
//! [`read`] finds the movements in a file, [`RemittanceInfo`] says what one of them is about,
//! [`Statement`] is the statement as it is kept.

mod columns;
mod known;
mod movement;
mod read;
mod record;
mod remittance;
mod state;

pub use known::KnownFlows;
pub use movement::{MovementText, StatementRow, UnreadCode, UnreadRow};
pub use read::{FILE_BYTES_MAX, ROWS_MAX, Reading, StatementFault, read};
pub use record::{Findings, Statement, StatementFailure};
pub use remittance::RemittanceInfo;
pub use state::{Command, Decision, StatementState};
