//! Exports: the archive, or what was paid, as a file for spreadsheets and registers.

mod act;
mod api;
mod page;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::objects::Objects;
use platform::seal::Sealer;
use platform::table::Table;
use platform::web::Routes;

/// What these routes use.
#[derive(Clone)]
pub struct ExportsDeps {
    table: Table,
    objects: Objects,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    /// Opens what the archive sealed.
    sealer: Sealer,
}

impl ExportsDeps {
    pub fn new(
        table: Table,
        objects: Objects,
        seal_key: &[u8; 32],
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
    ) -> Self {
        let sealer = Sealer::new(seal_key, Arc::clone(&clock), Arc::clone(&dice));
        Self {
            table,
            objects,
            clock,
            dice,
            sealer,
        }
    }
}

pub fn routes(deps: ExportsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/exports", page::list)
        .post("/panel/payments/exports", page::create)
        .get("/panel/payments/exports/{id}/file", page::file)
        .get("/api/creditors/{cf}/exports", api::list)
        .post("/api/creditors/{cf}/exports", api::create)
        .get("/api/creditors/{cf}/exports/{id}", api::show)
        .with_state(deps)
}
