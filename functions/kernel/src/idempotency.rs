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
    pub fn italian(&self) -> &'static str {
        match self {
            Self::Length { .. } => "La chiave Idempotency-Key deve avere da 1 a 128 caratteri.",
            Self::Character { .. } => {
                "La chiave Idempotency-Key ammette solo caratteri ASCII visibili, senza virgolette."
            }
        }
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
