//! Tidy: the repository's own laws, checked over its files.
//!
//! One module a law. Each has a check, a fact about this repository, and a made-up breach that proves
//! that the check can fail.
#![expect(clippy::unwrap_used, reason = "tests")]

mod alarms;
mod asvs;
mod buckets;
mod calls;
mod code;
mod coverage;
mod definition;
mod domain;
mod edge;
mod events;
mod graph;
mod lambda;
mod markup;
mod pipeline;
mod readmes;
mod release;
mod roles;
mod routes;
mod samconfig;
mod sizes;
mod specs;
mod table;
mod template;
mod tree;
mod words;
