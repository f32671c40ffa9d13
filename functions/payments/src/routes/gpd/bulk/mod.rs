//! v2's bulks: up to 100 positions made or written anew in one call, up to 20 taken away; all of them or none, as
//! any reader sees it (`store::bulks`).
//!
//! What is refused is told as for a single position, with its place in the body behind the sentence.

mod body;
mod create;
mod remove;
mod update;

use access::{Actor, Permission};
use kernel::ids::Iupd;
use platform::web::Fault;

use super::caller::{is_own, reaches};
use super::problem::{FORBIDDEN, GpdError, NOT_FOUND, Problem};
use crate::domain::position::DebtPosition;
use crate::domain::settings::CreditorSettings;
use crate::store::bulks::run::BulkError;

pub use create::make;
pub use remove::remove;
pub use update::write;

/// Times that a bulk is decided anew because others changed one of its positions meanwhile.
const TRIES_MAX: usize = 10;

/// A problem of the position in this place.
fn placed(problem: Problem, place: usize, iupd: &str) -> Problem {
    let detail = problem.detail.trim_end();
    Problem {
        detail: format!("{detail} [paymentPositions[{place}], IUPD={iupd}]"),
        ..problem
    }
}

impl GpdError {
    /// The same, of the position in this place.
    fn placed(self, place: usize, iupd: &str) -> Self {
        match self {
            Self::Problem(problem) => Self::Problem(placed(problem, place, iupd)),
            Self::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// What went wrong in writing, where it is not one position's doing.
pub(super) fn unwritten(error: BulkError) -> GpdError {
    match error {
        BulkError::Table(error) => error.into(),
        BulkError::Taken(_) | BulkError::Stale | BulkError::Aborted => Problem::busy().into(),
        BulkError::TooLarge => Fault::internal(error).into(),
    }
}

/// The position that an id in a body leads to, for who may write it.
fn reached(
    (actor, settings): (&Actor, &CreditorSettings),
    iupd: &Iupd,
    found: Option<DebtPosition>,
) -> Result<DebtPosition, Problem> {
    let cf = &actor.tenant;
    let may = |one: &DebtPosition| reaches(actor, one, Permission::PositionsWrite);
    let position = found.filter(may).ok_or_else(|| NOT_FOUND.of(cf, iupd))?;
    let is_own = position
        .installments()
        .all(|part| is_own(settings, &part.nav));
    is_own
        .then_some(position)
        .ok_or_else(|| FORBIDDEN.of(cf, iupd))
}
