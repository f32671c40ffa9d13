//! The routes of access.

pub mod audit;
pub mod keys;
mod new_password;
pub mod recover;
pub mod security;
pub mod session;
