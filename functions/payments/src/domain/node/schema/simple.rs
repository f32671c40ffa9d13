//! The simple types of the official schema.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::money::Cents;

use super::Moment;

/// A simple type and its facets. Types on `xsd:string` keep every blank; numbers and booleans drop
/// those around (`whiteSpace` is `collapse`). Dates would too, by the standard; libxml2 (2.9), whose
/// verdict our conformance tests compare with, refuses blanks around them, and so do we.
#[derive(Clone, Copy, Debug)]
pub enum Simple {
    /// `xsd:string` with so many characters.
    Text {
        min: usize,
        max: usize,
    },
    /// `[0-9]{n}`
    Digits(usize),
    /// An enumeration of strings.
    OneOf(&'static [&'static str]),
    /// `stAmount`, `stAmountNotZero`: `\d+\.\d{2}`, up to 999999999.99.
    Amount {
        cents_min: i64,
    },
    /// `stISODate`
    Date,
    /// `stISODateTime`
    DateTime,
    Boolean,
    /// `stIdTransfer`: an `xsd:int` from 1 to 5, so that `+1` and `01` are right too.
    TransferId,
    Base64,
    /// `stEMail`
    Email,
    /// `stNazioneProvincia`: `[A-Z]{2}`
    Country,
}

impl Simple {
    /// What is wrong with `text` as a value of this type.
    pub fn fault(self, text: &str) -> Option<String> {
        if self.accepts(text) {
            return None;
        }
        Some(match self {
            Self::Text {
                min,
                max: usize::MAX,
            } => format!("not {min} or more characters"),
            Self::Text { min, max } => format!("not {min} to {max} characters"),
            Self::Digits(count) => format!("not {count} digits"),
            Self::OneOf(values) => format!("not one of {}", values.join(", ")),
            Self::Amount { cents_min } => {
                format!(
                    "not an amount from {} to 999999999.99",
                    Cents::new(cents_min)
                )
            }
            Self::Date => "not a date".to_owned(),
            Self::DateTime => "not a date and time".to_owned(),
            Self::Boolean => "not a boolean".to_owned(),
            Self::TransferId => "not a number from 1 to 5".to_owned(),
            Self::Base64 => "not base64".to_owned(),
            Self::Email => "not an e-mail address".to_owned(),
            Self::Country => "not two capital letters".to_owned(),
        })
    }

    fn accepts(self, text: &str) -> bool {
        match self {
            Self::Text { min, max } => (min..=max).contains(&text.chars().count()),
            Self::Digits(count) => text.len() == count && all_digits(text),
            Self::OneOf(values) => values.contains(&text),
            Self::Amount { cents_min } => amount(text)
                .is_some_and(|cents| cents.get() >= cents_min && cents <= Cents::MAX_PAYABLE),
            Self::Date => Moment::parse_date(text).is_some(),
            Self::DateTime => Moment::parse_date_time(text).is_some(),
            Self::Boolean => boolean(text).is_some(),
            Self::TransferId => is_transfer_id(text),
            Self::Base64 => is_base64(text),
            Self::Email => is_email(text),
            Self::Country => text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()),
        }
    }
}

/// The value of an amount, blanks around it dropped.
pub fn amount(text: &str) -> Option<Cents> {
    Cents::parse_decimal(trim(text)).ok()
}

/// The value of an `xsd:boolean`.
pub fn boolean(text: &str) -> Option<bool> {
    match trim(text) {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// XML's own blanks, no others.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_transfer_id(text: &str) -> bool {
    let text = trim(text);
    let digits = text.strip_prefix('+').unwrap_or(text);
    all_digits(digits) && matches!(digits.trim_start_matches('0'), "1" | "2" | "3" | "4" | "5")
}

/// RFC 2045: padded, zero bits in the last letter, and whatever is not of the alphabet ignored (so
/// does libxml2; we do not read what is inside).
pub fn is_base64(text: &str) -> bool {
    let of_alphabet = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let letters: String = text.chars().filter(of_alphabet).collect();
    STANDARD.decode(letters).is_ok()
}

/// `[a-zA-Z0-9_\.\+\-]+@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*`, at most 256 characters.
pub fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'+' | b'-');
    let label = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.len() <= 256 && !name.is_empty() && name.bytes().all(local) && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(simple: Simple, good: &[&str], wrong: &[&str]) {
        for text in good {
            assert_eq!(simple.fault(text), None, "{simple:?} {text:?}");
        }
        for text in wrong {
            assert!(simple.fault(text).is_some(), "{simple:?} {text:?}");
        }
    }

    #[test]
    fn strings_count_characters_and_keep_their_blanks() {
        holds(
            Simple::Text { min: 1, max: 2 },
            &["a", "èè", "  ", "\u{1F600}"],
            &["", "abc"],
        );
        holds(
            Simple::Digits(2),
            &["00"],
            &["1", "123", "1a", " 1", "12 ", "٣٣"],
        );
        holds(
            Simple::OneOf(&["OK", "KO"]),
            &["OK"],
            &["ok", " OK", "OK ", ""],
        );
        holds(Simple::Country, &["IT"], &["it", "I", "ITA", "È"]);
    }

    #[test]
    fn amounts_have_two_decimals_and_an_upper_limit() {
        holds(
            Simple::Amount { cents_min: 0 },
            &[
                "0.00",
                "1.00",
                "999999999.99",
                " 1.00\n",
                "0000000000000000000000000000001.00",
            ],
            &[
                "",
                "1",
                "1.0",
                "1.000",
                "+1.00",
                "-0.00",
                "1,00",
                ".00",
                "1000000000.00",
                "1.00\u{A0}",
            ],
        );
        holds(Simple::Amount { cents_min: 1 }, &["0.01"], &["0.00"]);
    }

    #[test]
    fn numbers_and_booleans_have_several_forms() {
        holds(
            Simple::TransferId,
            &["1", "5", "+1", "01", " 2 "],
            &["0", "6", "1.0", "-1", "", "++1"],
        );
        holds(
            Simple::Boolean,
            &["true", "false", "1", "0", " true "],
            &["TRUE", "", "yes", "2"],
        );
    }

    #[test]
    fn base64_is_padded_and_other_characters_do_not_count() {
        holds(
            Simple::Base64,
            &[
                "",
                "QUJD",
                " Q U\nJ D ",
                "QUI=",
                "QQ==",
                "QQ= =",
                "Q-U.J,Dè",
            ],
            &["QUJ", "QUJ=", "QR==", "==", "QUJD=", "QQ==QUJD", "QU-D"],
        );
    }

    #[test]
    fn e_mail_is_what_the_schema_takes_for_it() {
        let long = format!("{}@b", "a".repeat(255));
        holds(
            Simple::Email,
            &["a@b", "a.b+c-d_e@f-g.h", ".@-"],
            &[
                "", "a", "a@", "@b", "a@b.", "a@b..c", "a@b@c", "à@b", " a@b", "a@b ", &long,
            ],
        );
    }
}
