//! Exceptions for the tests of this crate.

use crate::domain::receipt::{Standing, samples};

use super::*;

/// A payment without position.
pub(crate) fn orphan() -> Exception {
    let mut receipt = samples::receipt("A");
    receipt.standing = Standing::Orphan;
    of_receipt(&receipt, None).expect("an exception")
}
