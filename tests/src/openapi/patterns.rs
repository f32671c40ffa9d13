//! The regular expressions that the official files use. They are Java's, matched against the whole
//! text; there are few, so that no engine for them is needed.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// Whether a text is as the pattern wants; none for a pattern that is not known here.
pub fn fits(pattern: &str, text: &str) -> Option<bool> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_blank = |c: char| matches!(c, ' ' | '\t' | '\u{a0}');
    let is_iban = |text: &str| {
        (1..=35).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let digits = |least: usize, most: usize| {
        (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let fits = match pattern {
        "[A-Z]{2}" => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        r"[\w*\h-]+" => {
            let good = |c: char| is_word(c) || is_blank(c) || matches!(c, '*' | '-');
            !text.is_empty() && text.chars().all(good)
        }
        "^[A-Za-z0-9]{1,35}$" => is_iban(text),
        "^$|^[A-Za-z0-9]{1,35}$" => text.is_empty() || is_iban(text),
        r"\d{1,30}" | r"^\d{1,30}$" => digits(1, 30),
        "^[0123][0-9]{17}$" => digits(18, 18) && text.starts_with(['0', '1', '2', '3']),
        r"\d{11}" => digits(11, 11),
        r"\b\w{11}\b" => text.len() == 11 && text.chars().all(is_word),
        r"\b\w{0,35}\b" => (1..=35).contains(&text.len()) && text.chars().all(is_word),
        _ => return None,
    };
    Some(fits)
}

/// Whether a text has a format that the files name and their own code defines (`@pagopa/ts-commons`,
/// Java's `LocalDateTime`); none for one that is not known here.
pub fn is_of(format: &str, text: &str) -> Option<bool> {
    let is = match format {
        "FiscalCode" => {
            const FORM: &[u8] = b"LLLLLLDDLDDLDDDL";
            let digit = |byte: u8| byte.is_ascii_digit() || b"LMNPQRSTUV".contains(&byte);
            let fits = |(form, byte): (&u8, u8)| match form {
                b'L' => byte.is_ascii_uppercase(),
                _ => digit(byte),
            };
            text.len() == FORM.len() && FORM.iter().zip(text.bytes()).all(fits)
        }
        "OrganizationFiscalCode" => {
            text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit())
        }
        "UTCISODateFromString" => text.ends_with('Z') && text.parse::<Timestamp>().is_ok(),
        "local-date-time" => text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok(),
        "uri" => text.contains(':'),
        _ => return None,
    };
    Some(is)
}
