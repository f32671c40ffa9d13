//! What goes in and out, held against the official documents: of `/node` by xmllint, of the debt-position
//! services by our own judge of OpenAPI files.
#![expect(clippy::unwrap_used, reason = "tests")]

mod answers;
mod demand;
mod good;
mod gpd;
mod hostile;
mod kept;
mod masks;
mod mutants;
mod options;
mod payloads;
mod requests;
#[path = "../samples/mod.rs"]
mod samples;
mod stamps;
mod stored;
mod town;
mod tree;
mod trouble;
mod versions;
mod xsd;
