//! Invitations of an organisation: who was invited, as what, and what became of it.
//!
//! | page | requests |
//! |---|---|
//! | the list | 1 query |
//! | invite | 1 query and 1 get (whose the address is), 1 get or 2 (its invitation), 1 transaction |
//! | send again, withdraw | 1 get, 1 transaction |

mod act;
mod list;
mod page;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

pub(super) const HERE: &str = "/panel/access/invitations";

/// What these routes use.
#[derive(Clone)]
pub struct InvitationsDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

impl InvitationsDeps {
    pub fn new(table: Table, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        Self { table, clock, dice }
    }
}

pub fn routes(deps: InvitationsDeps) -> Routes {
    Routes::new()
        .get("/panel/access/invitations", list::show)
        .post("/panel/access/invitations", act::invite)
        .post("/panel/access/invitations/{id}/send", act::send_again)
        .post("/panel/access/invitations/{id}/withdraw", act::withdraw)
        .with_state(deps)
}
