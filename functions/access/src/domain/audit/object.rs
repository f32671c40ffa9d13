//! What an act was done to, so that the log can be searched by it and tells nothing by itself.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use kernel::ids::{EventId, ServiceId};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::domain::api_key::KeyId;

/// Digits of a digest that are kept: 128 bits.
const DIGEST_BYTES: usize = 16;
const HIDDEN: &str = "h:";

/// The installation's key of the log: who lacks it cannot tell which notice an event is about, though
/// notice numbers are few enough to be tried one by one.
#[derive(Clone)]
pub struct AuditKey([u8; 32]);

impl AuditKey {
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }
}

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(…)")
    }
}

/// An id that we minted, as it is (`01KA9B6N0M5VJ8G2Q4T7XW3ZRE`), or a keyed digest of anything else
/// (`h:` and 32 hexadecimal digits): notice numbers and ids of others never stand in the log.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Object(String);

impl Object {
    /// A ULID stays; the rest becomes HMAC-SHA-256 of organisation, 0 and text, cut to 128 bits.
    pub fn of(key: &AuditKey, tenant: &OrgFiscalCode, text: &str) -> Self {
        if is_ours(text) {
            return Self(text.to_owned());
        }
        // A key of any length will do, so that there is always a digest.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key.0) else {
            return Self(HIDDEN.to_owned());
        };
        mac.update(tenant.as_str().as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        let digest = mac.finalize().into_bytes();
        Self(format!("{HIDDEN}{}", hex::encode(&digest[..DIGEST_BYTES])))
    }

    /// A key by its public id, which opens nothing.
    pub fn api_key(id: &KeyId) -> Self {
        Self(id.to_string())
    }

    pub fn service_account(id: &ServiceId) -> Self {
        Self(id.to_string())
    }

    /// One that was made before.
    pub fn parse(text: &str) -> Option<Self> {
        let digest = text.strip_prefix(HIDDEN);
        let hidden = |digits: &str| {
            digits.len() == 2 * DIGEST_BYTES && digits.chars().all(|c| c.is_ascii_hexdigit())
        };
        let known = digest.map_or_else(|| is_ours(text), hidden);
        known.then(|| Self(text.to_owned()))
    }

    /// Whether it is a digest of something that cannot be shown.
    pub fn is_hidden(&self) -> bool {
        self.0.starts_with(HIDDEN)
    }

    /// An id that we minted; nothing for any other text.
    pub fn minted(text: &str) -> Option<Self> {
        EventId::parse(text).ok().map(|id| Self(id.to_string()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An id that we minted: a ULID, or the public id of a key.
fn is_ours(text: &str) -> bool {
    EventId::parse(text).is_ok() || KeyId::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town() -> OrgFiscalCode {
        OrgFiscalCode::parse("80047110152").unwrap()
    }

    #[test]
    fn an_id_of_ours_stays_and_a_notice_number_does_not() {
        let key = AuditKey::new([7; 32]);
        let id = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";
        assert_eq!(Object::of(&key, &town(), id).as_str(), id);
        let hidden = Object::of(&key, &town(), "300715700000000032");
        assert!(hidden.as_str().starts_with("h:") && hidden.as_str().len() == 34);
        assert!(!hidden.as_str().contains("3007157"));
    }

    #[test]
    fn a_digest_is_the_same_again_and_another_with_another_key_or_organisation() {
        let of = |key: u8, tenant: &OrgFiscalCode, text: &str| {
            Object::of(&AuditKey::new([key; 32]), tenant, text)
        };
        let other = OrgFiscalCode::parse("11477110156").unwrap();
        let here = of(7, &town(), "300715700000000032");
        assert_eq!(here, of(7, &town(), "300715700000000032"));
        assert_ne!(here, of(8, &town(), "300715700000000032"));
        assert_ne!(here, of(7, &other, "300715700000000032"));
        assert_ne!(here, of(7, &town(), "300715700000000033"));
    }

    #[test]
    fn the_key_does_not_print() {
        assert_eq!(format!("{:?}", AuditKey::new([7; 32])), "AuditKey(…)");
    }
}
