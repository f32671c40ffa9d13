//! The tenants file: its words and its checks. Pure.

pub mod check;
mod creditor;
pub mod fault;
mod hint;
mod reader;
pub mod tenants;
mod user;
mod word;
