//! The organisation's API keys, and the programmes that own some of them.
//!
//! | page | requests |
//! |---|---|
//! | the list | 1 query, 1 batch get |
//! | the form of a new key | 2 queries, 1 get |
//! | a new key | 1 get, 1 transaction, 1 batch get |
//! | a key | 1 get, 1 batch get |
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

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::{Table, TableError, TxError};
use platform::web::{Fault, Routes};

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
