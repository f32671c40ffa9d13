//! A browser in which somebody has signed in before: it has a lane of its own at the brake, so that
//! who guesses elsewhere does not keep its owner out (OWASP, "Slow down online guessing attacks with
//! device cookies"). It opens nothing.

use std::fmt;

use kernel::dice::{Dice, bytes};

/// The purpose of the proofs.
pub const PURPOSE: &str = "known browser";
/// As long as browsers keep a cookie.
pub const LIFE_S: i64 = 400 * 24 * 3600;

/// `<32 hexadecimal digits>.<64>`: chance, and the proof that we gave it for this account.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownBrowser {
    pub nonce: String,
    proof: [u8; 32],
}

impl fmt::Debug for KnownBrowser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KnownBrowser(…)")
    }
}

impl KnownBrowser {
    pub fn draw(dice: &dyn Dice) -> String {
        hex::encode(bytes::<16>(dice))
    }

    /// From what a proof is derived: the account by the digest of what one signs in with.
    pub fn id_of(login: &str, nonce: &str) -> String {
        format!("{login}.{nonce}")
    }

    pub fn new(nonce: String, proof: [u8; 32]) -> Self {
        Self { nonce, proof }
    }

    /// Whether we gave it is still to be proven.
    pub fn parse(text: &str) -> Option<Self> {
        let (nonce, proof) = text.split_once('.')?;
        let is_nonce = nonce.len() == 32 && nonce.bytes().all(|b| b.is_ascii_hexdigit());
        let proof = hex::decode(proof).ok()?.try_into().ok()?;
        is_nonce.then(|| Self::new(nonce.to_owned(), proof))
    }

    pub fn proof(&self) -> &[u8] {
        &self.proof
    }

    pub fn reveal(&self) -> String {
        format!("{}.{}", self.nonce, hex::encode(self.proof))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back() {
        let mark = KnownBrowser::new("0a".repeat(16), [3; 32]);
        assert_eq!(KnownBrowser::parse(&mark.reveal()), Some(mark));
        assert_eq!(KnownBrowser::parse("x.y"), None);
    }
}
