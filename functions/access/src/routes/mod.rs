//! The routes of access.

pub mod keys;
pub mod session;
