//! Bank accounts.

use crate::newtype::parsed_text;
use crate::tax::letter_sum;
use thiserror::Error;

/// An IBAN (ISO 13616) without blanks, upper case: `IT60X0542811101000000123456`.
///
/// Italy and San Marino: 27 characters, `IT` `kk` CIN(1) ABI(5) CAB(5) account(12), where the CIN is
/// a national check letter over ABI, CAB and account. `Debug` shows it whole: it is printed on
/// every notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(String);

/// Why a text is not an IBAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum IbanError {
    #[error("IBAN is empty")]
    Empty,
    #[error("IBAN has {found} characters")]
    Length { found: usize },
    #[error("IBAN has a wrong character in place {position}")]
    Character { position: usize },
    #[error("IBAN fails its mod-97 check")]
    CheckDigits,
    #[error("IBAN fails the national check letter (CIN)")]
    Cin,
}

impl IbanError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Empty => "L'IBAN manca.".into(),
            Self::Length { found } => format!(
                "L'IBAN non ha la lunghezza giusta: i caratteri sono {found}, un IBAN italiano ne \
                 ha 27."
            ),
            Self::Character { position } => {
                format!("L'IBAN ha un carattere sbagliato in posizione {position}.")
            }
            Self::CheckDigits => {
                "L'IBAN non è giusto: le due cifre di controllo dopo la sigla del paese non \
                 tornano."
                    .into()
            }
            Self::Cin => {
                "L'IBAN non è giusto: il carattere di controllo nazionale (CIN), il quinto, non \
                 torna."
                    .into()
            }
        }
    }
}

/// Poste Italiane's code as a bank.
const POSTAL_ABI: &str = "07601";
/// ISO 13616: the longest; the shortest in use is Norway's.
const LENGTH_MAX: usize = 34;
const LENGTH_MIN: usize = 15;
const ITALIAN_LENGTH: usize = 27;

impl Iban {
    /// Blanks around and between the groups are dropped, lower case is raised. Checks mod 97 and, for
    /// `IT` and `SM`, length, digits and CIN.
    pub fn parse(text: &str) -> Result<Self, IbanError> {
        let iban: String = text
            .split_whitespace()
            .collect::<String>()
            .to_ascii_uppercase();
        let found = iban.chars().count();
        if found == 0 {
            return Err(IbanError::Empty);
        }
        check_characters(&iban)?;
        let italian = iban.starts_with("IT") || iban.starts_with("SM");
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&found) || (italian && found != ITALIAN_LENGTH) {
            return Err(IbanError::Length { found });
        }
        if italian {
            check_italian_characters(&iban)?;
        }
        if !is_mod_97(&iban) {
            return Err(IbanError::CheckDigits);
        }
        let bytes = iban.as_bytes();
        if italian && letter_sum(bytes.iter().skip(5).copied()) != bytes.get(4).copied() {
            return Err(IbanError::Cin);
        }
        Ok(Self(iban))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The five digits of the bank; `None` outside Italy and San Marino.
    pub fn abi(&self) -> Option<&str> {
        let italian = self.0.starts_with("IT") || self.0.starts_with("SM");
        if italian { self.0.get(5..10) } else { None }
    }

    /// A current account of Poste Italiane (ABI 07601): a notice may then carry the postal slip.
    pub fn is_postal(&self) -> bool {
        self.0.starts_with("IT") && self.abi() == Some(POSTAL_ABI)
    }

    /// In groups of four, as printed: `IT60 X054 2811 1010 0000 0123 456`.
    pub fn grouped(&self) -> String {
        crate::text::grouped_by_four(&self.0)
    }
}

fn check_characters(iban: &str) -> Result<(), IbanError> {
    for (index, character) in iban.chars().enumerate() {
        let good = match index {
            0 | 1 => character.is_ascii_uppercase(),
            2 | 3 => character.is_ascii_digit(),
            _ => character.is_ascii_digit() || character.is_ascii_uppercase(),
        };
        if !good {
            return Err(IbanError::Character {
                position: index + 1,
            });
        }
    }
    Ok(())
}

fn check_italian_characters(iban: &str) -> Result<(), IbanError> {
    for (index, byte) in iban.bytes().enumerate().take(15).skip(4) {
        let good = if index == 4 {
            byte.is_ascii_uppercase()
        } else {
            byte.is_ascii_digit()
        };
        if !good {
            return Err(IbanError::Character {
                position: index + 1,
            });
        }
    }
    Ok(())
}

/// ISO 7064 mod 97-10: the first four characters at the end, A = 10 … Z = 35, remainder 1. The check
/// digits 00, 01 and 99 would pass too and are never given.
fn is_mod_97(iban: &str) -> bool {
    let (head, tail) = iban.split_at(4);
    let given = !matches!(head.get(2..), Some("00" | "01" | "99") | None);
    let remainder = tail.bytes().chain(head.bytes()).fold(0_u32, |rest, byte| {
        if byte.is_ascii_digit() {
            (rest * 10 + u32::from(byte - b'0')) % 97
        } else {
            (rest * 100 + u32::from(byte - b'A') + 10) % 97
        }
    });
    given && remainder == 1
}

parsed_text!(Iban, IbanError);
