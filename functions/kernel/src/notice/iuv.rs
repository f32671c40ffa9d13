//! The identifier of a payment.

use crate::newtype::parsed_text;
use thiserror::Error;

/// The identifier of a payment, unique for ever per creditor (`creditorReferenceId`):
/// `00715700000000032`.
///
/// Ours have 17 digits; others' may be any `stText35`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iuv(String);

/// Why a text is not an IUV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum IuvError {
    #[error("IUV has {found} characters instead of 1 to 35")]
    Length { found: usize },
    #[error("IUV has a control character in place {position}")]
    Character { position: usize },
}

/// `stText35`.
const LENGTH_MAX: usize = 35;

impl Iuv {
    /// 1 to 35 characters, none a control character; blanks around are dropped.
    pub fn parse(text: &str) -> Result<Self, IuvError> {
        let text = text.trim();
        let found = text.chars().count();
        if found == 0 || found > LENGTH_MAX {
            return Err(IuvError::Length { found });
        }
        if let Some(index) = text.chars().position(char::is_control) {
            return Err(IuvError::Character {
                position: index + 1,
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// The digits that a notice number holds.
    pub(super) fn in_notice(digits: &str) -> Self {
        Self(digits.to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IuvError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        let sentence = match self {
            Self::Length { .. } => "Lo IUV deve avere da 1 a 35 caratteri.",
            Self::Character { .. } => "Lo IUV contiene un carattere non ammesso.",
        };
        sentence.to_owned()
    }
}

parsed_text!(Iuv, IuvError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_and_others_iuvs_are_read() {
        for text in [
            "00715700000000032",
            "340000013900808",
            "RF45W9",
            "ABC/2026-1 è",
            "7",
        ] {
            assert_eq!(Iuv::parse(&format!(" {text} ")).unwrap().as_str(), text);
        }
        assert!(Iuv::parse(&"è".repeat(35)).is_ok());
    }

    #[test]
    fn an_empty_a_long_and_a_broken_iuv_are_refused() {
        for (text, fault) in [
            (" ".to_owned(), IuvError::Length { found: 0 }),
            ("è".repeat(36), IuvError::Length { found: 36 }),
            ("12\n34".to_owned(), IuvError::Character { position: 3 }),
        ] {
            assert_eq!(Iuv::parse(&text), Err(fault));
            assert!(fault.italian().ends_with('.'));
        }
    }
}
