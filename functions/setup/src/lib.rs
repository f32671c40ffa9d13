//! Reads the tenants files, plans and applies them.

mod apply;
pub mod audit;
pub mod cli;
pub mod command;
pub mod domain;
mod local;

pub use apply::{ApplyError, Deps, Passwords, apply, apply_file, make_plan};
pub use domain::check::check;
pub use domain::fault::Fault;
pub use domain::plan::{ApiKeys, Plan};
pub use domain::tenants::Tenants;
pub use local::{DefaultsError, local_defaults};
