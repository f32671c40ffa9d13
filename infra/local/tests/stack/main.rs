//! The whole stack, and the program around it.
#![expect(clippy::unwrap_used, reason = "tests")]

mod crash;
mod demo;
mod local;
mod practice;
mod program;
mod start;
