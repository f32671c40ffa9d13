//! The routes of access.

pub mod audit;
pub mod keys;
pub mod session;
