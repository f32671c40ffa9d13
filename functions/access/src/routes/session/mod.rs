//! The door of the panel: sign-in, sign-out.

mod arrive;
mod attempt;
mod code;
mod organisation;
mod sign_in;
mod sign_out;
pub(super) mod visitor;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::derive::Deriver;
use platform::table::Table;
use platform::web::Routes;

/// What these routes use, and those of recovery and security.
#[derive(Clone)]
pub struct Deps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    /// Of codes, links and known browsers.
    pub deriver: Deriver,
}

pub fn routes(deps: Deps) -> Routes {
    Routes::new()
        .get("/panel/sign-in", sign_in::show)
        .post("/panel/sign-in", sign_in::submit)
        .get("/panel/sign-in/code", code::show)
        .post("/panel/sign-in/code", code::submit)
        .post("/panel/sign-in/code/again", code::send_again)
        .get("/panel/organisation", organisation::show)
        .post("/panel/organisation", organisation::choose)
        .post("/panel/sign-out", sign_out::submit)
        .with_state(deps)
}
