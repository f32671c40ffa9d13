//! The words and decisions of collection: pure, without clock, network or store.

pub mod accounting;
pub mod amount;
pub mod archive;
pub mod bulk;
pub mod bundle;
pub mod documents;
pub mod dues;
pub mod exceptions;
pub mod export;
pub mod fetch;
pub mod flow;
pub mod history;
pub mod import;
pub mod journal;
mod json_amount;
pub mod life;
mod moment;
pub mod node;
pub mod outwards;
pub mod position;
pub mod printing;
pub mod publish;
pub mod receipt;
pub mod register;
pub mod settings;
pub mod statement;
pub mod webhook;
