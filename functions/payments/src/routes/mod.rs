//! The rooms of collection, one for each family of addresses.

pub mod citizen;
pub mod connections;
pub mod description;
pub mod exceptions;
pub mod exports;
pub mod gpd;
pub mod heard;
pub mod imports;
pub mod journal;
mod machine;
pub mod matching;
pub mod node;
pub mod outwards;
mod pdf;
pub mod positions;
pub mod receipts;
mod software;
mod sought;
mod words;
