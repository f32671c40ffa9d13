//! The gate: one table of route → need, and the layer that holds every request against it.

mod auditor;
pub(crate) mod cookie;
mod framing;
mod guard;
mod key;
mod refusal;
mod rule;
mod table;

pub use auditor::HandsOut;
pub use guard::{Caller, Gate, guard};
pub use rule::{Log, Need, Rule};
pub use table::ROUTES;
