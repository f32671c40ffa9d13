//! Amounts as people write them, into cents. No float takes part.

use super::cell::{is_blank, number_text};
use super::dialect::Decimal;
use kernel::money::Cents;
use std::cmp::Ordering;

/// What is wrong with an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// Not an amount, or written in another style than its file.
    Form,
    /// More than two decimals.
    Decimals,
    Negative,
    Zero,
    TooBig,
}

/// The amount of a text cell in the style of its file: `"€ 1.500,00"`, `"1500"`, `"1'500.5"`.
pub fn parse(text: &str, decimal: Decimal) -> Result<Cents, AmountFault> {
    signed(text, decimal).and_then(payable)
}

/// The amount of a number cell of a spreadsheet.
pub fn of_number(number: f64) -> Result<Cents, AmountFault> {
    signed_number(number).and_then(payable)
}

/// As [`parse`], also for what is zero, owed or larger than a payment may be.
pub fn signed(text: &str, decimal: Decimal) -> Result<Cents, AmountFault> {
    let (negative, digits) = bare(text);
    let digits = digits.replace(
        |c| is_blank(c) || is_apostrophe(c),
        &decimal.grouping().to_string(),
    );
    let (whole, part) = match digits.rsplit_once(decimal.sign()) {
        Some((whole, part)) => (ungroup(whole, decimal.grouping())?, part),
        None => (ungroup(&digits, decimal.grouping())?, "00"),
    };
    from_parts(negative, &whole, part)
}

/// As [`of_number`], also for what is zero, owed or larger than a payment may be.
pub fn signed_number(number: f64) -> Result<Cents, AmountFault> {
    let text = number_text(number).ok_or(AmountFault::TooBig)?;
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    from_parts(negative, whole, part)
}

fn from_parts(negative: bool, whole: &str, part: &str) -> Result<Cents, AmountFault> {
    if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountFault::Form);
    }
    if part.len() > 2 {
        return Err(AmountFault::Decimals);
    }
    let euros = whole.trim_start_matches('0');
    if euros.len() > 12 {
        return Err(AmountFault::TooBig);
    }
    let cents =
        Cents::parse_decimal(&format!("{whole}.{part:0<2}")).map_err(|_| AmountFault::Form)?;
    Ok(if negative {
        Cents::new(-cents.get())
    } else {
        cents
    })
}

fn payable(cents: Cents) -> Result<Cents, AmountFault> {
    match cents {
        Cents::ZERO => Err(AmountFault::Zero),
        cents if cents < Cents::ZERO => Err(AmountFault::Negative),
        cents if cents > Cents::MAX_PAYABLE => Err(AmountFault::TooBig),
        cents => Ok(cents),
    }
}

/// Without currency and sign. A minus may stand before or after, or be a pair of brackets.
fn bare(text: &str) -> (bool, String) {
    let mut text = text.trim_matches(is_blank).to_lowercase();
    for currency in ["€", "euro", "eur"] {
        if let Some(rest) = text
            .strip_prefix(currency)
            .or_else(|| text.strip_suffix(currency))
        {
            text = rest.trim_matches(is_blank).to_owned();
            break;
        }
    }
    let minus = ['-', '\u{2212}', '\u{2013}'];
    let inner = text
        .strip_prefix(minus)
        .or_else(|| text.strip_suffix(minus))
        .or_else(|| {
            text.strip_prefix('(')
                .and_then(|rest| rest.strip_suffix(')'))
        });
    let negative = inner.is_some();
    let bare = inner.unwrap_or_else(|| text.strip_prefix('+').unwrap_or(&text));
    let bare = bare.trim_matches(|c: char| is_blank(c) || c == '€');
    (negative, bare.to_owned())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// `1.234.567` → `1234567`; groups must be of three, the first of one to three and not zero.
fn ungroup(whole: &str, grouping: char) -> Result<String, AmountFault> {
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(grouping);
    let first = groups
        .next()
        .filter(|group| digits(group))
        .ok_or(AmountFault::Form)?;
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits(group) || first.len() > 3 || first.starts_with('0') {
            return Err(AmountFault::Form);
        }
        joined.push_str(group);
    }
    Ok(joined)
}

/// Counts what the amounts of a file say about its decimal sign.
///
/// `12,5` and `1.234,56` prove a sign; `1.234` only suggests that the other one is decimal, as
/// amounts have two decimals at most.
#[derive(Clone, Copy, Debug, Default)]
pub struct DecimalVotes {
    proofs: [u32; 2],
    hints: [u32; 2],
}

impl DecimalVotes {
    pub fn count(&mut self, text: &str) {
        let (_, digits) = bare(text);
        let signs: Vec<char> = digits.chars().filter(|c| matches!(c, ',' | '.')).collect();
        let (Some(first), Some(last)) = (signs.first(), signs.last()) else {
            return;
        };
        let after = digits.rsplit([',', '.']).next().map_or(0, str::len);
        let one_kind = first == last;
        match (one_kind, signs.len(), after) {
            (true, 1, 3) if !digits.starts_with('0') => self.hints[other(*last)] += 1,
            (true, 1, _) | (false, _, _) => self.proofs[1 - other(*last)] += 1,
            (true, _, _) => self.proofs[other(*last)] += 1,
        }
    }

