//! Who is told of positions: the archive of pagoPA, debtors on App IO; and what waits or was refused.
//!
//! | page | requests |
//! |---|---|
//! | a page | 3 gets, 2 queries; the services of App IO 1 get more where they are not fresh; what is asked of pagoPA 2 gets and 1 query more |
//! | tell the open positions | 2 gets, 1 transaction |
//! | save | 1 get and the settings, 1 transaction |
//! | send again | 1 get and 1 transaction; of all 1 transaction |

mod act;
mod asked;
mod open;
mod page;
mod resend;
pub(crate) mod view;

pub(crate) use asked::trouble;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::seal::Sealer;
use platform::table::Table;
use platform::web::Routes;

use crate::store::settings::SettingsReader;

pub(crate) const PAGOPA: &str = "/panel/payments/connections/pagopa";
pub(crate) const IO: &str = "/panel/payments/connections/io";

/// What these routes use.
#[derive(Clone)]
pub struct OutwardsDeps {
    table: Table,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    sealer: Sealer,
    catalogue: SettingsReader,
}

impl OutwardsDeps {
    pub fn new(
        table: Table,
        seal_key: &[u8; 32],
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
    ) -> Self {
        let sealer = Sealer::new(seal_key, clock.clone(), dice.clone());
        let catalogue = SettingsReader::new(table.clone(), clock.clone());
        Self {
            table,
            clock,
            dice,
            sealer,
            catalogue,
        }
    }
}

pub fn routes(deps: OutwardsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/connections/pagopa", page::archive)
        .post("/panel/payments/connections/pagopa", act::save_archive)
        .post(
            "/panel/payments/connections/pagopa/resend",
            resend::of_archive,
        )
        .post("/panel/payments/connections/pagopa/open", open::of_archive)
        .get("/panel/payments/connections/io", page::io)
        .post("/panel/payments/connections/io", act::save_io)
        .post("/panel/payments/connections/io/resend", resend::of_io)
        .post("/panel/payments/connections/io/open", open::of_io)
        .with_state(deps)
}
