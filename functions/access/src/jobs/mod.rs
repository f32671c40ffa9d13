//! What access does afterwards.

pub mod key_reminders;
pub mod letters;
pub mod seal;
