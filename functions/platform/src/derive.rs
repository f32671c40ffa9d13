//! Secrets that stand nowhere: whoever sends one and whoever checks it derive it alike, from a
//! purpose and an id, with HMAC-SHA-256 under a key made from the installation's sealing key.
//!
//! A copy of the table is worth nothing without that key.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Parts this use of the sealing key from sealing.
const CONTEXT: &[u8] = b"sportello derived secrets 1";

#[derive(Clone)]
pub struct Deriver([u8; 32]);

impl Deriver {
    pub fn new(sealing_key: &[u8; 32]) -> Self {
        Self(mac(sealing_key, &[CONTEXT]))
    }

    /// 256 bits of which nobody knows any without the key. `purpose` is a word of the caller's own,
    /// so that no two uses share a secret; `id` names the one thing that it is for.
    pub fn secret(&self, purpose: &str, id: &str) -> [u8; 32] {
        let length = (purpose.len() as u64).to_be_bytes();
        mac(&self.0, &[&length, purpose.as_bytes(), id.as_bytes()])
    }

    /// Whether `shown` is that secret, in the same time for every wrong one.
    pub fn is_secret(&self, purpose: &str, id: &str, shown: &[u8]) -> bool {
        self.secret(purpose, id).as_slice().ct_eq(shown).into()
    }
}

/// Keys do not print.
impl std::fmt::Debug for Deriver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Deriver(…)")
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length: this can't fail.
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_the_same_for_the_same_key_purpose_and_id_alone() {
        let deriver = Deriver::new(&[1; 32]);
        let secret = deriver.secret("code", "a");
        assert!(deriver.is_secret("code", "a", &secret));
        assert!(!deriver.is_secret("code", "b", &secret));
        assert!(!deriver.is_secret("link", "a", &secret));
        assert!(!deriver.is_secret("code", "a", &secret[..31]));
        assert!(!Deriver::new(&[2; 32]).is_secret("code", "a", &secret));
        assert_ne!(deriver.secret("ab", "c"), deriver.secret("a", "bc"));
        assert_eq!(format!("{deriver:?}"), "Deriver(…)");
    }
}
