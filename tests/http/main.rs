//! Routes over HTTP, in process, on the embedded cloud. The tree mirrors the contexts:
//! `http/<context>/<resource>.rs`.
#![expect(clippy::unwrap_used, reason = "tests")]

mod access;
mod errors;
mod guards;
mod guests;
mod house;
mod payments;
mod setup;
