//! A figure: what was measured, what we aim at, and the same work by what people use today.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    pub figure: String,
    pub value: f64,
    pub unit: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub aim: Option<Aim>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rival: Option<Rival>,
    /// How the figure was taken, where its name does not say it.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub note: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

/// The same work by another hand, in the same run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rival {
    pub name: String,
    pub value: f64,
    /// How many times better we are; below 1 we are worse.
    pub ratio: f64,
}

impl Figure {
    pub fn new(figure: &str, value: f64, unit: &str) -> Self {
        Self {
            figure: figure.to_owned(),
            value,
            unit: unit.to_owned(),
            aim: None,
            rival: None,
            note: String::new(),
        }
    }

    pub fn aim(self, aim: Aim) -> Self {
        Self {
            aim: Some(aim),
            ..self
        }
    }

    pub fn note(self, note: &str) -> Self {
        Self {
            note: note.to_owned(),
            ..self
        }
    }

    /// Beside what another program needs or does for the same; `None` where it could not be run here. Of what is
    /// counted a second, more is better; of all else, less.
    pub fn beside(self, name: &str, value: Option<f64>) -> Self {
        let Some(value) = value else { return self };
        let more_is_better = self.unit.ends_with("/s");
        let ratio = if more_is_better {
            self.value / value
        } else {
            value / self.value
        };
        let name = name.to_owned();
        Self {
            rival: Some(Rival { name, value, ratio }),
            ..self
        }
    }

    pub fn print(&self) {
        println!("{}", serde_json::to_string(self).unwrap());
    }

    pub fn parse(line: &str) -> Option<Self> {
        serde_json::from_str(line).ok()
    }
}

/// The figures as a table in Markdown.
pub fn table(figures: &[Figure], machine: &str) -> String {
    let mut lines = vec![
        machine.to_owned(),
        String::new(),
        "| figure | measured | aim | beside |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    lines.extend(figures.iter().map(row));
    lines.join("\n")
}

fn row(figure: &Figure) -> String {
    let Figure {
        figure: name,
        value,
        unit,
        ..
    } = figure;
    let aim = match figure.aim {
        None => String::new(),
        Some(Aim::AtLeast(aim)) => format!("≥ {}", plain(aim)),
        Some(Aim::AtMost(aim)) => format!("≤ {}", plain(aim)),
    };
    let beside = figure.rival.as_ref().map_or(String::new(), |rival| {
        format!(
            "{}: {} ({} ×)",
            rival.name,
            plain(rival.value),
            plain(rival.ratio)
        )
    });
    format!("| {name} | {} {unit} | {aim} | {beside} |", plain(*value))
}

/// Three digits that mean something, thousands set apart.
fn plain(value: f64) -> String {
    match value.abs() {
        v if v >= 1_000.0 => {
            let whole = format!("{value:.0}");
            let digits: Vec<&str> = whole
                .as_bytes()
                .rchunks(3)
                .rev()
                .map(|three| std::str::from_utf8(three).unwrap())
                .collect();
            digits.join(",")
        }
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
