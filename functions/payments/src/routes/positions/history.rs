//! What happened to a position, and by whom.

use kernel::time::italian_datetime;
use platform::web::ui::{Table, Value};

use crate::domain::history::HistoryEntry;
use crate::domain::position::{DebtPosition, Origin};
use crate::routes::words;
use crate::store::dossier::Dossier;

/// Newest first; the creation, told by the record itself, comes last.
pub(super) fn history(dossier: &Dossier) -> Table {
    let entry = |e: &HistoryEntry| {
        let who = Value::from(who(&e.actor));
        vec![
            Value::from(italian_datetime(e.at)),
            Value::from(e.note.as_str()),
            who,
        ]
    };
    let created = vec![
        Value::from(italian_datetime(dossier.position.created_at)),
        Value::from(creation(&dossier.position)),
        Value::from(origin(&dossier.position)),
    ];
    let rows = dossier.history.iter().rev().map(entry).chain([created]);
    Table::new("Storia della posizione", ["Quando", "Che cosa", "Da chi"]).rows(rows)
}

/// `flow <id>` in words for people.
fn who(actor: &str) -> String {
    match actor.split_once(' ') {
        Some(("flow", id)) => format!("Flusso {id}"),
        _ => words::who(actor),
    }
}

/// Imports publish what they make; the APIs may, and tell it by the moment.
fn creation(position: &DebtPosition) -> &'static str {
    let at_once = position.published_at == Some(position.created_at);
    match position.origin {
        Origin::Import(_) | Origin::Spontaneous => "Posizione creata e pubblicata.",
        Origin::Api if at_once => "Posizione creata e pubblicata.",
        Origin::Api => "Posizione creata.",
    }
}

fn origin(position: &DebtPosition) -> &'static str {
    match position.origin {
        Origin::Import(_) => "Importazione",
        Origin::Api => "Programma dell’ente",
        Origin::Spontaneous => "Pagamento spontaneo",
    }
}
