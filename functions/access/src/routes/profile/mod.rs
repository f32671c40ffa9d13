//! One's own profile: name, picture, the privacy notice, and joining another organisation.
//!
//! | page | requests |
//! |---|---|
//! | the profile | 1 get |
//! | name | 1 get, 1 transaction, 2 for the name in this session |
//! | picture | 1 get, 1 object, 1 transaction |
//! | join | 2 gets, 1 transaction |
//! | the notice | 1 get, 1 transaction |

mod join;
mod name;
mod notice;
mod page;
mod picture;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::ids::UserId;
use kernel::time::Clock;
use platform::derive::Deriver;
use platform::objects::Objects;
use platform::table::Table;
use platform::web::{Fault, Routes};

use super::faults::table_fault;
use crate::domain::actor::{Actor, ActorId};
use crate::store::users::{self, Found};

pub(super) const HERE: &str = "/panel/profile";

/// What these routes use.
#[derive(Clone)]
pub struct ProfileDeps {
    pub table: Table,
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    pub deriver: Deriver,
}

impl ProfileDeps {
    pub fn new(
        table: Table,
        objects: Objects,
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
        deriver: Deriver,
    ) -> Self {
        Self {
            table,
            objects,
            clock,
            dice,
            deriver,
        }
    }
}

pub fn routes(deps: ProfileDeps) -> Routes {
    Routes::new()
        .get("/panel/profile", page::show)
        .post("/panel/profile", name::submit)
        .get("/panel/profile/picture", picture::show)
        .post("/panel/profile/picture", picture::submit)
        .post("/panel/profile/picture/remove", picture::remove)
        .get("/panel/profile/notice", notice::show)
        .post("/panel/profile/notice", notice::submit)
        .get("/panel/profile/join/{token}", join::show)
        .post("/panel/profile/join/{token}", join::submit)
        .with_state(deps)
}

impl ProfileDeps {
    /// The one who asks: 1 request.
    async fn own(&self, actor: &Actor) -> Result<Found, Fault> {
        let found = users::by_id(&self.table, own_id(actor)?).await;
        found.map_err(table_fault)?.ok_or_else(Fault::forbidden)
    }
}

/// Programs have no profile.
fn own_id(actor: &Actor) -> Result<&UserId, Fault> {
    match &actor.id {
        ActorId::User(id) => Ok(id),
        _ => Err(Fault::forbidden()),
    }
}
