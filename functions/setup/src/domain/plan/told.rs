//! A plan as people and as programs read it. No address, no key: plans end up in the logs of a
//! pipeline.

use std::fmt;

use serde_json::{Value, json};

use super::{Act, Drift, Plan, Verb};

/// Longest text of a cell, in characters; the JSON has the whole.
const CELL_CHARS_MAX: usize = 44;
const TITLES: [&str; 5] = ["", "what", "value", "is", "file"];

type Row = [String; 5];

impl Verb {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Retire => "retire",
            Self::Return => "return",
        }
    }
}

impl Plan {
    /// For the pipeline.
    pub fn to_json(&self) -> Value {
        let act = |act: &Act| {
            let verb = act.write.verb();
            json!({ "act": verb, "what": act.what, "changes": act.write.changes() })
        };
        json!({
            "fingerprint": self.fingerprint(),
            "empty": self.is_empty(),
            "acts": self.acts.iter().map(act).collect::<Vec<_>>(),
            "drift": self.drift,
            "notes": self.notes,
        })
    }

    /// `2 to create, 1 to change, 1 differs and stays`; `nothing to do`.
    pub fn summary(&self) -> String {
        self.counted(["to create", "to change", "to retire", "to take back"])
    }

    /// The same once it is done: `2 created, 1 changed`.
    pub fn outcome(&self) -> String {
        self.counted(["created", "changed", "retired", "taken back"])
    }

    fn counted(&self, words: [&str; 4]) -> String {
        let verbs = [Verb::Create, Verb::Change, Verb::Retire, Verb::Return];
        let counts = verbs.map(|verb| self.count(verb)).into_iter().zip(words);
        let mut told: Vec<_> = counts
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        if told.is_empty() {
            told.push("nothing to do".to_owned());
        }
        match self.drift.len() {
            0 => {}
            1 => told.push("1 differs and stays".to_owned()),
            more => told.push(format!("{more} differ and stay")),
        }
        told.join(", ")
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for Act { what, write } in &self.acts {
            let (verb, changes) = (write.verb().name(), write.changes());
            if changes.is_empty() {
                rows.push([verb, what, "", "", ""].map(str::to_owned));
            }
            for (at, change) in changes.iter().enumerate() {
                let (verb, what) = if at == 0 {
                    (verb, what.as_str())
                } else {
                    ("", "")
                };
                let row = [verb, what, &change.field, &change.from, &change.to];
                rows.push(row.map(str::to_owned));
            }
        }
        for drift in &self.drift {
            let Drift {
                what,
                field,
                file,
                table,
            } = drift;
            let row: [&str; 5] = ["leave", what, field, table, file];
            rows.push(row.map(str::to_owned));
        }
        rows
    }
}

/// A table, then what the file says without effect, then the sum.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        if !rows.is_empty() {
            write_table(f, rows)?;
        }
        for note in &self.notes {
            writeln!(f, "note: {note}")?;
        }
        if !self.drift.is_empty() {
            writeln!(f, "leave: changed in the panel, which owns it")?;
        }
        writeln!(f, "{}", self.summary())
    }
}

fn write_table(f: &mut fmt::Formatter<'_>, rows: Vec<Row>) -> fmt::Result {
    let all: Vec<Row> = std::iter::once(TITLES.map(str::to_owned))
        .chain(rows)
        .map(|row| row.map(|cell| short(&cell)))
        .collect();
    let mut widths = [0; 5];
    for row in &all {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    for row in &all {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

fn short(text: &str) -> String {
    if text.chars().count() <= CELL_CHARS_MAX {
        return text.to_owned();
    }
    let begin: String = text.chars().take(CELL_CHARS_MAX - 1).collect();
    format!("{begin}…")
}
