//! pagoPA collection: debt positions, notices, the node, receipts, flows and bank statements.

pub mod domain;
pub mod jobs;
pub mod routes;
pub mod store;
