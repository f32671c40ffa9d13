//! The only room that knows AWS and HTTP plumbing.

// Templates of every crate name our pieces by the same path.
extern crate self as platform;

pub mod pdf;
pub mod web;
