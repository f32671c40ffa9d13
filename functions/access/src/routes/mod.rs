//! The routes of access.

pub mod audit;
mod faults;
pub mod keys;
mod new_password;
pub mod permissions;
pub mod recover;
pub mod security;
pub mod session;
