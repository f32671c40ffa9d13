//! The 11-digit codes: partita IVA, and the fiscal code of a body.

use super::{TaxCodeError, check};
use crate::newtype::parsed_text;

/// The 11 digits of a company, the last one a check digit: `15376371009`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitaIva(String);

/// The 11-digit fiscal code that names a body (creditor, broker) on pagoPA: `80047110152`.
///
/// Bodies that are not also VAT subjects have codes that start with 8 or 9; the check digit is the
/// same (D.M. 23 December 1976). pagoPA's `stFiscalCodePA` is `[0-9]{11}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgFiscalCode(String);

impl PartitaIva {
    /// Eleven digits, not all zero, the last one the check digit. Blanks around are dropped; a
    /// country prefix is refused.
    pub fn parse(text: &str) -> Result<Self, TaxCodeError> {
        eleven_digits(text).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OrgFiscalCode {
    /// Eleven digits, not all zero, the last one the check digit. Blanks around are dropped.
    pub fn parse(text: &str) -> Result<Self, TaxCodeError> {
        eleven_digits(text).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

pub(super) fn eleven_digits(text: &str) -> Result<String, TaxCodeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TaxCodeError::Empty);
    }
    let found = text.chars().count();
    if found != 11 {
        return Err(TaxCodeError::Length { found });
    }
    if let Some(index) = text.chars().position(|c| !c.is_ascii_digit()) {
        return Err(TaxCodeError::Character {
            position: index + 1,
        });
    }
    if text.bytes().all(|byte| byte == b'0') {
        return Err(TaxCodeError::Zeros);
    }
    if !check::eleventh_digit_is_right(text) {
        return Err(TaxCodeError::CheckDigit);
    }
    Ok(text.to_owned())
}

parsed_text!(PartitaIva, TaxCodeError);
parsed_text!(OrgFiscalCode, TaxCodeError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_of_companies_and_bodies_are_read() {
        // PagoPA S.p.A., Agenzia delle Entrate, INPS, the demo tenant's body and its broker.
        for text in [
            "15376371009",
            "06363391001",
            "80078750587",
            "80047110152",
            "11477110156",
        ] {
            assert_eq!(
                OrgFiscalCode::parse(text).map(|code| code.to_string()),
                Ok(text.into())
            );
            assert_eq!(
                PartitaIva::parse(&format!(" {text}\n")).unwrap().as_str(),
                text
            );
        }
    }

    #[test]
    fn each_fault_has_its_name() {
        for (text, fault) in [
            ("", TaxCodeError::Empty),
            ("1537637100", TaxCodeError::Length { found: 10 }),
            ("IT15376371009", TaxCodeError::Length { found: 13 }),
            ("1537637100O", TaxCodeError::Character { position: 11 }),
            ("1537637100٩", TaxCodeError::Character { position: 11 }),
            ("15376371000", TaxCodeError::CheckDigit),
            ("00000000000", TaxCodeError::Zeros),
        ] {
            assert_eq!(OrgFiscalCode::parse(text), Err(fault), "{text}");
            assert_eq!(PartitaIva::parse(text), Err(fault), "{text}");
            assert!(fault.italian().ends_with('.'));
        }
    }

    #[test]
    fn what_is_read_back_is_parsed_again() {
        let code: OrgFiscalCode = serde_json::from_str("\"80047110152\"").unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"80047110152\"");
        assert!(serde_json::from_str::<OrgFiscalCode>("\"80047110153\"").is_err());
    }

    proptest! {
        #[test]
        fn of_ten_check_digits_one_is_right(head in 1..10_000_000_000_u64) {
            let right = (0..10).filter(|c| PartitaIva::parse(&format!("{head:010}{c}")).is_ok());
            prop_assert_eq!(right.count(), 1);
        }

        #[test]
        fn one_changed_digit_is_found(head in 1..10_000_000_000_u64, place in 0..11, by in 1..10_u32) {
            let code = (0..10).map(|c| format!("{head:010}{c}")).find(|c| eleven_digits(c).is_ok());
            let code = code.unwrap();
            let changed: String = code
                .chars()
                .zip(0..)
                .map(|(digit, index)| if index == place {
                    char::from_digit((digit.to_digit(10).unwrap() + by) % 10, 10).unwrap()
                } else {
                    digit
                })
                .collect();
            prop_assert!(eleven_digits(&changed).is_err());
        }
    }
}
