use askama::Template;
use askama::filters::HtmlSafe;
use kernel::money::Cents;

use super::badge::Badge;

/// What stands in a cell of a table or at the right of a definition list.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "web/templates/ui/value.html")]
pub enum Value {
    /// Words. Empty shows a dash.
    Text(String),
    /// A code compared by eye: notice number, IBAN, tax code.
    Mono(String),
    /// A way to another page.
    Link {
        /// Where to.
        href: String,
        /// What is read.
        text: String,
    },
    /// A state.
    Badge(Badge),
}

impl HtmlSafe for Value {}

impl Value {
    /// `1.500,00 €`.
    pub fn euro(cents: Cents) -> Self {
        Self::Text(format!("{}\u{a0}€", cents.italian()))
    }

    /// Whether there is nothing to tell: a card on a telephone leaves it out.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Text(text) if matches!(text.as_str(), "" | "–" | "—"))
    }

    /// A code in letters of one width.
    pub fn mono(code: impl Into<String>) -> Self {
        Self::Mono(code.into())
    }

    /// A link.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link {
            href: href.into(),
            text: text.into(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Badge> for Value {
    fn from(badge: Badge) -> Self {
        Self::Badge(badge)
    }
}

impl From<Cents> for Value {
    fn from(cents: Cents) -> Self {
        Self::euro(cents)
    }
}
