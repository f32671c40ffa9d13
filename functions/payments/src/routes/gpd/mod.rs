//! The debt positions of software that speaks with pagoPA's GPD: same paths, bodies, codes and errors as the
//! published APIs, so that changing base address and key is all there is to do.
//!
//! | mount | document |
//! |---|---|
//! | `/gpd/debt-positions-service/v1` | GPD external v1 |
//! | `/gpd/debt-positions-service/v3` | GPD external v3 |
//! | `/gpd/api/v1` | GPD internal v1, but for the configuration of SEND |
//! | `/gpd/debt-positions-service/v2` | GPD external v2: several positions in one call |
//! | `/gpd/api/v2` | GPD internal v2: the same, and v1's operations on one position |
//! | `/aca/debt-positions-service/v1` | ACA v1 |
//! | `/payment-options` | payment options, as below GPD internal's mounts |
//!
//! What differs from GPD, and why: `docs/gpd.md`.

pub mod body;
mod bulk;
pub mod caller;
mod info;
mod options;
pub mod paging;
pub mod problem;
pub mod time;
pub mod v1;
pub mod v3;
pub mod view;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;
use platform::web::limits::BULK_BYTES_MAX;

use crate::store::settings::SettingsReader;

/// What these routes use.
#[derive(Clone)]
pub struct GpdDeps {
    pub table: Table,
    pub settings: SettingsReader,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    pub bounds: Bounds,
}

/// How much of the archive one call looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Rounds of a list, each of one query a shard.
    pub rounds: usize,
    /// Rounds of a change of accounts.
    pub rounds_of_accounts: usize,
    /// Positions of one query.
    pub look: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            rounds: v1::list::ROUNDS_MAX,
            rounds_of_accounts: v1::ibans::ROUNDS_MAX,
            look: v1::list::LOOK_MAX,
        }
    }
}

impl GpdDeps {
    pub fn new(table: Table, (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>)) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        Self {
            table,
            settings,
            clock,
            dice,
            bounds: Bounds::default(),
        }
    }
}

/// The address of an operation under a mount.
macro_rules! at {
    ($mount:literal, $path:literal) => {
        concat!($mount, "/organizations/{cf}", $path)
    };
}

/// What all mounts have.
macro_rules! common {
    ($mount:literal) => {
        Routes::new()
            .get(concat!($mount, "/info"), info::show)
            .get(at!($mount, "/debtpositions"), v1::list::show)
            .get(at!($mount, "/debtpositions/{iupd}"), v1::show::position)
            .put(at!($mount, "/debtpositions/{iupd}"), v1::update::rewrite)
            .delete(at!($mount, "/debtpositions/{iupd}"), v1::update::remove)
            .post(
                at!($mount, "/debtpositions/{iupd}/publish"),
                v1::life::to_published,
            )
            .post(
                at!($mount, "/debtpositions/{iupd}/invalidate"),
                v1::life::to_invalid,
            )
            .post(at!($mount, "/paymentoptions/paids/{nav}"), v1::pay::beside)
    };
}

/// Where positions are made one by one.
macro_rules! making {
    ($mount:literal) => {
        Routes::new().post(at!($mount, "/debtpositions"), v1::create::make)
    };
}

/// Where positions are made, written anew and taken away together.
macro_rules! bulks {
    ($mount:literal) => {
        Routes::new()
            .post(at!($mount, "/debtpositions"), bulk::make)
            .put(at!($mount, "/debtpositions"), bulk::write)
            .delete(at!($mount, "/debtpositions"), bulk::remove)
            .up_to(BULK_BYTES_MAX)
    };
}

/// Where accounts are changed in all positions at once.
macro_rules! accounts {
    ($mount:literal) => {
        Routes::new().patch(at!($mount, "/debtpositions/transfers"), v1::ibans::change)
    };
}

/// What is for the services around GPD: the node's station, SEND, reporting.
macro_rules! internal {
    ($mount:literal) => {
        Routes::new()
            .get(at!($mount, "/paymentoptions/{nav}"), v1::show::option)
            .get(
                at!($mount, "/paymentoptions/{nav}/debtposition"),
                v1::show::by_iuv,
            )
            .post(at!($mount, "/paymentoptions/{nav}/pay"), v1::pay::told)
            .put(
                at!($mount, "/paymentoptions/{nav}/notificationfee"),
                v1::pay::notification_fee,
            )
            .post(
                at!($mount, "/paymentoptions/{nav}/transfers/{transfer}/report"),
                v1::pay::report,
            )
            .post(
                concat!($mount, "/payment-options/organizations/{cf}/notices/{nav}"),
                options::serve_internal,
            )
    };
}

/// What v3 has: several ways to pay, and no way back from published but the deletion.
macro_rules! ways {
    ($mount:literal) => {
        Routes::new()
            .get(at!($mount, "/debtpositions"), v3::list)
            .post(at!($mount, "/debtpositions"), v3::make)
            .get(at!($mount, "/debtpositions/{iupd}"), v3::show)
            .put(at!($mount, "/debtpositions/{iupd}"), v3::write)
            .delete(at!($mount, "/debtpositions/{iupd}"), v1::update::remove)
            .post(
                at!($mount, "/debtpositions/{iupd}/publish"),
                v3::to_published,
            )
    };
}

pub fn routes(deps: GpdDeps) -> Routes {
    all().with_state(deps)
}

fn all() -> Routes<GpdDeps> {
    Routes::new()
        .post(
            "/payment-options/organizations/{cf}/notices/{nav}",
            options::serve,
        )
        .merge(common!("/gpd/debt-positions-service/v1"))
        .merge(making!("/gpd/debt-positions-service/v1"))
        .merge(accounts!("/gpd/debt-positions-service/v1"))
        .merge(common!("/gpd/api/v1"))
        .merge(making!("/gpd/api/v1"))
        .merge(accounts!("/gpd/api/v1"))
        .merge(internal!("/gpd/api/v1"))
        .merge(
            Routes::new()
                .get("/gpd/debt-positions-service/v2/info", info::show)
                .post(
                    at!(
                        "/gpd/debt-positions-service/v2",
                        "/paymentoptions/paids/{nav}"
                    ),
                    v1::pay::beside,
                ),
        )
        .merge(bulks!("/gpd/debt-positions-service/v2"))
        .merge(bulks!("/gpd/api/v2"))
        .merge(common!("/gpd/api/v2"))
        .merge(accounts!("/gpd/api/v2"))
        .merge(internal!("/gpd/api/v2"))
        .merge(ways!("/gpd/debt-positions-service/v3"))
        .merge(common!("/aca/debt-positions-service/v1"))
        .merge(making!("/aca/debt-positions-service/v1"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use access::gate::ROUTES;
    use platform::web::speaks_pagopa;

    use super::*;

    #[test]
    fn the_gate_knows_these_routes_and_no_others_below_their_mounts() {
        let routes = all();
        let registered: BTreeSet<(String, &str)> = routes
            .list()
            .iter()
            .map(|(method, path)| (method.to_string(), *path))
            .collect();
        let ruled: BTreeSet<(String, &str)> = ROUTES
            .iter()
            .filter(|rule| speaks_pagopa(rule.path))
            .map(|rule| (rule.method.to_string(), rule.path))
            .collect();
        assert_eq!(registered, ruled);
    }
}
