//! What each person may do: shown in words, given one by one, as somebody else's, or by a profile.
//!
//! | page | requests |
//! |---|---|
//! | the people | 1 query |
//! | one's own rights | 2 gets |
//! | a person | 2 gets |
//! | a copy | 3 gets, 1 query |
//! | each act | 1 get (a copy 2), 1 transaction, 2 queries for the sessions; 1 get where an administrator comes or goes |

mod act;
mod copy;
mod grant;
mod list;
mod own;
mod person;
mod profile;
mod proposal;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::ids::UserId;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::{Fault, Routes};

use super::faults::table_fault;
use crate::domain::actor::Actor;
use crate::domain::sentence::Names;
use crate::domain::user::Membership;
use crate::store::{catalogue, users};

pub(super) const HERE: &str = "/panel/access/permissions";

/// What these routes use.
#[derive(Clone)]
pub struct PermissionsDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

pub fn routes(deps: PermissionsDeps) -> Routes {
    Routes::new()
        .get("/panel/profile/permissions", own::show)
        .get("/panel/access/permissions", list::show)
        .get("/panel/access/permissions/{id}", person::show)
        .get("/panel/access/permissions/{id}/new", grant::blank)
        .post("/panel/access/permissions/{id}/new", grant::create)
        .get(
            "/panel/access/permissions/{id}/grants/{grant}",
            grant::filled,
        )
        .post(
            "/panel/access/permissions/{id}/grants/{grant}",
            grant::change,
        )
        .post(
            "/panel/access/permissions/{id}/grants/{grant}/remove",
            grant::remove,
        )
        .get("/panel/access/permissions/{id}/copy", copy::show)
        .post("/panel/access/permissions/{id}/copy", copy::confirm)
        .get("/panel/access/permissions/{id}/profile", profile::show)
        .post("/panel/access/permissions/{id}/profile", profile::confirm)
        .with_state(deps)
}

/// A person of the actor's organisation.
pub(super) struct Person {
    pub found: users::Found,
    pub membership: Membership,
}

impl Person {
    fn name(&self) -> &str {
        &self.found.user.name
    }

    fn href(&self) -> String {
        format!("{HERE}/{}", self.found.user.id)
    }
}

impl PermissionsDeps {
    /// Anybody else is nobody: 1 request.
    async fn person(&self, actor: &Actor, id: &str) -> Result<Person, Fault> {
        let id = UserId::parse(id).map_err(|_| unknown())?;
        let found = users::by_id(&self.table, &id).await.map_err(table_fault)?;
        let found = found.ok_or_else(unknown)?;
        let membership = found.user.membership(&actor.tenant).cloned();
        let membership = membership.ok_or_else(unknown)?;
        Ok(Person { found, membership })
    }

    /// The organisation's services: 1 request.
    async fn services(&self, actor: &Actor) -> Result<Box<Names>, Fault> {
        let found = catalogue::read(&self.table, &actor.tenant).await;
        Ok(found.map_err(table_fault)?.into_boxed_slice())
    }
}

/// The same for nobody and for somebody of another organisation.
fn unknown() -> Fault {
    Fault::not_found("Non c’è nessun utente con questo codice.")
}

#[cfg(test)]
mod samples;
