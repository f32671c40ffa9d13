//! The back office: the archive, positions, their notices and receipts, for people and for
//! programmes.

mod api;
mod asked;
mod detail;
mod dossier;
mod filters;
mod found;
mod life;
mod lines;
mod list;
mod search_api;
mod shown;
mod told;
mod view;

use std::sync::Arc;

use kernel::dice::{self, Dice};
use kernel::time::Clock;
use platform::seal::Sealer;
use platform::table::Table;
use platform::web::Routes;

use crate::store::settings::SettingsReader;

pub(crate) use filters::active;

/// What these routes use.
#[derive(Clone)]
pub struct PositionsDeps {
    pub table: Table,
    pub settings: SettingsReader,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    /// Words and people of a search travel sealed.
    sealer: Sealer,
}

impl PositionsDeps {
    pub fn new(
        table: Table,
        seal_key: &[u8; 32],
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
    ) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        let sealer = Sealer::new(seal_key, Arc::clone(&clock), Arc::clone(&dice));
        Self {
            table,
            settings,
            clock,
            dice,
            sealer,
        }
    }

    /// A word that a form carries, so that sending it twice does its work once.
    fn once(&self) -> String {
        hex::encode(dice::bytes::<16>(&*self.dice))
    }
}

pub fn routes(deps: PositionsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/positions", list::page)
        .post("/panel/payments/positions", list::search)
        .get("/panel/payments/positions/{nav}", detail::page)
        .get("/panel/payments/positions/{nav}/notice", detail::notice)
        .get(
            "/panel/payments/positions/{nav}/receipts/{receipt_id}",
            detail::receipt,
        )
        .get("/api/creditors/{cf}/positions", search_api::list)
        .get("/api/creditors/{cf}/positions/{nav}", search_api::show)
        .get("/api/creditors/{cf}/notices/{nav}", api::notice)
        .get("/api/creditors/{cf}/receipts", api::receipts)
        .get("/api/creditors/{cf}/imports/{id}/positions", api::of_import)
        .with_state(deps)
}

#[cfg(test)]
mod samples;
