//! The journal of calls to and from pagoPA: searched, read in both directions, opened one by one, taken
//! away as CSV.
//!
//! | page | requests |
//! |---|---|
//! | list | 8 queries a month and round; by notice 1 query and 1 batch; 1 get for the filters of last time |
//! | one call | 1 get |
//! | CSV | as the list, up to 10,000 calls |

mod asked;
mod detail;
mod export;
mod list;
mod rows;
#[cfg(test)]
mod samples;

use std::sync::Arc;

use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

pub(crate) const HERE: &str = "/panel/payments/journal";

/// What these routes use.
#[derive(Clone)]
pub struct JournalDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
}

pub fn routes(deps: JournalDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/journal", list::page)
        .post("/panel/payments/journal", list::search)
        .get("/panel/payments/journal/export", export::csv)
        .get("/panel/payments/journal/{id}", detail::page)
        .with_state(deps)
}
