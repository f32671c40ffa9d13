//! The codice fiscale of a natural person.

use super::{TaxCodeError, check, numeric::eleven_digits};
use crate::newtype::parsed_text;
use crate::places::{self, PlaceLookup};
use std::fmt;

/// The fiscal code of a person.
///
/// Sixteen characters, `LLLLLLDDLDDLDDDL`: surname, name, year, month letter, day (plus 40 for
/// women), birth place, check letter. Two persons with the same code get another one where digits
/// are letters, from the last to the left (*omocodia*). A *provisional* code is 11 digits with a
/// check digit, like a partita IVA. Source: D.M. 23 December 1976; D.P.R. 605/1973.
///
/// `Debug` hides all but the first letters, so that a code does not reach a log by chance.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodiceFiscale(String);

/// January to December. D.M. 23 December 1976, art. 4.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// What stands for 0 to 9 in an *omocodia*.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// The places (from 0) that hold digits in a plain code.
const DIGIT_PLACES: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
/// What is added to the day of birth of a woman.
const WOMEN_DAY: u8 = 40;

impl CodiceFiscale {
    /// Sixteen characters with a right check letter and a date that can exist, or the 11 digits of
    /// a provisional code. Blanks around are dropped, lower case is raised.
    ///
    /// The birth place is not judged here: see [`CodiceFiscale::birth_place`].
    pub fn parse(text: &str) -> Result<Self, TaxCodeError> {
        let code = text.trim().to_ascii_uppercase();
        match code.chars().count() {
            0 => Err(TaxCodeError::Empty),
            11 => eleven_digits(&code).map(Self),
            16 => {
                let plain = plain_form(&code)?;
                check_date(&plain)?;
                let wanted = check::letter_sum(code.bytes().take(15));
                if wanted != code.bytes().last() {
                    return Err(TaxCodeError::CheckCharacter);
                }
                Ok(Self(code))
            }
            found => Err(TaxCodeError::Length { found }),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 11-digit code given until the final one is.
    pub fn is_provisional(&self) -> bool {
        self.0.len() == 11
    }

    /// The cadastral code of the place of birth, for example `H501`; `None` in a provisional code.
    pub fn birth_place_code(&self) -> Option<String> {
        let plain = plain_form(&self.0).ok()?;
        plain
            .get(11..15)
            .map(|code| String::from_utf8_lossy(code).into_owned())
    }

    /// The municipality or foreign state of birth. A place that the tables do not know may be newer
    /// than they are: say so to the person who imports, and go on.
    pub fn birth_place(&self) -> PlaceLookup {
        match self.birth_place_code() {
            None => PlaceLookup::NotTold,
            Some(code) => places::look_up(&code),
        }
    }
}

/// The code with digits in the places of digits, for reading dates and places: its check letter is
/// still that of the code as written.
fn plain_form(code: &str) -> Result<[u8; 16], TaxCodeError> {
    let mut plain = [0_u8; 16];
    for (index, character) in code.chars().enumerate() {
        let wrong = TaxCodeError::Character {
            position: index + 1,
        };
        let byte = u8::try_from(character).map_err(|_| wrong)?;
        let slot = plain.get_mut(index).ok_or(wrong)?;
        *slot = if DIGIT_PLACES.contains(&index) {
            plain_digit(byte).ok_or(wrong)?
        } else if byte.is_ascii_uppercase() {
            byte
        } else {
            return Err(wrong);
        };
    }
    Ok(plain)
}

fn plain_digit(byte: u8) -> Option<u8> {
    if byte.is_ascii_digit() {
        return Some(byte);
    }
    let digit = OMOCODIA.iter().position(|&letter| letter == byte)?;
    u8::try_from(digit).ok().map(|digit| b'0' + digit)
}

/// The year has two digits: 29 February is refused only where no century makes it a leap year
/// (1900 was none, 2000 was one, so `00` may be).
fn check_date(plain: &[u8; 16]) -> Result<(), TaxCodeError> {
    let [.., y1, y2, month, d1, d2, _, _, _, _, _] = *plain;
    let number = |tens: u8, ones: u8| (tens - b'0') * 10 + (ones - b'0');
    let month = MONTHS
        .iter()
        .position(|&letter| letter == month)
        .ok_or(TaxCodeError::Month)?;
    let day = match number(d1, d2) {
        day @ 1..=31 => day,
        day @ 41..=71 => day - WOMEN_DAY,
        _ => return Err(TaxCodeError::Day),
    };
    let days = match month {
        1 if number(y1, y2) % 4 == 0 => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    if day > days {
        Err(TaxCodeError::Date)
    } else {
        Ok(())
    }
}

impl fmt::Debug for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodiceFiscale({}…)", self.0.get(..3).unwrap_or_default())
    }
}

parsed_text!(CodiceFiscale, TaxCodeError);
