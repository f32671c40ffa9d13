//! The end of the day: a reporting flow for each PSP and account, and the bank statement that
//! shows their credits among other movements.

mod close;
mod flow;
mod statement;

pub use close::{Close, close_day};
pub use flow::{Flow, FlowRow};
pub use statement::{Movement, Statement};

use serde::{Deserialize, Serialize};

/// One closed day of one creditor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Fiscal code of the creditor.
    pub creditor: String,
    /// At least one.
    pub flows: Vec<Flow>,
    pub statement: Statement,
}

#[cfg(test)]
mod tests;
