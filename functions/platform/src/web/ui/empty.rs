use askama::Template;
use askama::filters::HtmlSafe;

/// Where a list has nothing to show: why, and what to do about it.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/empty.html")]
pub struct Empty {
    title: String,
    text: String,
    action: Option<(String, String)>,
}

impl HtmlSafe for Empty {}

impl Empty {
    /// `Empty::new("Nessun caricamento", "Carica il primo file di posizioni.")`.
    pub fn new(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            action: None,
        }
    }

    /// The button that ends the emptiness.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.action = Some((label.into(), href.into()));
        self
    }
}
