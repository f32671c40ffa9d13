//! One's own password, sessions and trusted devices.
//!
//! | step | requests, beside the gate's |
//! |---|---|
//! | the page | 2 queries |
//! | a new password | 2 reads, 1 put (the brake), then as in `recover` |
//! | end a session, all others | 1 transaction; 1 query before it for all |
//! | rename, remove a device, all | 1 transaction after 1 get or query |

mod devices;
mod page;
mod password;
mod sessions;

use kernel::ids::{EventId, UserId};
use platform::table::{Tx, TxError};
use platform::web::{Fault, PageError, Routes};

use super::session::Deps;
use crate::domain::actor::{Actor, ActorId};
use crate::domain::audit::{Act, AuditEvent, Circumstances};

const HERE: &str = "/panel/profile/security";

pub fn routes(deps: Deps) -> Routes {
    Routes::new()
        .get("/panel/profile/security", page::show)
        .post("/panel/profile/security/password", password::submit)
        .post("/panel/profile/security/sessions", sessions::end)
        .post("/panel/profile/security/devices", devices::change)
        .with_state(deps)
}

impl Deps {
    fn own_event(&self, actor: &Actor, act: Act, during: &Circumstances) -> AuditEvent {
        let clock = self.clock.as_ref();
        let minted = (EventId::mint(clock, self.dice.as_ref()), clock.now());
        AuditEvent::by(actor, minted, act).during(during)
    }

    /// Commits; what was there no longer is as good as done.
    async fn done(&self, tx: Tx) -> Result<(), PageError> {
        match self.table.commit(tx).await {
            Ok(()) | Err(TxError::Conflict(_)) => Ok(()),
            Err(TxError::Table(error)) => Err(Fault::unavailable(error).into()),
        }
    }
}

/// Programmes have no devices.
fn user_of(actor: &Actor) -> Result<&UserId, PageError> {
    match &actor.id {
        ActorId::User(id) => Ok(id),
        ActorId::ApiKey(_) | ActorId::DeclaredKey(_) => Err(Fault::forbidden().into()),
    }
}
