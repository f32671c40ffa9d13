//! The log of activities: who did what, when, for whom, and with which outcome.

mod act;
pub mod chain;
mod event;
mod network;
mod object;
mod place;
mod verify;

pub use act::Act;
pub use event::{AuditEvent, Circumstances, Outcome, Who};
pub use network::Network;
pub use object::{AuditKey, Object};
pub use place::{SHARDS, day_at, day_of, first_id, minted_at, shard_of};
pub use verify::{Fault, LATE, Report, Verifier};
