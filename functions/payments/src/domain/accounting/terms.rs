//! What people decide about a record.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Why a text is no person or no account. `Display` is the Italian sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    #[error("Scrivi da 1 a {max} caratteri.")]
    Length { max: usize },
    #[error("C'è un carattere che non si può usare.")]
    Character,
}

/// Characters of a person, as accounting programmes take them.
const PERSON_CHARS_MAX: usize = 120;
/// An IBAN, or the code of the account in the accounting programme.
const ACCOUNT_CHARS_MAX: usize = 60;

/// Who paid, to the accounting: the payment service provider, or whoever the body chooses. 1 to 120
/// characters, blanks tidied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountingPerson(String);

/// The account on which the money was collected: 1 to 60 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CollectionAccount(String);

impl AccountingPerson {
    pub const LENGTH_MAX: u16 = 120;

    pub fn parse(text: &str) -> Result<Self, TermError> {
        tidy(text, PERSON_CHARS_MAX).map(Self)
    }

    /// What a payment service provider writes of itself, cut where it is too long.
    pub fn of_sender(name: &str) -> Option<Self> {
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        Self::parse(kernel::text::truncate_chars(&name, PERSON_CHARS_MAX)).ok()
    }
}

impl CollectionAccount {
    pub const LENGTH_MAX: u16 = 60;

    pub fn parse(text: &str) -> Result<Self, TermError> {
        tidy(text, ACCOUNT_CHARS_MAX).map(Self)
    }
}

fn tidy(text: &str, max: usize) -> Result<String, TermError> {
    let text = kernel::text::normalise_spaces(text);
    if !(1..=max).contains(&text.chars().count()) {
        return Err(TermError::Length { max });
    }
    if text.chars().any(char::is_control) {
        return Err(TermError::Character);
    }
    Ok(text)
}

macro_rules! text_term {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TermError;

            fn try_from(text: String) -> Result<Self, TermError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(term: $name) -> Self {
                term.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_term!(AccountingPerson);
text_term!(CollectionAccount);

/// What can be changed in a record, in both ways of booking (row A34).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountingTerms {
    pub accounting_date: Date,
    pub person: AccountingPerson,
    pub account: CollectionAccount,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_tidied_and_bounded() {
        let person = AccountingPerson::parse("  Banca   di Prova ").expect("a person");
        assert_eq!(person.as_str(), "Banca di Prova");
        assert!(AccountingPerson::parse(" ").is_err());
        assert!(CollectionAccount::parse(&"x".repeat(61)).is_err());
        let cut = AccountingPerson::of_sender(&"x".repeat(300)).expect("cut");
        assert_eq!(
            cut.as_str().len(),
            usize::from(AccountingPerson::LENGTH_MAX)
        );
        assert!(serde_json::from_str::<CollectionAccount>("\"\"").is_err());
    }
}
