//! The back office: positions, their notices and receipts, for people and for programmes.

mod api;
mod detail;
mod lines;
mod list;
mod told;

use std::sync::Arc;

use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

use crate::store::settings::SettingsReader;

/// What these routes use.
#[derive(Clone)]
pub struct PositionsDeps {
    pub table: Table,
    pub settings: SettingsReader,
}

impl PositionsDeps {
    pub fn new(table: Table, clock: Arc<dyn Clock>) -> Self {
        let settings = SettingsReader::new(table.clone(), clock);
        Self { table, settings }
    }
}

pub fn routes(deps: PositionsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/positions", list::page)
        .get("/panel/payments/positions/{nav}", detail::page)
        .get("/panel/payments/positions/{nav}/notice", detail::notice)
        .get(
            "/panel/payments/positions/{nav}/receipts/{receipt_id}",
            detail::receipt,
        )
        .get("/api/creditors/{cf}/notices/{nav}", api::notice)
        .get("/api/creditors/{cf}/receipts", api::receipts)
        .get("/api/creditors/{cf}/imports/{id}/positions", api::of_import)
        .with_state(deps)
}
