//! The code of a station.

use crate::newtype::parsed_text;
use thiserror::Error;

/// Two digits that tell apart the stations of one creditor: `07`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegregationCode(String);

/// Why a text is not a segregation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[error("segregation code is not two digits")]
pub struct SegregationCodeError;

impl SegregationCode {
    /// Two digits. Which of them a creditor may use is pagoPA's say (00–49 for partners).
    pub fn parse(text: &str) -> Result<Self, SegregationCodeError> {
        let text = text.trim();
        let good = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| Self(text.to_owned()))
            .ok_or(SegregationCodeError)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SegregationCodeError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        "Il codice di segregazione è fatto di due cifre.".to_owned()
    }
}

parsed_text!(SegregationCode, SegregationCodeError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_and_nothing_else_are_a_segregation_code() {
        for code in 0..100 {
            assert!(SegregationCode::parse(&format!("{code:02}")).is_ok());
        }
        for text in ["", "7", "007", "A7", "٠٧", "-7"] {
            assert_eq!(
                SegregationCode::parse(text),
                Err(SegregationCodeError),
                "{text}"
            );
        }
    }
}
