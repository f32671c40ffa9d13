//! The journal of what was said with pagoPA: every call, in both directions, with whose words it was
//! answered, how long it took, and what was said, personal data masked (`docs/journal.md`).

mod entry;
mod found;
mod mask;
mod operation;

pub use entry::{Body, Call, Entry, KeptDays, Outcome, entry};
pub use found::Found;
pub use mask::{MASK, masked};
pub use operation::{Direction, Operation};
