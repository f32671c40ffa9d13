use askama::Template;
use askama::filters::HtmlSafe;

/// What a state means at a glance. Never the only sign: the badge always has its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done and good: paid, reported, matched.
    Success,
    /// Going on: publishing, waiting.
    Info,
    /// Wants a look: differs, expires soon.
    Warning,
    /// Wrong or refused.
    Danger,
    /// Neither good nor bad: draft, closed.
    Neutral,
}

impl Tone {
    /// bootstrap-italia's word for it.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Info => "primary",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Neutral => "secondary",
        }
    }
}

/// The state of a thing: `Badge::new("Pagata", Tone::Success)`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<span class="badge sp-badge sp-badge-{{ tone.class() }}">{{ text }}</span>"#
)]
pub struct Badge {
    text: String,
    tone: Tone,
}

impl HtmlSafe for Badge {}

impl Badge {
    /// A state in one or two words.
    pub fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}
