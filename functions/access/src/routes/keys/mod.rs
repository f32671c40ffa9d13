//! The organisation's API keys, and the programmes that own some of them.
//!
//! | page | requests |
//! |---|---|
//! | the list | 1 query, 1 batch get |
//! | the form of a new key | 2 queries, 1 get |
//! | a new key | 1 get, 1 transaction, 1 batch get |
//! | a key | 2 gets, 1 batch get |
//! | rename, rotate, revoke | 1 get, 1 transaction |
//! | programmes | 1 query; a new one and a closed one: 1 transaction more, 1 get |

mod account;
mod act;
mod detail;
mod factsheet;
mod list;
mod new;
mod shown;
mod words;

use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::request::Parts;
use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::time::Clock;
use platform::table::{Table, TableError, TxError};
use platform::web::{Fault, PageError, Routes};

use crate::domain::actor::Actor;
use crate::domain::audit::{Act, AuditEvent, Circumstances, Object};

/// What these routes use.
#[derive(Clone)]
pub struct KeysDeps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    /// Where programmes find us, for the factsheet: `https://sportello.example.it`.
    pub public_url: String,
}

const HERE: &str = "/panel/access/keys";

pub fn routes(deps: KeysDeps) -> Routes {
    Routes::new()
        .get("/panel/access/keys", list::show)
        .post("/panel/access/keys", new::create)
        .get("/panel/access/keys/new", new::show)
        .get("/panel/access/keys/factsheet", factsheet::download)
        .get("/panel/access/keys/accounts", account::show)
        .post("/panel/access/keys/accounts", account::create)
        .post("/panel/access/keys/accounts/{id}/close", account::close)
        .get("/panel/access/keys/{id}", detail::show)
        .post("/panel/access/keys/{id}/rename", act::rename)
        .post("/panel/access/keys/{id}/rotate", act::rotate)
        .post("/panel/access/keys/{id}/revoke", act::revoke)
        .with_state(deps)
}

impl KeysDeps {
    /// What the log of activities hears, in the transaction of the act.
    fn event(&self, asked: &Asker, act: Act, object: Object) -> AuditEvent {
        let (clock, dice) = (self.clock.as_ref(), self.dice.as_ref());
        let minted = (EventId::mint(clock, dice), clock.now());
        AuditEvent::by(&asked.actor, minted, act)
            .on(Some(object))
            .during(&asked.during)
    }
}

/// Who asks, and what the request tells of itself.
struct Asker {
    actor: Actor,
    during: Circumstances,
}

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let actor = Actor::from_request_parts(parts, state).await?;
        let Ok(during) = Circumstances::from_request_parts(parts, state).await;
        Ok(Self { actor, during })
    }
}

fn table_fault(error: TableError) -> Fault {
    Fault::unavailable(error)
}

/// A transaction that was refused: somebody changed the same thing in the same moment.
fn tx_fault(error: TxError) -> Fault {
    match error {
        TxError::Conflict(_) => Fault::conflict(
            "changed_meanwhile",
            "Qualcuno ha cambiato la stessa cosa nel frattempo: riprova.",
        ),
        TxError::Table(error) => table_fault(error),
    }
}

fn unknown_key() -> Fault {
    Fault::not_found("Non c’è nessuna chiave con questo codice.")
}
