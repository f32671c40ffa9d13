//! The code that ties what a person sees to what the log tells.

use std::fmt;

use kernel::dice::Dice;

/// Crockford's alphabet: no I, L, O, U, so that a code can be read out on the phone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A reference code, `K7QM-3XPD`: 40 bits by chance, enough to find one line in a day's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// Throws a new code.
    pub fn mint(dice: &dyn Dice) -> Self {
        let mut bytes = [0_u8; 8];
        dice.fill(&mut bytes);
        let mut code = String::with_capacity(9);
        for (place, byte) in bytes.into_iter().enumerate() {
            if place == 4 {
                code.push('-');
            }
            code.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        Self(code)
    }

    /// `K7QM-3XPD`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
