//! The gate: one table of route → need, and the layer that holds every request against it.

pub(crate) mod cookie;
mod guard;
mod refusal;
mod rule;
mod table;

pub use guard::{Gate, guard};
pub use rule::{Need, Rule};
pub use table::ROUTES;
