//! What an accounting programme is told of a credited flow: when it was booked, of whom, on which
//! account. The ledgers themselves (accertamenti, reversali) are made elsewhere from these records.

mod defaults;
mod export;
mod record;
mod terms;

use crate::domain::statement::ProvisionalEntry;
pub use defaults::{AccountingDefaults, DateRule, DefaultTerms};
pub use export::csv;
pub use record::{
    AccountingChange, AccountingRecord, AccountingRefusal, AccountingStep, book, matched_line,
};
pub use terms::{AccountingPerson, AccountingTerms, CollectionAccount, TermError};
