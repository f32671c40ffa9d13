//! What collection keeps in the table. `keys` alone spells keys.

pub mod files;
pub mod idempotency;
pub mod imports;
pub mod keys;
pub mod numbers;
pub mod positions;
pub mod receipts;
pub mod settings;
pub mod staging;
