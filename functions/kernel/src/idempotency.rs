//! Same key and same content, same answer; same key and other content, a conflict.

use crate::newtype::parsed_text;
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The key that a client makes for one intention (header `Idempotency-Key`): 1 to 128 visible ASCII
/// characters without quotes and backslash. The quotes of draft-ietf-httpapi-idempotency-key-header
/// are dropped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(String);

/// SHA-256 of a content, 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

/// Why a text is not an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum IdempotencyKeyError {
    #[error("idempotency key has {found} characters instead of 1 to 128")]
    Length { found: usize },
    #[error("idempotency key has a wrong character in place {position}")]
    Character { position: usize },
}

/// Why a text is not a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[error("fingerprint is not 64 lower-case hexadecimal digits")]
pub struct FingerprintError;

const KEY_LENGTH_MAX: usize = 128;
const FINGERPRINT_LENGTH: usize = 64;

impl IdempotencyKey {
    pub fn parse(text: &str) -> Result<Self, IdempotencyKeyError> {
        let text = text.trim();
        let bare = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(text);
        let found = bare.chars().count();
        if found == 0 || found > KEY_LENGTH_MAX {
            return Err(IdempotencyKeyError::Length { found });
        }
        let good = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
        match bare.chars().position(|c| !good(c)) {
            Some(index) => Err(IdempotencyKeyError::Character {
                position: index + 1,
            }),
            None => Ok(Self(bare.to_owned())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IdempotencyKeyError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        let sentence = match self {
            Self::Length { .. } => "La chiave Idempotency-Key deve avere da 1 a 128 caratteri.",
            Self::Character { .. } => {
                "La chiave Idempotency-Key ammette solo caratteri ASCII visibili, senza virgolette."
            }
        };
        sentence.to_owned()
    }
}

impl FingerprintError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        "L'impronta del contenuto non ha la forma giusta.".to_owned()
    }
}

impl Fingerprint {
    /// Each part is preceded by its length (8 bytes, big-endian): moving a byte from one part to the
    /// next gives another fingerprint.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hex::encode(hash.finalize()))
    }

    pub fn parse(text: &str) -> Result<Self, FingerprintError> {
        let good = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let whole = text.len() == FINGERPRINT_LENGTH && text.bytes().all(good);
        whole.then(|| Self(text.to_owned())).ok_or(FingerprintError)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

parsed_text!(IdempotencyKey, IdempotencyKeyError);
parsed_text!(Fingerprint, FingerprintError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ABC: &str = "c3494ca1a2cf8eeb8a11ded316fb55b83c3bbbedb6313cd50415251e5d09e12f";

    #[test]
    fn a_key_is_read_with_and_without_its_quotes() {
        let bare = IdempotencyKey::parse("8e03978e-40d5-43dd-bc93-6894a57f9324").unwrap();
        let quoted = IdempotencyKey::parse("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"").unwrap();
        assert_eq!(bare, quoted);
        for (text, fault) in [
            ("\"\"".to_owned(), IdempotencyKeyError::Length { found: 0 }),
            ("a".repeat(129), IdempotencyKeyError::Length { found: 129 }),
            (
                "a b".to_owned(),
                IdempotencyKeyError::Character { position: 2 },
            ),
            (
                "\"ab".to_owned(),
                IdempotencyKeyError::Character { position: 1 },
            ),
            (
                "è".to_owned(),
                IdempotencyKeyError::Character { position: 1 },
            ),
        ] {
            assert_eq!(IdempotencyKey::parse(&text), Err(fault), "{text}");
            assert!(fault.italian().ends_with('.'));
        }
    }

    #[test]
    fn a_fingerprint_is_the_sha256_of_lengths_and_parts() {
        // Computed apart: printf '\0\0\0\0\0\0\0\003abc' | sha256sum; of nothing: sha256sum /dev/null.
        let none = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Fingerprint::of(&[]).as_str(), none);
        assert_eq!(Fingerprint::of(&[b"abc"]).as_str(), ABC);
    }

    #[test]
    fn only_64_lower_case_digits_are_a_fingerprint() {
        assert!(Fingerprint::parse(ABC).is_ok());
        for text in [&ABC.to_uppercase(), &ABC[1..], &ABC.replace('a', "g"), ""] {
            assert_eq!(Fingerprint::parse(text), Err(FingerprintError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn moving_a_byte_to_the_next_part_changes_it(text in "[a-z]{2,20}", at in 0..19_usize) {
            let at = 1 + at % (text.len() - 1);
            let (a, b) = text.as_bytes().split_at(at);
            let (c, d) = text.as_bytes().split_at(at - 1);
            prop_assert_ne!(Fingerprint::of(&[a, b]), Fingerprint::of(&[c, d]));
            prop_assert_ne!(Fingerprint::of(&[a, b]), Fingerprint::of(&[text.as_bytes()]));
            prop_assert_eq!(Fingerprint::of(&[a, b]), Fingerprint::of(&[a, b]));
        }
    }
}
