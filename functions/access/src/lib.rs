//! Who may do what: sign-in, sessions, API keys, and the gate before every route.

pub mod domain;
pub mod gate;

pub use domain::actor::{Actor, ActorId};
pub use domain::menu::{MenuItem, menu};
pub use domain::permission::{Permission, Permissions};
pub use domain::role::Role;
