//! Opaque tokens: personal data that must pass through a URL or a form travels encrypted,
//! authenticated and with an end. A token is base64url of nonce (24 bytes) and
//! XChaCha20-Poly1305 of the JSON content.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::time::Clock;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

const NONCE_BYTES: usize = 24;
/// A longer token is not ours.
const TOKEN_CHARS_MAX: usize = 2_000;

#[derive(Clone)]
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

#[derive(Serialize, Deserialize)]
struct Content<T> {
    until: Timestamp,
    data: T,
}

/// Why a token was not opened. People are told the same for both, but may ask for a new one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("token not valid")]
    NotValid,
    #[error("token expired")]
    Expired,
}

impl Sealer {
    pub fn new(key: &[u8; 32], clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(key.into()),
            clock,
            dice,
        }
    }

    /// A token that opens until `until`.
    pub fn seal<T: Serialize>(&self, data: T, until: Timestamp) -> String {
        let mut nonce = [0; NONCE_BYTES];
        self.dice.fill(&mut nonce);
        let text = serde_json::to_vec(&Content { until, data }).unwrap_or_default();
        let sealed = self
            .cipher
            .encrypt(XNonce::from_slice(&nonce), text.as_slice());
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed.unwrap_or_default());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub fn open<T: DeserializeOwned>(&self, token: &str) -> Result<T, SealError> {
        if token.len() > TOKEN_CHARS_MAX {
            return Err(SealError::NotValid);
        }
        let bytes = URL_SAFE_NO_PAD
            .decode(token)
            .map_err(|_| SealError::NotValid)?;
        let (nonce, sealed) = bytes
            .split_at_checked(NONCE_BYTES)
            .ok_or(SealError::NotValid)?;
        let text = self.cipher.decrypt(XNonce::from_slice(nonce), sealed);
        let text = text.map_err(|_| SealError::NotValid)?;
        let content: Content<T> = serde_json::from_slice(&text).map_err(|_| SealError::NotValid)?;
        if content.until < self.clock.now() {
            return Err(SealError::Expired);
        }
        Ok(content.data)
    }
}
