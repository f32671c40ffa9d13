//! Who belongs to the organisation: the list, one person, and what is done about them.
//!
//! | page | requests |
//! |---|---|
//! | the list | 1 query, 1 batch of last accesses |
//! | a search | 3 queries, 1 batch |
//! | a person | 1 get, 1 batch |
//! | role, suspension, removal | 1 get, 1 transaction, 2 queries for the sessions; 1 get where an administrator comes or goes |
//! | a picture | 1 get, 1 object |

mod act;
mod detail;
mod list;
mod picture;
mod view;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::objects::Objects;
use platform::table::Table;
use platform::web::Routes;

pub(super) const HERE: &str = "/panel/access/members";

/// What these routes use.
#[derive(Clone)]
pub struct MembersDeps {
    pub table: Table,
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

impl MembersDeps {
    pub fn new(table: Table, objects: Objects, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        Self {
            table,
            objects,
            clock,
            dice,
        }
    }
}

pub fn routes(deps: MembersDeps) -> Routes {
    Routes::new()
        .get("/panel/access/members", list::show)
        .post("/panel/access/members", list::search)
        .get("/panel/access/members/{id}", detail::show)
        .get("/panel/access/members/{id}/picture", picture::show)
        .post("/panel/access/members/{id}/role", act::role)
        .post("/panel/access/members/{id}/suspend", act::suspend)
        .post("/panel/access/members/{id}/reactivate", act::reactivate)
        .post("/panel/access/members/{id}/remove", act::remove)
        .with_state(deps)
}
