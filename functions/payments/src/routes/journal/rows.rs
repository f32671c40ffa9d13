//! Calls in words: a row of the list, a line of the file.

use kernel::time::italian_datetime;
use platform::web::ui::{Badge, Table, Tone, Value};

use super::HERE;
use crate::domain::journal::{Entry, Outcome};

const COLUMNS: [&str; 6] = [
    "Quando",
    "Operazione",
    "Direzione",
    "Esito",
    "Avviso",
    "Durata",
];

/// The list, newest first.
pub(super) fn table(entries: &[Entry]) -> Table {
    let row = |entry: &Entry| {
        let notice = entry.notice.as_ref();
        vec![
            Value::link(italian_datetime(entry.at), format!("{HERE}/{}", entry.id)),
            Value::from(entry.operation.italian()),
            Value::from(entry.operation.direction().italian()),
            Value::from(badge(entry)),
            notice.map_or_else(|| Value::from("–"), |nav| Value::mono(nav.grouped())),
            Value::from(duration(entry)),
        ]
    };
    Table::new("Chiamate, dalla più recente", COLUMNS).rows(entries.iter().map(row))
}

pub(super) fn badge(entry: &Entry) -> Badge {
    let tone = match entry.outcome {
        Outcome::Done => Tone::Success,
        Outcome::Refused => Tone::Warning,
        Outcome::Failed => Tone::Danger,
    };
    let code = entry
        .code
        .as_deref()
        .filter(|_| entry.outcome != Outcome::Done);
    Badge::new(code.unwrap_or(entry.outcome.italian()), tone)
}

/// `120 ms`, `1,2 s`.
pub(super) fn duration(entry: &Entry) -> String {
    match entry.duration_ms {
        ms @ 0..1_000 => format!("{ms} ms"),
        ms => format!("{},{} s", ms / 1_000, ms % 1_000 / 100),
    }
}

/// The heads of the file's columns.
pub(super) const HEADS: [&str; 13] = [
    "Registrazione",
    "Quando (UTC)",
    "Quando",
    "Operazione",
    "Direzione",
    "Richiesta",
    "Durata (ms)",
    "Stato HTTP",
    "Esito",
    "Codice",
    "Codice avviso",
    "IUV",
    "Ricevuta",
];

/// A line of the file. What was said is on the page of each call.
pub(super) fn cells(entry: &Entry) -> [String; 13] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        entry.id.to_string(),
        entry.at.to_string(),
        italian_datetime(entry.at),
        entry.operation.name().to_owned(),
        entry.operation.direction().italian().to_owned(),
        entry.what.clone(),
        entry.duration_ms.to_string(),
        entry
            .status
            .map(|status| status.to_string())
            .unwrap_or_default(),
        entry.outcome.italian().to_owned(),
        text(&entry.code),
        entry
            .notice
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        text(&entry.iuv),
        text(&entry.receipt_id),
    ]
}
