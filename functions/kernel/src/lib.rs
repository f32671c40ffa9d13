//! The pure words that every context shares: money, tax codes, notice numbers, ids, time, chance.
//!
//! Nothing here knows AWS, HTTP or a database. A word has one door, `parse`, and is parsed again
//! whenever it is read back.

mod newtype;

pub mod csv;
pub mod dice;
pub mod event;
pub mod flow;
pub mod iban;
pub mod idempotency;
pub mod ids;
pub mod money;
pub mod notice;
pub mod number;
pub mod places;
pub mod tax;
pub mod text;
pub mod time;
