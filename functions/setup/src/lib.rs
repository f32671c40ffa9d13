//! Reads the tenants files, plans and applies them.

pub mod domain;

pub use domain::check::check;
pub use domain::fault::Fault;
pub use domain::tenants::Tenants;
