//! Bank accounts.

mod error;

pub use error::IbanError;

use crate::newtype::parsed_text;
use crate::tax::letter_sum;

/// An IBAN (ISO 13616) without blanks, upper case: `IT60X0542811101000000123456`.
///
/// Italy and San Marino: 27 characters, `IT` `kk` CIN(1) ABI(5) CAB(5) account(12), where the CIN is
/// a national check letter over ABI, CAB and account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(String);

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
        let italian = has_italian_form(&iban);
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
        if has_italian_form(&self.0) {
            self.0.get(5..10)
        } else {
            None
        }
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

fn has_italian_form(iban: &str) -> bool {
    iban.starts_with("IT") || iban.starts_with("SM")
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Letters and digits with the check digits that make them an IBAN.
    fn with_check_digits(country: &str, bban: &str) -> String {
        let text = format!("{bban}{country}00");
        let remainder = text
            .chars()
            .fold(0, |rest, c| match c.to_digit(36).unwrap() {
                digit @ 0..=9 => (rest * 10 + digit) % 97,
                letter => (rest * 100 + letter) % 97,
            });
        format!("{country}{:02}{bban}", 98 - remainder)
    }

    fn italian_iban(abi: u32, cab: u32, account: &str) -> String {
        let body = format!("{abi:05}{cab:05}{account}");
        let cin = char::from(letter_sum(body.bytes()).unwrap());
        with_check_digits("IT", &format!("{cin}{body}"))
    }

    #[test]
    fn real_ibans_are_read() {
        for text in [
            "IT60X0542811101000000123456",
            "it60 x054 2811 1010 0000 0123 456",
            "SM86U0322509800000000270100",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "GB29NWBK60161331926819",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S",
        ] {
            assert!(Iban::parse(text).is_ok(), "{text}: {:?}", Iban::parse(text));
        }
    }

    #[test]
    fn the_ibans_of_the_demo_tenant_verify() {
        let bank = Iban::parse("IT44H0306933840100000009001").unwrap();
        assert_eq!((bank.abi(), bank.is_postal()), (Some("03069"), false));
        let postal = Iban::parse("IT33I0760103200001234567890").unwrap();
        assert_eq!((postal.abi(), postal.is_postal()), (Some("07601"), true));
    }

    #[test]
    fn an_iban_is_printed_in_groups_of_four() {
        let iban = Iban::parse("IT60X0542811101000000123456").unwrap();
        assert_eq!(iban.grouped(), "IT60 X054 2811 1010 0000 0123 456");
    }

    #[test]
    fn each_fault_has_its_name() {
        for (text, fault) in [
            ("  ", IbanError::Empty),
            (
                "IT60X054281110100000012345",
                IbanError::Length { found: 26 },
            ),
            (
                "IT60X05428111010000001234567",
                IbanError::Length { found: 28 },
            ),
            ("NO938601111794", IbanError::Length { found: 14 }),
            (
                "1T60X0542811101000000123456",
                IbanError::Character { position: 1 },
            ),
            (
                "ITA0X0542811101000000123456",
                IbanError::Character { position: 3 },
            ),
            (
                "IT60X0542811101000000-23456",
                IbanError::Character { position: 22 },
            ),
            (
                "IT6010542811101000000123456",
                IbanError::Character { position: 5 },
            ),
            (
                "IT60XO542811101000000123456",
                IbanError::Character { position: 6 },
            ),
            ("IT60X0542811101000000123457", IbanError::CheckDigits),
            ("DE88370400440532013000", IbanError::CheckDigits),
        ] {
            assert_eq!(Iban::parse(text), Err(fault), "{text}");
            assert!(fault.italian().ends_with('.'));
        }
    }

    #[test]
    fn a_wrong_cin_under_right_check_digits_is_found() {
        let text = with_check_digits("IT", "Y0542811101000000123456");
        assert_eq!(Iban::parse(&text), Err(IbanError::Cin));
    }

    #[test]
    fn check_digits_that_are_never_given_are_refused() {
        // Mod 97 alone takes 99 for 02 and 00, 01 for 97, 98.
        let found = (0..2_000_u32).find_map(|account| {
            let text = with_check_digits("DE", &format!("37040044{account:010}"));
            text.strip_prefix("DE02").map(str::to_owned)
        });
        let bban = found.unwrap();
        assert!(Iban::parse(&format!("DE02{bban}")).is_ok());
        assert_eq!(
            Iban::parse(&format!("DE99{bban}")),
            Err(IbanError::CheckDigits)
        );
    }

    proptest! {
        #[test]
        fn an_iban_that_was_built_is_read_and_told_apart(
            abi in 0..100_000_u32, cab in 0..100_000_u32, account in "[0-9A-Z]{12}",
        ) {
            let text = italian_iban(abi, cab, &account);
            let iban = Iban::parse(&text);
            prop_assert_eq!(iban.as_ref().map(Iban::as_str), Ok(text.as_str()));
            let bank = format!("{abi:05}");
            prop_assert_eq!(iban.as_ref().ok().and_then(Iban::abi), Some(bank.as_str()));
        }

        #[test]
        fn one_changed_character_is_found(
            account in "[0-9]{12}", place in 5..27_usize, by in 1..10_u8,
        ) {
            let text = italian_iban(7601, 3200, &account);
            let mut bytes = text.into_bytes();
            bytes[place] = b'0' + (bytes[place] - b'0' + by) % 10;
            prop_assert!(Iban::parse(std::str::from_utf8(&bytes).unwrap()).is_err());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = Iban::parse(&text);
        }
    }
}
