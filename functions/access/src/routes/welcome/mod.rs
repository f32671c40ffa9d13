//! The first access of an invited person, and what a link says that is no longer valid.
//!
//! | page | requests |
//! |---|---|
//! | the form, or what became of the invitation | 1 get, 1 query and 1 get (whose the address is) |
//! | the first access | the same, 1 transaction (2 requests more for an administrator, who is counted) |
//! | a new link | 1 get, 1 transaction |

mod first;
mod page;
mod renew;
mod show;

pub(super) use first::{finished, join};

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::derive::Deriver;
use platform::table::Table;
use platform::web::Routes;

/// What these routes use.
#[derive(Clone)]
pub struct WelcomeDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    pub deriver: Deriver,
}

pub fn routes(deps: WelcomeDeps) -> Routes {
    Routes::new()
        .get("/panel/welcome/{token}", show::show)
        .post("/panel/welcome/{token}", first::submit)
        .post("/panel/welcome/{token}/renew", renew::submit)
        .with_state(deps)
}
