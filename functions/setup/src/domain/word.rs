//! Plain words of the file: bounded texts and the small grammars that have no type of their own.

use payments::domain::settings::SecondLanguage;
use thiserror::Error;

use super::tenants::{Owner, ServiceKind};

#[derive(Debug, Error, PartialEq, Eq)]
pub enum WordError {
    #[error("has no words")]
    Empty,
    #[error("is longer than {0} characters")]
    Long(usize),
    #[error("has a character that is not allowed")]
    Character,
    #[error("is none of the known words")]
    Unknown,
}

/// One line of 1 to 140 characters (GPD's bound for the name of a company), trimmed.
pub fn name(text: &str) -> Result<String, WordError> {
    line(text, 140)
}

/// The words of a postal authorisation or of an office, one line.
pub fn sentence(text: &str) -> Result<String, WordError> {
    line(text, 200)
}

/// idStation: 1 to 35 of `[A-Za-z0-9_-]` (stText35 of the node's schema).
pub fn station(text: &str) -> Result<String, WordError> {
    of(text, 35, |c| {
        c.is_ascii_alphanumeric() || c == '_' || c == '-'
    })
}

/// pagoPA's taxonomy code, `9/0101108TS/` or `0101108TS`; 1 to 140 characters without spaces.
pub fn taxonomy(text: &str) -> Result<String, WordError> {
    of(text, 140, |c| c.is_ascii_alphanumeric() || c == '/')
}

/// The CBILL (SIA) code of a biller: upper-case letters and digits, at most 16.
pub fn cbill(text: &str) -> Result<String, WordError> {
    of(text, 16, |c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// The number of a postal account: 1 to 12 digits.
pub fn postal_account(text: &str) -> Result<String, WordError> {
    of(text, 12, |c| c.is_ascii_digit())
}

/// The code of a reseller, a provider or a customer: 1 to 35 of `[A-Za-z0-9._-]`.
pub fn code(text: &str) -> Result<String, WordError> {
    of(text, 35, |c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// The second language of a bilingual body.
pub fn second_language(text: &str) -> Result<SecondLanguage, WordError> {
    SecondLanguage::parse(text).ok_or(WordError::Unknown)
}

/// A service in the node's catalogue, `00001/00002`: idServizio and idSoggettoServizio.
pub fn catalogue(text: &str) -> Result<(String, String), WordError> {
    let is_id = |id: &str| id.len() == 5 && id.bytes().all(|b| b.is_ascii_alphanumeric());
    match text.split_once('/') {
        Some((service, subject)) if is_id(service) && is_id(subject) => {
            Ok((service.to_owned(), subject.to_owned()))
        }
        _ => Err(WordError::Unknown),
    }
}

pub fn kind(text: &str) -> Result<ServiceKind, WordError> {
    match text {
        "due" => Ok(ServiceKind::Due),
        "spontaneous" => Ok(ServiceKind::Spontaneous),
        _ => Err(WordError::Unknown),
    }
}

pub fn owner(text: &str) -> Result<Owner, WordError> {
    match text {
        "panel" => Ok(Owner::Panel),
        "pipeline" => Ok(Owner::Pipeline),
        _ => Err(WordError::Unknown),
    }
}

fn line(text: &str, most: usize) -> Result<String, WordError> {
    of(text.trim(), most, |c| !c.is_control())
}

fn of(text: &str, most: usize, good: impl Fn(char) -> bool) -> Result<String, WordError> {
    if text.is_empty() {
        return Err(WordError::Empty);
    }
    if text.chars().count() > most {
        return Err(WordError::Long(most));
    }
    if text.chars().all(good) {
        Ok(text.to_owned())
    } else {
        Err(WordError::Character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_its_grammar() {
        assert_eq!(
            name(" Comune di Valdorra ").as_deref(),
            Ok("Comune di Valdorra")
        );
        assert_eq!(name("Comune\ndi"), Err(WordError::Character));
        assert_eq!(name(&"a".repeat(141)), Err(WordError::Long(140)));
        assert!(station("11477110156_01").is_ok() && station("a b").is_err());
        assert!(taxonomy("9/0101108TS/").is_ok() && taxonomy("9 0101108TS").is_err());
        assert!(cbill("VALD1").is_ok() && cbill("vald1").is_err());
        assert!(postal_account("001234567890").is_ok() && postal_account("1234567890123").is_err());
        assert!(code("PEC00012").is_ok() && code("").is_err());
        assert_eq!(second_language("de"), Ok(SecondLanguage::German));
        assert_eq!(second_language("it"), Err(WordError::Unknown));
        assert_eq!(kind("tribute"), Err(WordError::Unknown));
        assert_eq!(owner("pipeline"), Ok(Owner::Pipeline));
    }
}
