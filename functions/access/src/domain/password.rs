//! Passwords: argon2id with the parameters that OWASP asks for as a minimum.

use std::fmt;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What a person typed: 1 to 1024 bytes, nothing trimmed or cut. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Nobody types more; hashing megabytes would be a gift to attackers.
const BYTES_MAX: usize = 1024;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum PasswordError {
    #[error("a password has 1 to 1024 bytes")]
    Length,
    #[error("the password could not be hashed: {0}")]
    Hashing(String),
}

impl Password {
    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        if text.is_empty() || text.len() > BYTES_MAX {
            return Err(PasswordError::Length);
        }
        Ok(Self(text.to_owned()))
    }

    /// For `local.json` alone, where the local stack shows what it made.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A PHC string: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

/// Nobody's hash, with today's parameters: checking it costs what checking a real one costs, so
/// that an unknown address takes as long as a wrong password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
    c3BvcnRlbGxvLW5vYm9keQ$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

impl PasswordHash {
    /// Takes about 75 ms of one core: never on an async thread.
    pub fn make(password: &Password, salt: [u8; 16]) -> Result<Self, PasswordError> {
        let hashing = |error: &dyn fmt::Display| PasswordError::Hashing(error.to_string());
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|e| hashing(&e))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: phc::PasswordHash = argon
            .hash_password_with_salt(password.0.as_bytes(), &salt)
            .map_err(|e| hashing(&e))?;
        Ok(Self(hash.to_string()))
    }

    pub fn nobody() -> Self {
        Self(NOBODY.to_owned())
    }

    /// Takes about 75 ms of one core: never on an async thread. A hash that can't be read matches
    /// nothing.
    pub fn matches(&self, password: &Password) -> bool {
        phc::PasswordHash::new(&self.0).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.0.as_bytes(), &hash)
                .is_ok()
        })
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text).unwrap()
    }

    #[test]
    fn a_hash_matches_its_password_alone() {
        let hash = PasswordHash::make(&password("Corretto cavallo 1"), [7; 16]).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hash.matches(&password("Corretto cavallo 1")));
        assert!(!hash.matches(&password("Corretto cavallo 1 ")));
        assert!(!hash.matches(&password("corretto cavallo 1")));
    }

    #[test]
    fn nobody_is_checked_with_the_parameters_of_real_hashes_and_matches_nothing() {
        let parsed = phc::PasswordHash::new(NOBODY).unwrap();
        assert_eq!(parsed.params.to_string(), "m=19456,t=2,p=1");
        assert_eq!(parsed.hash.unwrap().as_bytes().len(), 32);
        assert!(!PasswordHash::nobody().matches(&password("nobody")));
    }

    #[test]
    fn a_damaged_hash_matches_nothing() {
        assert!(!PasswordHash("$argon2id$".to_owned()).matches(&password("x")));
    }

    #[test]
    fn passwords_are_bounded_and_do_not_print() {
        assert_eq!(Password::parse(""), Err(PasswordError::Length));
        assert_eq!(
            Password::parse(&"a".repeat(1025)),
            Err(PasswordError::Length)
        );
        assert!(!format!("{:?}", password("segreta")).contains("segreta"));
    }
}
