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
