//! The tenants file: its words, its checks, and its plan. Pure.

pub mod check;
mod creditor;
pub mod fault;
mod hint;
pub mod plan;
mod reader;
pub mod tenant_kind;
pub mod tenants;
mod user;
mod word;
