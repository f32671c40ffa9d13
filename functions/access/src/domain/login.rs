//! What people sign in with: their e-mail address, or the code of a reseller.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::email::Email;

/// The code of a reseller: `PEC00` and 1 to 10 letters or digits, or ten digits; in upper case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Username(String);

const PREFIX: &str = "PEC00";
const REST_MAX: usize = 10;
const DIGITS: usize = 10;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("not a user name: PEC00 and up to ten letters or digits, or ten digits")]
pub struct UsernameError;

impl Username {
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let name = text.trim().to_ascii_uppercase();
        let is_number = name.len() == DIGITS && name.bytes().all(|b| b.is_ascii_digit());
        let is_code = name.strip_prefix(PREFIX).is_some_and(|rest| {
            (1..=REST_MAX).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if is_number || is_code {
            Ok(Self(name))
        } else {
            Err(UsernameError)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// See [`Email::digest`].
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl<'de> Deserialize<'de> for Username {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Username(…)")
    }
}

/// One or the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    Email(Email),
    Username(Username),
}

impl Login {
    pub fn parse(text: &str) -> Option<Self> {
        let email = Email::parse(text).ok().map(Self::Email);
        email.or_else(|| Username::parse(text).ok().map(Self::Username))
    }

    /// Under which its user is found.
    pub fn digest(&self) -> String {
        match self {
            Self::Email(email) => email.digest(),
            Self::Username(name) => name.digest(),
        }
    }
}

impl From<Email> for Login {
    fn from(email: Email) -> Self {
        Self::Email(email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_is_a_code_or_ten_digits() {
        for (text, name) in [
            (" pec00ab12 ", "PEC00AB12"),
            ("PEC001", "PEC001"),
            ("0123456789", "0123456789"),
        ] {
            assert_eq!(Username::parse(text).unwrap().as_str(), name);
        }
        for text in [
            "",
            "PEC00",
            "PEC0012345678901",
            "PEC01AB",
            "012345678",
            "01234567890",
            "PEC00 1",
            "PEC00é",
        ] {
            assert_eq!(Username::parse(text), Err(UsernameError), "{text}");
        }
    }

    #[test]
    fn a_login_is_an_address_or_a_user_name() {
        assert!(matches!(Login::parse("a@b.it"), Some(Login::Email(_))));
        assert!(matches!(Login::parse("pec00x"), Some(Login::Username(_))));
        assert_eq!(Login::parse("segreteria"), None);
    }
}
