//! The rooms of collection, one for each family of addresses.

pub mod citizen;
mod pdf;
pub mod positions;
mod words;
