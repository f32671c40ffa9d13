//! The journeys of people, in a real browser: one module a journey.
//!
//! The runner starts these one at a time and `tests/run --quick` leaves them out. Pictures of what
//! was seen are left in `target/tmp/browser/`.
#![expect(clippy::unwrap_used, reason = "tests")]

mod axe;
mod browser;
mod eyes;
mod gallery;
mod hands;
mod http;
mod pieces;
mod serve;
mod static_pages;
mod story;
