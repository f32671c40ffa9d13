//! The log of activities: who did what, when, for whom, and with which outcome.

mod act;
mod event;
mod network;
mod object;
mod place;

pub use act::Act;
pub use event::{AuditEvent, Circumstances, Outcome, Who};
pub use network::Network;
pub use object::{AuditKey, Object};
pub use place::{SHARDS, day_of, first_id, minted_at, shard_of};
