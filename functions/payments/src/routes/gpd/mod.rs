//! The debt positions of software that speaks with pagoPA's GPD: same paths, bodies, codes and errors as the
//! published APIs, so that changing base address and key is all there is to do.
//!
//! | mount | document |
//! |---|---|
//! | `/gpd/debt-positions-service/v1` | GPD external v1 |
//! | `/gpd/api/v1` | GPD internal v1, but for the configuration of SEND |
//! | `/gpd/api/v2` | GPD internal v2: its operations on one position are v1's |
//! | `/aca/debt-positions-service/v1` | ACA v1 |
//!
//! What differs from GPD, and why: `docs/gpd.md`.

pub mod caller;
mod info;
pub mod paging;
pub mod problem;
pub mod time;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

use crate::store::settings::SettingsReader;

/// What these routes use.
#[derive(Clone)]
pub struct GpdDeps {
    pub table: Table,
    pub settings: SettingsReader,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

impl GpdDeps {
    pub fn new(table: Table, (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>)) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        Self {
            table,
            settings,
            clock,
            dice,
        }
    }
}

/// What all mounts of v1 have.
macro_rules! v1 {
    ($mount:literal) => {
        Routes::new().get(concat!($mount, "/info"), info::show)
    };
}

pub fn routes(deps: GpdDeps) -> Routes {
    all().with_state(deps)
}

fn all() -> Routes<GpdDeps> {
    Routes::new()
        .merge(v1!("/gpd/debt-positions-service/v1"))
        .merge(v1!("/gpd/api/v1"))
        .merge(v1!("/gpd/api/v2"))
        .merge(v1!("/aca/debt-positions-service/v1"))
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
