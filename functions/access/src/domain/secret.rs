//! The secrets that are derived and never kept: their purposes, their ids, their shapes.
//!
//! `platform::derive` makes 32 bytes of a purpose and an id; here these become what people read.

use std::fmt;

use subtle::ConstantTimeEq;

/// The purpose of codes for the second step of signing in.
pub const SIGN_IN_CODE: &str = "sign-in code";

/// The purpose of the proofs in links to choose a new password.
pub const RECOVERY_LINK: &str = "recovery link";

/// The id of an attempt's `number`-th code.
pub fn code_id(attempt: &str, number: u32) -> String {
    format!("{attempt}#{number}")
}

/// Six digits (20 bits, ASVS 6.5.4). It prints on purpose where a mail is written, and nowhere else.
#[derive(Clone)]
pub struct Code([u8; Self::DIGITS]);

impl Code {
    pub const DIGITS: usize = 6;

    /// The remainder's bias is a part in 10¹³.
    pub fn of(bytes: [u8; 32]) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = bytes;
        let mut rest = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        let mut digits = [b'0'; Self::DIGITS];
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        Self(digits)
    }

    /// What a person typed, with or without blanks.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        let are_digits = digits.iter().all(u8::is_ascii_digit);
        digits.try_into().ok().filter(|_| are_digits).map(Self)
    }

    /// In the same time for every wrong one.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_and_read_back_with_blanks() {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&9_000_123_456_u64.to_be_bytes());
        let code = Code::of(bytes);
        assert_eq!(code.to_string(), "123456");
        assert!(Code::parse(" 123 456").is_some_and(|typed| typed.is(&code)));
        assert!(Code::parse("123457").is_some_and(|typed| !typed.is(&code)));
        assert_eq!(format!("{code:?}"), "Code(…)");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"] {
            assert!(Code::parse(text).is_none(), "{text}");
        }
    }
}
