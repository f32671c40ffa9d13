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

    /// A new password as its owner chose it. `about` are words that name the person or the body: an
    /// address, names. Nothing is asked of its letters, and nothing is cut.
    pub fn choose(text: &str, about: &[&str]) -> Result<Self, Unfit> {
        if text.chars().count() < CHARS_MIN {
            return Err(Unfit::Short);
        }
        let password = Self::parse(text).map_err(|_| Unfit::Long)?;
        let plain = text.to_lowercase();
        if COMMON.lines().any(|common| common == plain) || is_monotonous(&plain) {
            return Err(Unfit::Common);
        }
        let words = about.iter().chain(&["sportello", "pagopa"]);
        if words
            .flat_map(|word| parts(word))
            .any(|word| is_mostly(&plain, &word))
        {
            return Err(Unfit::Personal);
        }
        Ok(password)
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

/// Fewer are guessed (ASVS 6.2.1).
pub const CHARS_MIN: usize = 8;
/// The 3,000 most frequent passwords of at least eight characters; source and licence beside it.
const COMMON: &str = include_str!("../../assets/common-passwords.txt");
/// A shorter word says nothing of a person.
const WORD_CHARS_MIN: usize = 4;
/// A password that is a word about its owner and no more than this is refused.
const REST_CHARS_MAX: usize = 4;

/// Why a password may not be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    Short,
    Long,
    Common,
    Personal,
}

impl Unfit {
    /// The sentence for the person.
    pub const fn italian(self) -> &'static str {
        match self {
            Self::Short => "La password deve avere almeno 8 caratteri; meglio 15 o più.",
            Self::Long => "La password è troppo lunga: bastano 1.000 caratteri.",
            Self::Common => {
                "Questa password è tra le più usate e si indovina subito: scegline un’altra, per \
                 esempio tre o quattro parole a caso."
            }
            Self::Personal => {
                "Questa password contiene poco più del tuo nome, del tuo indirizzo o del nome del \
                 servizio: scegline un’altra."
            }
        }
    }
}

/// The same character, or characters one after the other in the alphabet: `aaaaaaaa`, `23456789`.
fn is_monotonous(text: &str) -> bool {
    let steps = || {
        text.chars()
            .zip(text.chars().skip(1))
            .map(|(a, b)| b as i64 - a as i64)
    };
    [0, 1, -1]
        .iter()
        .any(|step| steps().all(|found| found == *step))
}

/// `ada.bianchi@valdorra.example` → `ada.bianchi`, `bianchi`, `valdorra`, `example`.
fn parts(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let pieces = text.split(|c: char| !c.is_alphanumeric());
    let whole = text.split('@');
    pieces
        .chain(whole)
        .filter(|word| word.chars().count() >= WORD_CHARS_MIN)
        .map(str::to_owned)
        .collect()
}

fn is_mostly(password: &str, word: &str) -> bool {
    let rest = password.replace(word, "");
    rest.len() < password.len() && rest.chars().count() <= REST_CHARS_MAX
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
    fn a_chosen_password_is_long_enough_and_neither_common_nor_about_its_owner() {
        let about = [
            "ada.bianchi@valdorra.example",
            "Ada Bianchi",
            "Comune di Valdorra",
        ];
        let choose = |text: &str| Password::choose(text, &about).map(|_| ());
        for (text, unfit) in [
            ("sette77", Unfit::Short),
            ("àèìòùàè", Unfit::Short),
            ("Password1", Unfit::Common),
            ("qwertyuiop", Unfit::Common),
            ("zzzzzzzzzz", Unfit::Common),
            ("87654321", Unfit::Common),
            ("Bianchi2026", Unfit::Personal),
            ("ADA.BIANCHI!", Unfit::Personal),
            ("valdorra99", Unfit::Personal),
            ("Sportello1", Unfit::Personal),
        ] {
            assert_eq!(choose(text), Err(unfit), "{text}");
        }
        let long = "x1".repeat(64);
        for text in [
            "vento piano",
            " corretto cavallo ",
            "tre gatti a Valdorra",
            &long,
        ] {
            assert_eq!(choose(text), Ok(()), "{text}");
        }
        assert_eq!(choose(&"y1".repeat(600)), Err(Unfit::Long));
    }

    #[test]
    fn the_bundled_list_has_three_thousand_passwords_that_would_be_long_enough() {
        assert_eq!(COMMON.lines().count(), 3_000);
        let fits = |word: &str| word.chars().count() >= CHARS_MIN && word == word.to_lowercase();
        assert!(COMMON.lines().all(fits));
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
