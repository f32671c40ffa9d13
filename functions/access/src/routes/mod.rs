//! The routes of access.

pub mod session;
