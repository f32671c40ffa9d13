//! The first page of the panel: widgets that a person places and sizes.

mod board;
mod change;
mod page;

use axum::response::Redirect;
use platform::table::Table;
use platform::web::Routes;

/// What these routes use.
#[derive(Clone)]
pub struct DashboardDeps {
    pub table: Table,
}

pub fn routes(deps: DashboardDeps) -> Routes {
    Routes::new()
        .get("/panel", page::show)
        .get("/panel/", async || Redirect::permanent("/panel"))
        .post("/panel/dashboard", change::submit)
        .with_state(deps)
}
