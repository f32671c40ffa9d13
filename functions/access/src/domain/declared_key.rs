//! Keys that a tenants file declares, for the local stack alone: the secret that a programme sends,
//! and the digest that is kept. Keys for use are made in the panel (see `api_key`).

use std::fmt;

use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::api_key::PREFIX;
use super::role::Role;

/// A key as it travels in `X-Api-Key` or `Ocp-Apim-Subscription-Key`: 8 to 200 visible ASCII
/// characters without spaces. It is never stored and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DeclaredSecret(String);

/// Shorter could be guessed; longer is no key.
const LENGTH_MIN: usize = 8;
const LENGTH_MAX: usize = 200;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum DeclaredKeyError {
    #[error("an API key has 8 to 200 characters")]
    Length,
    #[error("an API key of a file does not begin with {PREFIX}, like those made in the panel")]
    Reserved,
    #[error("an API key has only visible ASCII characters, no spaces")]
    Characters,
    #[error("a digest has 64 hexadecimal digits in lower case")]
    Digest,
}

impl DeclaredSecret {
    pub fn parse(text: &str) -> Result<Self, DeclaredKeyError> {
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&text.len()) {
            return Err(DeclaredKeyError::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(DeclaredKeyError::Characters);
        }
        if text.starts_with(PREFIX) {
            return Err(DeclaredKeyError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// Shown once, to the one who will use it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> DeclaredDigest {
        DeclaredDigest(hex::encode(Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for DeclaredSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeclaredSecret(…)")
    }
}

/// SHA-256 of the whole key, in 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct DeclaredDigest(String);

impl TryFrom<String> for DeclaredDigest {
    type Error = DeclaredKeyError;

    fn try_from(text: String) -> Result<Self, DeclaredKeyError> {
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let digest = text.len() == 64 && text.bytes().all(hexadecimal);
        if digest {
            Ok(Self(text))
        } else {
            Err(DeclaredKeyError::Digest)
        }
    }
}

impl DeclaredDigest {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits: enough to tell keys apart in a history entry.
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}

/// What a declared key lets its holder do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredKey {
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub label: String,
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii_of_bounded_length() {
        assert!(DeclaredSecret::parse("test-key-valdorra-1").is_ok());
        assert_eq!(
            DeclaredSecret::parse("short"),
            Err(DeclaredKeyError::Length)
        );
        assert_eq!(
            DeclaredSecret::parse(&"x".repeat(201)),
            Err(DeclaredKeyError::Length)
        );
        assert_eq!(
            DeclaredSecret::parse("with a space"),
            Err(DeclaredKeyError::Characters)
        );
        assert_eq!(
            DeclaredSecret::parse("chiave-è-segreta"),
            Err(DeclaredKeyError::Characters)
        );
        assert_eq!(
            DeclaredSecret::parse("sp_live_made_by_hand"),
            Err(DeclaredKeyError::Reserved)
        );
    }

    #[test]
    fn the_digest_is_the_sha256_of_the_whole_key_and_does_not_print_it() {
        let key = DeclaredSecret::parse("test-key").unwrap();
        assert_eq!(
            key.digest().as_str(),
            "62af8704764faf8ea82fc61ce9c4c3908b6cb97d463a634e9e587d7c885db0ef"
        );
        assert_eq!(key.digest().short(), "62af8704");
        assert!(!format!("{key:?}").contains("test-key"));
    }
}
