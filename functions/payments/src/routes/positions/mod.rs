//! The back office: the archive, positions, their notices and receipts, for people and for
//! programmes.

mod act;
mod acts;
mod api;
mod asked;
mod detail;
mod dossier;
mod filters;
mod found;
mod history;
mod life;
mod lines;
mod list;
mod pushes_api;
mod search_api;
mod shown;
pub(super) mod stamp;
pub(super) mod told;
mod view;
mod ways;
mod widget;

use std::sync::Arc;

use access::{Actor, Permission};
use kernel::dice::{self, Dice};
use kernel::notice::NoticeNumber;
use kernel::time::Clock;
use platform::seal::Sealer;
use platform::table::Table;
use platform::web::{Fault, Routes};

use crate::domain::position::DebtPosition;
use crate::domain::settings::CreditorSettings;
use crate::routes::words::table_fault;
use crate::store::positions;
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

    /// The position that has a part with this number, for an actor who reaches it with `need`: 1
    /// request, 2 for a part of a plan.
    pub(super) async fn by_nav(
        &self,
        actor: &Actor,
        nav: &NoticeNumber,
        need: Permission,
    ) -> Result<Option<DebtPosition>, Fault> {
        let found = self.stored(actor, nav, need).await?;
        Ok(found.map(|position| position.at(self.clock.now()).into_owned()))
    }

    /// As it is stored, for who changes it.
    async fn stored(
        &self,
        actor: &Actor,
        nav: &NoticeNumber,
        need: Permission,
    ) -> Result<Option<DebtPosition>, Fault> {
        let found = positions::by_nav(&self.table, &actor.tenant, nav).await;
        let services = actor.scope(need).services(false);
        let found = found.map_err(table_fault)?;
        let found = found.filter(|position| position.is_within(&services));
        Ok(found.map(|position| position.at(self.clock.now()).into_owned()))
    }

    /// The settings, with the services whose positions the actor sees.
    async fn catalogue(&self, actor: &Actor) -> Result<Option<CreditorSettings>, Fault> {
        let settings = self.settings.get(&actor.tenant).await;
        let services = actor.scope(Permission::PositionsRead).services(false);
        let settings = settings.map_err(table_fault)?;
        Ok(settings.map(|settings| settings.within(&services)))
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
        .get("/panel/payments/positions/widget", widget::show)
        .get("/panel/payments/positions/{nav}", detail::page)
        .post("/panel/payments/positions/{nav}/publish", act::publish)
        .post("/panel/payments/positions/{nav}/withdraw", act::withdraw)
        .post("/panel/payments/positions/{nav}/delete", act::delete)
        .post("/panel/payments/positions/{nav}/paid", act::paid)
        .get("/panel/payments/positions/{nav}/notice", detail::notice)
        .get(
            "/panel/payments/positions/{nav}/receipts/{receipt_id}",
            detail::receipt,
        )
        .get(
            "/panel/payments/positions/{nav}/receipts/{receipt_id}/stamps/{transfer}",
            stamp::download,
        )
        .get("/api/creditors/{cf}/positions", search_api::list)
        .get("/api/creditors/{cf}/positions/{nav}", search_api::show)
        .post(
            "/api/creditors/{cf}/positions/{nav}/pushes/{target}/resend",
            pushes_api::resend,
        )
        .get("/api/creditors/{cf}/notices/{nav}", api::notice)
        .get("/api/creditors/{cf}/receipts", api::receipts)
        .get("/api/creditors/{cf}/imports/{id}/positions", api::of_import)
        .with_state(deps)
}

#[cfg(test)]
mod samples;
