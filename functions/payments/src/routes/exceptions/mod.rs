//! What waits for a person: seen, and settled with one press.

mod api;
mod attach;
mod faults;
mod likely;
mod list;
mod settle;
mod view;
mod widget;

#[cfg(test)]
mod samples;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

/// What these routes use.
#[derive(Clone)]
pub struct ExceptionsDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

pub fn routes(deps: ExceptionsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/exceptions", list::page)
        .get("/panel/payments/exceptions/widget", widget::show)
        .post("/panel/payments/exceptions/settle", settle::press)
        .get("/api/creditors/{cf}/exceptions", api::list)
        .with_state(deps)
}
