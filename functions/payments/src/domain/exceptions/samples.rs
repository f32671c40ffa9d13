//! Exceptions for the tests of this crate.

use crate::domain::receipt::{Standing, samples};

use super::*;

/// A payment without position.
pub(crate) fn orphan() -> Exception {
    let mut receipt = samples::receipt("A");
    receipt.standing = Standing::Orphan;
    of_receipt(&receipt, None).expect("an exception")
}

/// A row of a flow whose receipt has not come, asked for from its opening on.
pub(crate) fn unreceipted() -> Exception {
    let one = orphan();
    let iuv = one.about.notice.as_ref().expect("a notice").iuv();
    Exception {
        kind: ExceptionKind::RowWithoutReceipt,
        search: Some(Search::new(iuv, one.opened_at)),
        ..one
    }
}
