//! API keys: the secret that a programme sends, and the digest that we keep.

use std::fmt;

use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::role::Role;

/// A key as it travels in `X-Api-Key` or `Ocp-Apim-Subscription-Key`: 8 to 200 visible ASCII
/// characters without spaces. It is never stored and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKeySecret(String);

/// Shorter could be guessed; longer is no key.
const LENGTH_MIN: usize = 8;
const LENGTH_MAX: usize = 200;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum ApiKeyError {
    #[error("an API key has 8 to 200 characters")]
    Length,
    #[error("an API key has only visible ASCII characters, no spaces")]
    Characters,
    #[error("a digest has 64 hexadecimal digits in lower case")]
    Digest,
}

impl ApiKeySecret {
    pub fn parse(text: &str) -> Result<Self, ApiKeyError> {
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&text.len()) {
            return Err(ApiKeyError::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ApiKeyError::Characters);
        }
        Ok(Self(text.to_owned()))
    }

    /// Shown once, to the one who will use it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn digest(&self) -> KeyDigest {
        KeyDigest(hex::encode(Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKeySecret(…)")
    }
}

/// SHA-256 of the whole key, in 64 hexadecimal digits. A fast hash is enough: keys that we make
/// have 256 bits of chance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct KeyDigest(String);

impl TryFrom<String> for KeyDigest {
    type Error = ApiKeyError;

    fn try_from(text: String) -> Result<Self, ApiKeyError> {
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let digest = text.len() == 64 && text.bytes().all(hexadecimal);
        if digest {
            Ok(Self(text))
        } else {
            Err(ApiKeyError::Digest)
        }
    }
}

impl KeyDigest {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits: enough to tell keys apart in a history entry.
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}

/// What a stored key lets its holder do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
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
        assert!(ApiKeySecret::parse("test-key-valdorra-1").is_ok());
        assert_eq!(ApiKeySecret::parse("short"), Err(ApiKeyError::Length));
        assert_eq!(
            ApiKeySecret::parse(&"x".repeat(201)),
            Err(ApiKeyError::Length)
        );
        assert_eq!(
            ApiKeySecret::parse("with a space"),
            Err(ApiKeyError::Characters)
        );
        assert_eq!(
            ApiKeySecret::parse("chiave-è-segreta"),
            Err(ApiKeyError::Characters)
        );
    }

    #[test]
    fn the_digest_is_the_sha256_of_the_whole_key_and_does_not_print_it() {
        let key = ApiKeySecret::parse("test-key").unwrap();
        assert_eq!(
            key.digest().as_str(),
            "62af8704764faf8ea82fc61ce9c4c3908b6cb97d463a634e9e587d7c885db0ef"
        );
        assert_eq!(key.digest().short(), "62af8704");
        assert!(!format!("{key:?}").contains("test-key"));
    }
}
