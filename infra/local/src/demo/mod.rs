//! `cargo run -- demo`: the whole main job in the terminal, as an outsider does it through the
//! machine API: dues in, notices out, payments in, money matched.

mod answers;
mod api;
mod dues;
mod matching;
mod memory;
mod notices;
mod payments;
mod progress;
mod publish;
mod run;
mod sample;
mod story;
mod summary;

pub use api::{Api, Refusal};
pub use dues::DuesFile;
pub use progress::Progress;
pub use run::{DemoOptions, run};
pub use story::{Outsider, tell};
pub use summary::Summary;
