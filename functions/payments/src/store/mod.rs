//! What collection keeps in the table. `keys` alone spells keys.

pub mod accounting;
pub mod bank_lines;
pub mod bundles;
pub mod chunks;
pub mod epochs;
pub mod exceptions;
pub mod fetching;
pub mod files;
pub mod flow_chunks;
pub mod flow_rows;
pub mod flows;
pub mod idempotency;
pub mod imports;
pub mod keys;
pub mod layouts;
pub mod mappings;
pub mod numbers;
pub mod positions;
pub mod receipts;
pub mod saved;
pub mod settings;
pub mod single_lines;
pub mod staging;
pub mod statements;
