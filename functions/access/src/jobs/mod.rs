//! What access does afterwards.

pub mod letters;
