//! What a browser keeps: whose it is, and 256 bits of chance. Only a digest of the latter is stored.

use std::fmt;
use std::marker::PhantomData;

use kernel::ids::UserId;
use sha2::{Digest, Sha256};

/// Shape: `01J9ZQ2V5K8T4W6X7Y8Z9A0B1C.<64 hexadecimal digits>`. `Of` tells what it opens, so that
/// none is taken for another.
#[derive(Clone, PartialEq, Eq)]
pub struct Token<Of> {
    pub user: UserId,
    secret: [u8; 32],
    of: PhantomData<Of>,
}

impl<Of> Token<Of> {
    /// `secret` is fresh chance, used for nothing else.
    pub fn new(user: UserId, secret: [u8; 32]) -> Self {
        let of = PhantomData;
        Self { user, secret, of }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (user, secret) = text.split_once('.')?;
        let user = UserId::parse(user).ok()?;
        let secret = hex::decode(secret).ok()?.try_into().ok()?;
        Some(Self::new(user, secret))
    }

    /// The value of the cookie.
    pub fn reveal(&self) -> String {
        format!("{}.{}", self.user.as_str(), hex::encode(self.secret))
    }

    /// SHA-256 of the secret, in hexadecimal: the key under which the thing is stored.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.secret))
    }
}

impl<Of> fmt::Debug for Token<Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, PartialEq, Eq)]
    enum Thing {}

    fn token() -> Token<Thing> {
        let user = UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        Token::new(user, [0xa5; 32])
    }

    #[test]
    fn a_token_is_read_back_and_its_digest_is_not_its_secret() {
        let token = token();
        let text = token.reveal();
        assert!(Token::parse(&text).is_some_and(|back| back == token));
        assert!(!text.contains(&token.digest()));
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let text = token().reveal();
        let cut = &text[..text.len() - 2];
        for text in [
            "",
            ".",
            "x.y",
            cut,
            &format!("{text}00"),
            &text.replace('.', ""),
        ] {
            assert!(Token::<Thing>::parse(text).is_none(), "{text}");
        }
    }
}
