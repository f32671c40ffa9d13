//! What people call a key.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// `Gestionale mensa`: 1 to 60 characters, trimmed, without control characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyLabel(String);

/// It must fit a cell of a list.
const CHARS_MAX: usize = 60;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("Scrivi un nome da 1 a 60 caratteri, su una riga.")]
pub struct LabelError;

impl KeyLabel {
    pub fn parse(text: &str) -> Result<Self, LabelError> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > CHARS_MAX || text.chars().any(char::is_control) {
            return Err(LabelError);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for KeyLabel {
    type Error = LabelError;

    fn try_from(text: String) -> Result<Self, LabelError> {
        Self::parse(&text)
    }
}

impl From<KeyLabel> for String {
    fn from(label: KeyLabel) -> Self {
        label.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_short_line() {
        assert_eq!(KeyLabel::parse("  Mensa ").unwrap().as_str(), "Mensa");
        for text in ["", "   ", "a\nb", &"x".repeat(61)] {
            assert_eq!(KeyLabel::parse(text), Err(LabelError), "{text}");
        }
    }
}
