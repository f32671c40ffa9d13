//! The name of a reporting flow.

use crate::newtype::parsed_text;
use jiff::civil::Date;
use thiserror::Error;

/// `identificativoFlusso`: `2026-11-20SELBIT2B-0001`, 1 to 35 of `[A-Za-z0-9_-]`.
///
/// The rule is `<settlement date><PSP>-<string>` (SACI 1.3.1, 7.2), unique for a PSP in a year; one that
/// breaks the rule is kept all the same, without date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(String);

/// Why a text is not the name of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum FlowIdError {
    #[error("flow id has {found} characters instead of 1 to 35")]
    Length { found: usize },
    #[error("flow id has a wrong character in place {position}")]
    Character { position: usize },
}

const LENGTH_MAX: usize = 35;

impl FlowId {
    /// Blanks around are dropped; case is kept.
    pub fn parse(text: &str) -> Result<Self, FlowIdError> {
        let text = text.trim();
        let found = text.chars().count();
        if found == 0 || found > LENGTH_MAX {
            return Err(FlowIdError::Length { found });
        }
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        match text.chars().position(|c| !good(c)) {
            Some(index) => Err(FlowIdError::Character {
                position: index + 1,
            }),
            None => Ok(Self(text.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The settlement date that the name starts with.
    pub fn date(&self) -> Option<Date> {
        let head = self.0.get(..10)?;
        let form = |(index, byte): (usize, u8)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        if head.bytes().enumerate().all(form) {
            head.parse().ok()
        } else {
            None
        }
    }
}

impl FlowIdError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Length { found } => format!(
                "L'identificativo del flusso deve avere da 1 a 35 caratteri: qui sono {found}."
            ),
            Self::Character { position } => format!(
                "L'identificativo del flusso ha un carattere non ammesso in posizione {position}."
            ),
        }
    }
}

parsed_text!(FlowId, FlowIdError);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_flow_tells_its_settlement_date() {
        for (text, day) in [
            ("2026-11-20SELBIT2B-0001", Some(date(2026, 11, 20))),
            ("2024-02-2960000000001-123_a", Some(date(2024, 2, 29))),
            ("2026-11-20", Some(date(2026, 11, 20))),
            ("2026-02-30PSP-1", None),
            ("20261120PSP-1", None),
            ("FLUSSO-1", None),
            ("-00026-11-20", None),
        ] {
            assert_eq!(FlowId::parse(text).unwrap().date(), day, "{text}");
        }
    }

    #[test]
    fn each_fault_has_its_name() {
        for (text, fault) in [
            (" ".to_owned(), FlowIdError::Length { found: 0 }),
            ("a".repeat(36), FlowIdError::Length { found: 36 }),
            (
                "2026-11-20PSP/1".to_owned(),
                FlowIdError::Character { position: 14 },
            ),
            (
                "2026-11-20PSPè".to_owned(),
                FlowIdError::Character { position: 14 },
            ),
        ] {
            assert_eq!(FlowId::parse(&text), Err(fault), "{text}");
            assert!(fault.italian().ends_with('.'));
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(text in "[A-Za-z0-9_-]{1,35}") {
            let flow = FlowId::parse(&text).unwrap();
            prop_assert_eq!(flow.as_str(), text.as_str());
            let _ = flow.date();
        }
    }
}
