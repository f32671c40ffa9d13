//! "Where is my money?": what has happened to a position, and what is still missing, by when.

mod bank_days;
mod steps;

pub use bank_days::{BankDeadlines, deadlines};
pub use steps::{AtBank, InFlow, LifeInput, Reached, Step, StepKind, life, life_of_part};
