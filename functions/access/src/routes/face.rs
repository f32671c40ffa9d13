//! The round badge of a person: their picture, else their initials.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::domain::person_name::initials;

/// The name stands beside it, so that the badge itself says nothing to a screen reader.
#[derive(Clone, Debug, Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(src) = picture %}<img class="sp-face{% if large %} sp-face-large{% endif %}" src="{{ src }}" alt="" width="40" height="40">{% else %}<span class="sp-face{% if large %} sp-face-large{% endif %}" aria-hidden="true">{{ letters }}</span>{% endif %}"#
)]
pub(super) struct Face {
    picture: Option<String>,
    letters: String,
    large: bool,
}

impl HtmlSafe for Face {}

impl Face {
    /// `picture`: where it is served.
    pub(super) fn new(name: &str, picture: Option<String>) -> Self {
        Self {
            picture,
            letters: initials(name),
            large: false,
        }
    }

    pub(super) fn large(mut self) -> Self {
        self.large = true;
        self
    }
}
