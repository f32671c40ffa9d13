//! What the deploy pipeline calls.

pub mod tenants;
