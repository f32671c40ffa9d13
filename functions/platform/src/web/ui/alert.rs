use std::borrow::Cow;

use askama::Template;
use askama::filters::HtmlSafe;

use super::badge::Tone;

/// A message in the page: `Alert::success("Caricamento confermato.")`.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/alert.html")]
pub struct Alert {
    tone: Tone,
    title: Option<Cow<'static, str>>,
    text: String,
    link: Option<(String, String)>,
}

impl HtmlSafe for Alert {}

impl Alert {
    /// It is done.
    pub fn success(text: impl Into<String>) -> Self {
        Self::new(Tone::Success, text)
    }

    /// Good to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self::new(Tone::Info, text)
    }

    /// Look again.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(Tone::Warning, text)
    }

    /// It went wrong.
    pub fn danger(text: impl Into<String>) -> Self {
        Self::new(Tone::Danger, text)
    }

    /// A line in bold above the text.
    #[must_use]
    pub fn title(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A link after the text.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some((label.into(), href.into()));
        self
    }

    fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone,
            title: None,
            text: text.into(),
            link: None,
        }
    }

    /// Bad news interrupt a screen reader, good news wait.
    fn role(&self) -> &'static str {
        match self.tone {
            Tone::Warning | Tone::Danger => "alert",
            Tone::Success | Tone::Info | Tone::Neutral => "status",
        }
    }
}

/// The errors of a form at its top, each a link to its field: `{{ form.summary() }}`.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/summary.html")]
pub struct Summary {
    errors: Vec<(String, String)>,
}

impl HtmlSafe for Summary {}

impl Summary {
    pub(in crate::web) fn new(errors: &[(String, String)]) -> Self {
        Self {
            errors: errors.to_vec(),
        }
    }
}
