//! What is told outwards of a position, and when: to the central archive of notices (ACA) or to GPD,
//! and to the debtor on App IO (`docs/outwards.md`).
//!
//! ```text
//! position now + what the other side was told ─▸ calls ─▸ what it knows after each
//! ```
//! A state that was never sent is never sent late: only the one of now counts.

mod aca;
mod call;
mod gpd;
mod io;
mod line;
mod pass;
mod pause;
mod push;
mod settings;
#[cfg(test)]
mod tests;
mod told;

pub use aca::{AcaPosition, AcaTold};
pub use call::{Answer, Call, Trouble};
pub use gpd::{GpdCall, GpdPosition, GpdTold};
pub use io::{IoKind, IoMessage, IoTold};
pub use line::Line;
pub use pass::Pass;
pub use pause::{GIVE_UP, PAUSE_MAX};
pub use push::{Push, PushState};
pub use settings::{Archive, IoService, OutwardSettings, Target};
pub use told::{Plan, Told, plan};
