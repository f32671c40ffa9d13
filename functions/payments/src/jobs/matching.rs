//! The jobs that match money: flows with receipts, statements with flows.

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::jobs::Jobs;
use platform::objects::Objects;
use platform::table::Table;

use super::check_statement::{self, CHECK_STATEMENT_JOB};
use super::match_flow::{self, MATCH_JOB};
use super::read_flow::{self, READ_FLOW_JOB};

#[derive(Clone)]
pub struct MatchingJobDeps {
    pub table: Table,
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

/// Adds the jobs of matching.
pub fn register(jobs: Jobs, deps: MatchingJobDeps) -> Jobs {
    let (other, third) = (deps.clone(), deps.clone());
    jobs.on(READ_FLOW_JOB, move |message| {
        read_flow::run(third.clone(), message)
    })
    .on(MATCH_JOB, move |message| {
        match_flow::run(deps.clone(), message)
    })
    .on(CHECK_STATEMENT_JOB, move |message| {
        check_statement::run(other.clone(), message)
    })
}
