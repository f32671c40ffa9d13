//! Euro amounts as integer cents.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::text::italian_count;

/// An amount in euro cents; negative only for what a bank or a revoked payment takes back.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(i64);

/// Why a text is not an amount of the form `12.34`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CentsError {
    #[error("amount is not digits, a point and two digits")]
    Form,
    #[error("amount is too large")]
    TooLarge,
}

impl CentsError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        let sentence = match self {
            Self::Form => "L'importo deve avere la forma 12.34: cifre, un punto e due decimali.",
            Self::TooLarge => "L'importo è troppo grande.",
        };
        sentence.to_owned()
    }
}

impl Cents {
    pub const ZERO: Self = Self(0);
    /// 999 999 999,99 €: the largest amount of a pagoPA payment (`stAmountNotZero`).
    pub const MAX_PAYABLE: Self = Self(99_999_999_999);

    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    pub const fn get(self) -> i64 {
        self.0
    }

    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(cents) => Some(Self(cents)),
            None => None,
        }
    }

    /// `None` when the sum does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// From 0,01 € to [`Cents::MAX_PAYABLE`].
    pub const fn is_payable(self) -> bool {
        self.0 >= 1 && self.0 <= Self::MAX_PAYABLE.0
    }

    /// Reads pagoPA's own form, `\d+\.\d{2}`, for example `1500.00`. No sign, no blank, no comma.
    pub fn parse_decimal(text: &str) -> Result<Self, CentsError> {
        let (euros, cents) = text.split_once('.').ok_or(CentsError::Form)?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(euros) || !digits(cents) || cents.len() != 2 {
            return Err(CentsError::Form);
        }
        let too_large = |_| CentsError::TooLarge;
        let euros: i64 = euros.parse().map_err(too_large)?;
        let cents: i64 = cents.parse().map_err(too_large)?;
        euros
            .checked_mul(100)
            .and_then(|all| all.checked_add(cents))
            .map(Self)
            .ok_or(CentsError::TooLarge)
    }

    /// `1500.00`, as pagoPA writes it.
    pub fn decimal(self) -> String {
        let (sign, euros, cents) = self.parts();
        format!("{sign}{euros}.{cents:02}")
    }

    /// `1.500,00`, as a person reads it.
    pub fn italian(self) -> String {
        let (sign, euros, cents) = self.parts();
        format!("{sign}{},{cents:02}", italian_count(euros))
    }

    fn parts(self) -> (&'static str, u64, u64) {
        let size = self.0.unsigned_abs();
        (if self.0 < 0 { "-" } else { "" }, size / 100, size % 100)
    }
}

impl std::fmt::Display for Cents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.decimal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_as_pagopa_and_as_people_write_them() {
        for (cents, decimal, italian) in [
            (0, "0.00", "0,00"),
            (5, "0.05", "0,05"),
            (150_000, "1500.00", "1.500,00"),
            (99_999, "999.99", "999,99"),
            (99_999_999_999, "999999999.99", "999.999.999,99"),
            (-123_456, "-1234.56", "-1.234,56"),
            (
                i64::MIN,
                "-92233720368547758.08",
                "-92.233.720.368.547.758,08",
            ),
        ] {
            assert_eq!(Cents::new(cents).decimal(), decimal);
            assert_eq!(Cents::new(cents).italian(), italian);
        }
    }

    #[test]
    fn only_the_strict_form_is_read() {
        assert_eq!(Cents::parse_decimal("12.34"), Ok(Cents::new(1234)));
        assert_eq!(Cents::parse_decimal("007.00"), Ok(Cents::new(700)));
        for wrong in [
            "", ".", "12", "12.", ".34", "12.3", "12.345", "12,34", "-1.00", "+1.00", " 1.00",
            "1.00 ", "1.2.34", "1e3.00", "٣.٠٠", "1.+1",
        ] {
            assert_eq!(
                Cents::parse_decimal(wrong),
                Err(CentsError::Form),
                "{wrong}"
            );
        }
        assert_eq!(
            Cents::parse_decimal("92233720368547758.08"),
            Err(CentsError::TooLarge)
        );
        assert_eq!(
            Cents::parse_decimal("99999999999999999999.00"),
            Err(CentsError::TooLarge)
        );
    }

    #[test]
    fn payable_starts_at_a_cent_and_ends_at_the_largest_amount() {
        assert!(!Cents::ZERO.is_payable());
        assert!(Cents::new(1).is_payable());
        assert!(Cents::MAX_PAYABLE.is_payable());
        assert!(!Cents::new(Cents::MAX_PAYABLE.get() + 1).is_payable());
        assert!(!Cents::new(-1).is_payable());
    }

    #[test]
    fn a_sum_that_does_not_fit_is_none() {
        assert_eq!(Cents::sum([Cents::new(i64::MAX), Cents::new(1)]), None);
        assert_eq!(Cents::sum([]), Some(Cents::ZERO));
        assert_eq!(Cents::new(i64::MIN).checked_sub(Cents::new(1)), None);
    }

    #[test]
    fn amounts_are_stored_as_plain_integers() {
        assert_eq!(serde_json::to_string(&Cents::new(1234)).unwrap(), "1234");
        assert!(serde_json::from_str::<Cents>("12.34").is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(cents in 0..=i64::MAX) {
            let amount = Cents::new(cents);
            prop_assert_eq!(Cents::parse_decimal(&amount.decimal()), Ok(amount));
        }

        #[test]
        fn the_italian_form_holds_the_same_digits(cents in any::<i64>()) {
            let amount = Cents::new(cents);
            let plain = amount.italian().replace('.', "").replace(',', ".");
            prop_assert_eq!(plain, amount.decimal());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*") {
            let _ = Cents::parse_decimal(&text);
        }

        #[test]
        fn adding_and_taking_away_come_back(a in any::<i32>(), b in any::<i32>()) {
            let (a, b) = (Cents::new(a.into()), Cents::new(b.into()));
            prop_assert_eq!(a.checked_add(b).and_then(|sum| sum.checked_sub(b)), Some(a));
        }
    }
}
