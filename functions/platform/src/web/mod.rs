//! The web plumbing: what every page and every machine answer has in common.

pub mod routes;

pub use routes::Routes;
