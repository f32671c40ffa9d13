//! Events in words: a row of the list, a line of the file.

use kernel::time::italian_datetime;
use platform::web::ui::{Badge, Table, Tone, Value};

use super::names::Names;
use crate::domain::audit::{AuditEvent, Network, Object, Outcome};

const COLUMNS: [&str; 7] = [
    "Quando",
    "Chi",
    "Attività",
    "Esito",
    "Oggetto",
    "Rete",
    "Richiesta",
];

/// The list, newest first.
pub(super) fn table(events: &[AuditEvent], names: &Names) -> Table {
    let row = |event: &AuditEvent| {
        vec![
            Value::from(italian_datetime(event.at)),
            Value::from(names.of(&event.who)),
            Value::from(event.act.italian()),
            Value::from(badge(event.outcome)),
            event.object.as_ref().map_or_else(nothing, object),
            event
                .network
                .as_ref()
                .map_or_else(nothing, |n| Value::mono(n.as_str())),
            event
                .reference
                .as_ref()
                .map_or_else(nothing, |r| Value::mono(r.as_str())),
        ]
    };
    Table::new("Attività, dalla più recente", COLUMNS).rows(events.iter().map(row))
}

fn nothing() -> Value {
    Value::from("–")
}

/// A digest tells nothing to a person: its beginning is enough to see that two are the same.
fn object(object: &Object) -> Value {
    match object.is_hidden() {
        true => Value::mono(object.as_str().chars().take(10).collect::<String>()),
        false => Value::mono(object.as_str()),
    }
}

fn badge(outcome: Outcome) -> Badge {
    let tone = match outcome {
        Outcome::Done => Tone::Success,
        Outcome::Denied => Tone::Danger,
        Outcome::Failed => Tone::Warning,
    };
    Badge::new(outcome.italian(), tone)
}

/// The heads of the file's columns.
pub(super) const HEADS: [&str; 10] = [
    "Registrazione",
    "Quando (UTC)",
    "Quando",
    "Chi",
    "Codice di chi",
    "Attività",
    "Esito",
    "Oggetto",
    "Rete",
    "Richiesta",
];

/// A line of the file.
pub(super) fn cells(event: &AuditEvent, names: &Names) -> [String; 10] {
    let object = event.object.as_ref().map(Object::as_str);
    let network = event.network.as_ref().map(Network::as_str);
    [
        event.id.to_string(),
        event.at.to_string(),
        italian_datetime(event.at),
        names.of(&event.who),
        event.who.to_string(),
        event.act.italian().to_owned(),
        event.outcome.italian().to_owned(),
        object.unwrap_or_default().to_owned(),
        network.unwrap_or_default().to_owned(),
        event.reference.clone().unwrap_or_default(),
    ]
}
