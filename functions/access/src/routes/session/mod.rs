//! The door of the panel: sign-in, sign-out, home.

mod attempt;
mod home;
mod sign_in;
mod sign_out;

use std::sync::Arc;

use axum::response::Redirect;
use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

/// What these routes use.
#[derive(Clone)]
pub struct Deps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

pub fn routes(deps: Deps) -> Routes {
    Routes::new()
        .get("/panel/sign-in", sign_in::show)
        .post("/panel/sign-in", sign_in::submit)
        .post("/panel/sign-out", sign_out::submit)
        .get("/panel", home::show)
        .get("/panel/", async || Redirect::permanent("/panel"))
        .with_state(deps)
}
