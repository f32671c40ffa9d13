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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn with_check(body: &str) -> String {
        format!(
            "{body}{}",
            char::from(check::letter_sum(body.bytes()).unwrap())
        )
    }

    #[test]
    fn the_example_of_every_handbook_is_read() {
        let code = CodiceFiscale::parse("rssmra80a01h501u").unwrap();
        assert_eq!(code.as_str(), "RSSMRA80A01H501U");
        let PlaceLookup::Known(rome) = code.birth_place() else {
            panic!("Rome is known")
        };
        assert_eq!((rome.name, rome.province), ("Roma", "RM"));
    }

    #[test]
    fn a_february_29th_needs_a_year_that_can_have_one() {
        let code = |year: &str, day: &str| with_check(&format!("RSSMRA{year}B{day}H501"));
        for (year, day) in [("00", "29"), ("04", "29"), ("96", "69"), ("23", "28")] {
            assert!(
                CodiceFiscale::parse(&code(year, day)).is_ok(),
                "{year} {day}"
            );
        }
        for (year, day) in [("01", "29"), ("23", "69"), ("00", "30")] {
            assert_eq!(
                CodiceFiscale::parse(&code(year, day)),
                Err(TaxCodeError::Date)
            );
        }
    }

    #[test]
    fn every_day_of_the_two_ranges_and_no_other_is_read() {
        let good = (0..100)
            .filter(|day| {
                CodiceFiscale::parse(&with_check(&format!("RSSMRA80A{day:02}H501"))).is_ok()
            })
            .collect::<Vec<_>>();
        assert_eq!(good, (1..=31).chain(41..=71).collect::<Vec<_>>());
    }

    #[test]
    fn the_days_of_each_month_are_those_of_the_calendar() {
        let last = |month: char| {
            (1..=31)
                .filter(|day| {
                    let body = format!("RSSMRA81{month}{day:02}H501");
                    CodiceFiscale::parse(&with_check(&body)).is_ok()
                })
                .count()
        };
        let days = "ABCDEHLMPRST".chars().map(last).collect::<Vec<_>>();
        assert_eq!(days, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
        let others = "FGIJKNOQUVWXYZ".chars().map(last).sum::<usize>();
        assert_eq!(others, 0);
    }

    #[test]
    fn letters_that_stand_for_digits_are_read_as_digits() {
        // H501 as H5LM, day 01 as LM, year 80 as UL.
        let code = CodiceFiscale::parse(&with_check("RSSMRAULALMH5LM")).unwrap();
        assert_eq!(code.birth_place_code().as_deref(), Some("H501"));
        assert_eq!(
            CodiceFiscale::parse("RSSMRA80A01H50AU"),
            Err(TaxCodeError::Character { position: 15 })
        );
    }

    #[test]
    fn a_provisional_code_tells_no_place() {
        let code = CodiceFiscale::parse("15376371009").unwrap();
        assert!(code.is_provisional());
        assert_eq!(code.birth_place_code(), None);
        assert_eq!(code.birth_place(), PlaceLookup::NotTold);
        assert_eq!(
            CodiceFiscale::parse("15376371008"),
            Err(TaxCodeError::CheckDigit)
        );
    }

    #[test]
    fn an_unknown_place_is_read_and_told() {
        let code = CodiceFiscale::parse(&with_check("RSSMRA80A01Q999")).unwrap();
        assert_eq!(code.birth_place(), PlaceLookup::Unknown);
    }

    #[test]
    fn a_code_does_not_print_in_a_debug_line() {
        let code = CodiceFiscale::parse("RSSMRA80A01H501U").unwrap();
        assert_eq!(format!("{code:?}"), "CodiceFiscale(RSS…)");
        let fault = CodiceFiscale::parse("RSSMRA80A01H501A").unwrap_err();
        assert!(!format!("{fault} {fault:?} {}", fault.italian()).contains("RSS"));
    }

    #[test]
    fn characters_of_more_than_a_byte_are_counted_as_one() {
        let fault = CodiceFiscale::parse("RSSMRA80A01H501È").unwrap_err();
        assert_eq!(fault, TaxCodeError::Character { position: 16 });
    }

    fn shaped() -> impl Strategy<Value = String> {
        (
            "[A-Z]{6}",
            0..100,
            0..12_usize,
            1..29,
            any::<bool>(),
            "[A-Z][0-9]{3}",
        )
            .prop_map(|(name, year, month, day, woman, place)| {
                let month = char::from(MONTHS[month]);
                let day = if woman { day + 40 } else { day };
                format!("{name}{year:02}{month}{day:02}{place}")
            })
    }

    proptest! {
        #[test]
        fn of_26_check_letters_one_is_right(body in shaped()) {
            let right = ('A'..='Z').filter(|c| CodiceFiscale::parse(&format!("{body}{c}")).is_ok());
            prop_assert_eq!(right.count(), 1);
        }

        #[test]
        fn any_omocodia_tells_the_same_place(body in shaped(), mask in 0..128_u8) {
            let mut letters = body.clone().into_bytes();
            for (bit, &place) in DIGIT_PLACES.iter().enumerate() {
                if mask & (1 << bit) != 0 {
                    letters[place] = OMOCODIA[usize::from(letters[place] - b'0')];
                }
            }
            let twin = with_check(std::str::from_utf8(&letters).unwrap());
            let (plain, twin) = (CodiceFiscale::parse(&with_check(&body)), CodiceFiscale::parse(&twin));
            prop_assert_eq!(plain.unwrap().birth_place_code(), twin.unwrap().birth_place_code());
        }

        #[test]
        fn what_is_read_is_written_the_same(body in shaped()) {
            let code = CodiceFiscale::parse(&with_check(&body)).unwrap();
            let stored = serde_json::to_string(&code).unwrap();
            prop_assert_eq!(serde_json::from_str::<CodiceFiscale>(&stored).unwrap(), code);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,20}") {
            let _ = CodiceFiscale::parse(&text);
        }
    }
}
