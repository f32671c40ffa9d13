//! Connections with the software of a body: where payments are told, and what was told.
//!
//! | page | requests |
//! |---|---|
//! | the page | 1 get, 1 query |
//! | save, new secret, removal | 1 get, 1 transaction; the page |
//! | test, send again | 1 get, 1 transaction |

mod act;
mod amounts;
mod page;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

use crate::domain::webhook::Reach;

/// What these routes use.
#[derive(Clone)]
pub struct ConnectionsDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    pub reach: Reach,
}

pub fn routes(deps: ConnectionsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/connections", page::show)
        .post("/panel/payments/connections", act::save)
        .post("/panel/payments/connections/secret", act::renew)
        .post("/panel/payments/connections/remove", act::remove)
        .post("/panel/payments/connections/test", act::test)
        .post(
            "/panel/payments/connections/deliveries/{id}/resend",
            act::resend,
        )
        .get("/panel/payments/connections/amounts", amounts::page::show)
        .post("/panel/payments/connections/amounts", amounts::act::save)
        .post(
            "/panel/payments/connections/amounts/secret",
            amounts::act::renew,
        )
        .post(
            "/panel/payments/connections/amounts/remove",
            amounts::act::remove,
        )
        .post(
            "/panel/payments/connections/amounts/test",
            amounts::act::test,
        )
        .with_state(deps)
}
