use askama::Template;
use askama::filters::HtmlSafe;

use super::badge::Badge;
use super::value::Value;

/// One line of a glance.
#[derive(Debug, Clone)]
struct Line {
    what: Value,
    note: String,
    badge: Option<Badge>,
}

/// What a room shows on the first page of the panel: some lines, or why there are none, and the way
/// to the room.
///
/// `Glance::new("Ancora nessun file.", ("Tutte le importazioni", HERE)).line(…)`.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/glance.html")]
pub struct Glance {
    said: String,
    lines: Vec<Line>,
    empty: String,
    room: (String, String),
}

impl HtmlSafe for Glance {}

impl Glance {
    /// `empty` is said where no line follows; `room` is a label and an address.
    pub fn new(
        empty: impl Into<String>,
        (label, href): (impl Into<String>, impl Into<String>),
    ) -> Self {
        Self {
            said: String::new(),
            lines: Vec::new(),
            empty: empty.into(),
            room: (label.into(), href.into()),
        }
    }

    /// A sentence above the lines: how many there are in all.
    #[must_use]
    pub fn said(mut self, sentence: impl Into<String>) -> Self {
        self.said = sentence.into();
        self
    }

    /// One more line.
    #[must_use]
    pub fn line(
        mut self,
        what: impl Into<Value>,
        note: impl Into<String>,
        badge: Option<Badge>,
    ) -> Self {
        let (what, note) = (what.into(), note.into());
        self.lines.push(Line { what, note, badge });
        self
    }
}
