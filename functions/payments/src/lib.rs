//! pagoPA collection: debt positions, notices, the node, receipts, flows and bank statements.

pub mod domain;
pub mod jobs;
#[cfg(test)]
mod official;
pub mod routes;
pub mod store;
