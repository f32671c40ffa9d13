//! Dues that another system sends: the neutral layout of `docs/register.md`, turned into the file
//! that a person would have uploaded, so that everything after is the same.

mod layout;

pub use layout::{RegisterDue, field_of, file};

/// Dues of one call: more than a page of any register, and a second of checking at most.
pub const DUES_MAX: usize = 1_000;
/// Row 1 of the file holds the titles.
pub const FIRST_ROW: u32 = 2;
