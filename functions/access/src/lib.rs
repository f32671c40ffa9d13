//! Who may do what: sign-in, sessions, API keys, and the gate before every route.

pub mod domain;
pub mod gate;
pub mod jobs;
mod panel;
pub mod routes;
pub mod store;

pub use domain::actor::{Actor, ActorId};
pub use domain::grant::{Grant, Rights};
pub use domain::permission::{Permission, Permissions};
pub use domain::role::Role;
pub use domain::scope::{Extent, Reach, Scope};
pub use panel::{menu, panel};
