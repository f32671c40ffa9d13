//! What goes in and out of `/node`, held against the official schemas by xmllint.
#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod good;
mod hostile;
mod kept;
mod masks;
mod mutants;
mod requests;
#[path = "../samples/mod.rs"]
mod samples;
mod stored;
mod town;
mod tree;
mod versions;
mod xsd;
