//! The only room that knows AWS and HTTP plumbing.

pub mod pdf;
pub mod web;
