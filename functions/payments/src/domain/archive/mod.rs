//! The archive of positions: what somebody looks for, and the way through the indexes that finds it.

mod days;
mod filter;
mod fold;
mod walk;
mod words;

pub use days::Days;
pub use filter::{DAYS_TURNED, Filter, WrongField};
pub use fold::{NAME_WORDS_MAX, name_key, name_keys};
pub use walk::{Order, Walk};
pub use words::{Words, words};

/// People whose positions one list shows together: one query each.
pub const PEOPLE_MAX: usize = 8;
