use askama::Template;
use askama::filters::HtmlSafe;

use super::value::Value;

/// What is known of one thing, name by name: `Facts::new().fact("Importo", cents)`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "web/templates/ui/facts.html")]
pub struct Facts {
    facts: Vec<(String, Value)>,
}

impl HtmlSafe for Facts {}

impl Facts {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more fact.
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.facts.push((name.into(), value.into()));
        self
    }

    /// One more fact, if there is one.
    #[must_use]
    pub fn maybe(self, name: impl Into<String>, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.fact(name, value),
            None => self,
        }
    }
}
