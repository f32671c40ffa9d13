//! The gate: one table of route → need, and the layer that holds every request against it.

pub mod rule;
mod table;

pub use rule::{Need, Rule};
pub use table::ROUTES;
