//! The one DynamoDB table: `pk`/`sk`, sparse indexes `gsi1…gsi4`, `ttl`. `gsi4` holds keys alone:
//! ask it whether something is there.
//!
//! A context describes each thing it keeps as a [`Stored`] type; keys are spelt only in its
//! `store/keys.rs`. Every write is conditional; what belongs together is one [`Tx`].

mod client;
mod count;
mod error;
mod packed;
mod query;
mod reads;
mod record;
mod tx;
mod writes;

pub use client::Table;
pub use count::{RequestCount, Spent, metered};
pub use error::{TableError, TxError, held};
pub use query::{Cursor, Index, Page, Query};
pub use record::{Indexes, Item, Key, Stored, from_item, is_record, size_bytes, to_item};
pub use tx::{Condition, Tx};
pub use writes::PutNew;
