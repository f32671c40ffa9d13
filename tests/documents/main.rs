//! Notices and receipts, judged by programs that know nothing of ours: qpdf, poppler, zbar.
//!
//! Where one of them is not installed its tests are skipped and say so.
#![expect(clippy::unwrap_used, reason = "tests")]

mod chance;
mod file;
mod layout;
mod notice;
mod plan;
mod receipt;
mod samples;
mod slip;
mod speech;
