//! The e-mail address with which a person signs in.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// An address in lower case, 3 to 254 characters (RFC 5321, 4.5.3.1.3), one `@`, no spaces and no
/// control characters. Whether it exists is known only by writing to it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Email(String);

const LENGTH_MAX: usize = 254;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("not an e-mail address")]
pub struct EmailError;

impl Email {
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let address = text.trim().to_lowercase();
        let (local, domain) = address.split_once('@').ok_or(EmailError)?;
        let odd = |c: char| c.is_whitespace() || c.is_control() || "@<>,;\"".contains(c);
        let bad = address.len() > LENGTH_MAX
            || local.is_empty()
            || local.chars().any(odd)
            || domain.chars().any(odd)
            || !domain.contains('.')
            || domain.split('.').any(str::is_empty);
        if bad {
            Err(EmailError)
        } else {
            Ok(Self(address))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough to be recognised by its owner: `s…a@valdorra.example`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        let mut letters = local.chars();
        let (first, last) = (letters.next(), letters.next_back());
        let show = |letter: Option<char>| letter.map(String::from).unwrap_or_default();
        format!("{}…{}@{domain}", show(first), show(last))
    }

    /// SHA-256 in hexadecimal: the address in a key of the table. It hides nothing from who can
    /// guess the address; it keeps addresses out of logs and metrics that quote keys.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Personal data does not print.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_in_lower_case() {
        let email = Email::parse("  Segreteria@Valdorra.Example ").unwrap();
        assert_eq!(email.as_str(), "segreteria@valdorra.example");
        assert_eq!(
            email.digest(),
            Email::parse("segreteria@valdorra.example")
                .unwrap()
                .digest()
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.org", "a".repeat(250));
        let lines = "a@example.org\nBcc: b@example.org";
        for text in [
            "", "a", "a@", "@b.it", "a@b", "a b@c.it", "a@b..it", "a@b@c.it", &long, lines,
        ] {
            assert_eq!(Email::parse(text), Err(EmailError), "{text:?}");
        }
    }

    #[test]
    fn a_masked_address_shows_its_ends() {
        for (address, masked) in [("ada@b.it", "a…a@b.it"), ("a@b.it", "a…@b.it")] {
            assert_eq!(Email::parse(address).unwrap().masked(), masked);
        }
    }

    #[test]
    fn an_address_does_not_print() {
        assert_eq!(format!("{:?}", Email::parse("a@b.it").unwrap()), "Email(…)");
    }
}
