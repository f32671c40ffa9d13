//! Reads the tenants files, plans and applies them.

mod apply;
pub mod audit;
pub mod cli;
pub mod command;
pub mod domain;
mod events;
pub mod jobs;
mod local;

pub use apply::{ApplyError, Deps, Passwords, apply, apply_file, apply_reviewed, make_plan};
pub use domain::check::{check, check_bytes};
pub use domain::fault::Fault;
pub use domain::plan::{ApiKeys, Plan};
pub use domain::tenants::Tenants;
pub use local::{DefaultsError, local_defaults};
