//! Documents for people, as PDF: the notice to pay and the receipt of a payment.
//!
//! Pure functions from a struct to bytes. The same struct gives the same bytes.

mod frame;
mod marks;
pub mod notice;
mod parties;
pub mod receipt;
#[cfg(test)]
mod samples;
mod words;

pub use parties::{Creditor, Marks, Party};