    /// The sign of the file. Without any word on it, the Italian one.
    pub fn decide(&self) -> Decimal {
        self.decide_or(Decimal::Comma)
    }

    /// The sign of the file. Without any word on it, the usual one.
    pub fn decide_or(&self, usual: Decimal) -> Decimal {
        let votes = if self.proofs == [0, 0] {
            self.hints
        } else {
            self.proofs
        };
        match votes[0].cmp(&votes[1]) {
            Ordering::Less => Decimal::Point,
            Ordering::Greater => Decimal::Comma,
            Ordering::Equal => usual,
        }
    }
}

/// The place in a pair of votes (comma, point) of the sign that `sign` is not.
fn other(sign: char) -> usize {
    usize::from(sign == ',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decide(texts: &[&str]) -> Decimal {
        let mut votes = DecimalVotes::default();
        texts.iter().for_each(|text| votes.count(text));
        votes.decide()
    }

    #[test]
    fn amounts_are_read_in_the_style_of_their_file() {
        for (text, cents) in [
            ("1.500,00", 150_000),
            ("1500", 150_000),
            ("12,5", 1_250),
            ("€ 1.234,56", 123_456),
            ("1.234,56 €", 123_456),
            ("Euro 30", 3_000),
            ("30,00 EUR", 3_000),
            ("1 500,00", 150_000),
            ("1\u{a0}500,00", 150_000),
            ("+7,01", 701),
            ("999.999.999,99", 99_999_999_999),
            ("007,00", 700),
        ] {
            assert_eq!(parse(text, Decimal::Comma), Ok(Cents::new(cents)), "{text}");
        }
        for (text, cents) in [("1,500.00", 150_000), ("1'500.5", 150_050), ("0.01", 1)] {
            assert_eq!(parse(text, Decimal::Point), Ok(Cents::new(cents)), "{text}");
        }
    }

    #[test]
    fn an_amount_that_is_not_one_is_refused_with_its_reason() {
        for (text, fault) in [
            ("trenta", AmountFault::Form),
            ("12.34", AmountFault::Form),
            ("1.2345", AmountFault::Form),
            ("12 34", AmountFault::Form),
            ("1,", AmountFault::Form),
            (",5", AmountFault::Form),
            ("1,2,3", AmountFault::Form),
            ("0.500", AmountFault::Form),
            ("1e3", AmountFault::Form),
            ("12,345", AmountFault::Decimals),
            ("-12,00", AmountFault::Negative),
            ("12,00-", AmountFault::Negative),
            ("(12,00)", AmountFault::Negative),
            ("0,00", AmountFault::Zero),
            ("1.000.000.000,00", AmountFault::TooBig),
            ("99999999999999999999", AmountFault::TooBig),
        ] {
            assert_eq!(parse(text, Decimal::Comma), Err(fault), "{text}");
        }
        assert_eq!(of_number(12.345), Err(AmountFault::Decimals));
        assert_eq!(of_number(-1.0), Err(AmountFault::Negative));
        assert_eq!(of_number(0.0), Err(AmountFault::Zero));
        assert_eq!(of_number(1e12), Err(AmountFault::TooBig));
        assert_eq!(of_number(f64::INFINITY), Err(AmountFault::TooBig));
        assert_eq!(of_number(0.1 + 0.2), Ok(Cents::new(30)));
    }

    #[test]
    fn the_decimal_sign_is_decided_by_the_whole_file() {
        assert_eq!(decide(&[]), Decimal::Comma);
        assert_eq!(decide(&["100", "25"]), Decimal::Comma);
        assert_eq!(decide(&["10,50"]), Decimal::Comma);
        assert_eq!(decide(&["1.234", "2.500"]), Decimal::Comma);
        assert_eq!(decide(&["1,234", "2,500"]), Decimal::Point);
        assert_eq!(decide(&["1.234", "10.50"]), Decimal::Point);
        assert_eq!(decide(&["1,234.56"]), Decimal::Point);
        assert_eq!(decide(&["1.234.567"]), Decimal::Comma);
        assert_eq!(decide(&["0.500"]), Decimal::Point);
        assert_eq!(decide(&["1'234.5"]), Decimal::Point);
    }

    proptest! {
        #[test]
        fn what_we_write_in_italian_we_read(cents in 1i64..=99_999_999_999) {
            let amount = Cents::new(cents);
            prop_assert_eq!(parse(&amount.italian(), Decimal::Comma), Ok(amount));
            prop_assert_eq!(parse(&amount.decimal(), Decimal::Point), Ok(amount));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
            let mut votes = DecimalVotes::default();
            votes.count(&text);
            let _ = parse(&text, votes.decide());
        }

        #[test]
        fn an_accepted_amount_is_payable(text in "[€ 0-9.,'-]{0,16}") {
            for decimal in [Decimal::Comma, Decimal::Point] {
                if let Ok(cents) = parse(&text, decimal) {
                    prop_assert!(cents.is_payable());
                }
            }
        }
    }
}
