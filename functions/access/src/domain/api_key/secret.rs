//! The key as it travels, and the digest that we keep.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use thiserror::Error;

use super::id::KeyId;
use super::{base32, check};

/// What every key begins with; scanners of secrets know keys of ours by it. The whole is
/// `sp_live_[ms][0-9a-hjkmnp-tv-z]{32}_[0-9a-hjkmnp-tv-z]{52}_[0-9a-f]{8}`.
pub const PREFIX: &str = "sp_live_";

/// 256 bits.
const SECRET_CHARS: usize = 52;

/// `sp_live_<public id>_<secret>_<check digits>`: what a programme sends in `X-Api-Key` or
/// `Ocp-Apim-Subscription-Key`. It is shown once, never stored and never printed.
#[derive(Clone)]
pub struct ApiKeySecret {
    id: KeyId,
    secret: String,
}

#[derive(Debug, Error, PartialEq, Eq)]
#[error("not an API key")]
pub struct NotAKey;

impl ApiKeySecret {
    /// `chance` is fresh, and used for nothing else.
    pub fn new(id: KeyId, chance: [u8; 32]) -> Self {
        let secret = base32::encode(&chance);
        Self { id, secret }
    }

    /// Shape and check digits; asks nobody.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        let (checked, digits) = text.rsplit_once('_').ok_or(NotAKey)?;
        let (id, secret) = checked
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split_once('_'))
            .ok_or(NotAKey)?;
        let id = KeyId::parse(id).map_err(|_| NotAKey)?;
        let shaped = secret.len() == SECRET_CHARS && base32::is_all(secret);
        if !shaped || digits.len() != check::DIGITS || digits != check::digits(checked) {
            return Err(NotAKey);
        }
        let secret = secret.to_owned();
        Ok(Self { id, secret })
    }

    pub fn id(&self) -> &KeyId {
        &self.id
    }

    pub fn digest(&self) -> SecretDigest {
        SecretDigest(Sha256::digest(self.secret.as_bytes()).into())
    }

    /// The whole key, for the one answer that shows it.
    pub fn reveal(&self) -> String {
        let checked = format!("{PREFIX}{}_{}", self.id, self.secret);
        let digits = check::digits(&checked);
        format!("{checked}_{digits}")
    }
}

impl fmt::Debug for ApiKeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKeySecret({})", self.id)
    }
}

/// SHA-256 of the 52 characters of the secret, stored as 64 hexadecimal digits. A fast hash is
/// enough for 256 bits of chance. Compared in constant time alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretDigest([u8; 32]);

impl PartialEq for SecretDigest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretDigest {}

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest(…)")
    }
}

impl TryFrom<String> for SecretDigest {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Self, hex::FromHexError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

impl From<SecretDigest> for String {
    fn from(digest: SecretDigest) -> Self {
        hex::encode(digest.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "m01ka9b6n0m5vj8g2q4t7xw3zre4f7k2q";

    fn key(byte: u8) -> ApiKeySecret {
        ApiKeySecret::new(KeyId::parse(ID).unwrap(), [byte; 32])
    }

    #[test]
    fn a_key_has_the_documented_shape_and_is_read_back() {
        let text = key(7).reveal();
        assert_eq!(text.len(), 8 + 33 + 1 + 52 + 1 + 8);
        assert!(text.starts_with(&format!("{PREFIX}{ID}_")));
        let back = ApiKeySecret::parse(&text).unwrap();
        assert_eq!((back.id(), back.reveal()), (key(7).id(), text));
        assert!(back.digest() == key(7).digest());
        assert!(back.digest() != key(8).digest());
    }

    #[test]
    fn one_wrong_character_anywhere_is_noticed() {
        let text = key(7).reveal();
        for at in 0..text.len() {
            let other = if text.as_bytes()[at] == b'2' {
                "3"
            } else {
                "2"
            };
            let mut wrong = text.clone();
            wrong.replace_range(at..=at, other);
            assert!(ApiKeySecret::parse(&wrong).is_err(), "at {at}");
        }
        for wrong in [
            "",
            "_",
            "sp_live_",
            "sp_live___",
            &text.to_uppercase(),
            &text[..100],
        ] {
            assert!(ApiKeySecret::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn neither_key_nor_digest_prints_its_secret() {
        let key = key(7);
        assert_eq!(format!("{key:?}"), format!("ApiKeySecret({ID})"));
        assert_eq!(format!("{:?}", key.digest()), "SecretDigest(…)");
        let stored = serde_json::to_string(&key.digest()).unwrap();
        assert!(!key.reveal().contains(stored.trim_matches('"')));
        assert!(serde_json::from_str::<SecretDigest>(&stored).unwrap() == key.digest());
    }
}
