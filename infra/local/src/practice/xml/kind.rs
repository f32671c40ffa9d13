//! The simple types of the official schemas, as the practice node reads them.

use jiff::civil::{Date, DateTime};

use super::shape::Item;

/// Type of an element's content.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text, also empty (`xsd:string`).
    Free,
    /// 1 to this many characters.
    Text(usize),
    /// `stAmountNotZero`: `\d+\.\d{2}`, 0.01 to 999999999.99.
    Amount,
    Date,
    DateTime,
    Boolean,
    Int,
    /// Exactly this many digits.
    Digits(usize),
    OneOf(&'static [&'static str]),
    /// Two capital letters.
    Country,
    Email,
    /// Base64 of at most this many characters.
    Base64(usize),
    /// Child elements.
    Sequence(&'static [Item]),
}

impl Kind {
    /// What is wrong with the value, if anything. Blanks around a value are never forgiven.
    pub fn fault(self, value: &str) -> Option<String> {
        let right = match self {
            Kind::Free | Kind::Sequence(_) => true,
            Kind::Text(max) => (1..=max).contains(&value.chars().count()),
            Kind::Amount => amount_cents(value).is_some_and(|cents| cents > 0),
            Kind::Date => is_date(value),
            Kind::DateTime => is_date_time(value),
            Kind::Boolean => ["true", "false", "1", "0"].contains(&value),
            Kind::Int => value.parse::<i32>().is_ok(),
            Kind::Digits(count) => value.len() == count && all(value, |c| c.is_ascii_digit()),
            Kind::OneOf(words) => words.contains(&value),
            Kind::Country => value.len() == 2 && all(value, |c| c.is_ascii_uppercase()),
            Kind::Email => is_email(value),
            Kind::Base64(max) => is_base64(value, max),
        };
        (!right).then(|| format!("`{value}` is not {}", self.wanted()))
    }

    fn wanted(self) -> String {
        match self {
            Kind::Free => "a text".to_owned(),
            Kind::Text(max) => format!("a text of 1 to {max} characters"),
            Kind::Amount => "an amount like 12.34, from 0.01 to 999999999.99".to_owned(),
            Kind::Date => "a date like 2026-12-31".to_owned(),
            Kind::DateTime => "a date and time like 2026-12-31T10:00:00".to_owned(),
            Kind::Boolean => "true or false".to_owned(),
            Kind::Int => "an integer".to_owned(),
            Kind::Digits(count) => format!("{count} digits"),
            Kind::OneOf(words) => format!("one of {}", words.join(", ")),
            Kind::Country => "two capital letters".to_owned(),
            Kind::Email => "an e-mail address of the schema's form".to_owned(),
            Kind::Base64(max) => format!("base64 of at most {max} characters"),
            Kind::Sequence(_) => "a sequence of elements".to_owned(),
        }
    }
}

/// Cents of `\d+\.\d{2}` up to 999999999.99.
pub fn amount_cents(value: &str) -> Option<i64> {
    let (euros, cents) = value.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && all(text, |c| c.is_ascii_digit());
    if !digits(euros) || !digits(cents) || cents.len() != 2 || euros.len() > 18 {
        return None;
    }
    let euros: i64 = euros.parse().ok()?;
    let total = euros.checked_mul(100)?.checked_add(cents.parse().ok()?)?;
    (total <= 99_999_999_999).then_some(total)
}

fn all(value: &str, right: impl Fn(char) -> bool) -> bool {
    value.chars().all(right)
}

/// `xsd:date` of four-digit years, with or without zone.
fn is_date(value: &str) -> bool {
    let Some((date, zone)) = value.split_at_checked(10) else {
        return false;
    };
    let dashes = date.as_bytes().get(4) == Some(&b'-') && date.as_bytes().get(7) == Some(&b'-');
    dashes && date.parse::<Date>().is_ok() && is_zone(zone)
}

fn is_date_time(value: &str) -> bool {
    let Some((day, time)) = value.split_once('T') else {
        return false;
    };
    let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (time, zone) = time.split_at(end);
    let colons = time.as_bytes().get(2) == Some(&b':') && time.as_bytes().get(5) == Some(&b':');
    let parsed = format!("{day}T{time}").parse::<DateTime>().is_ok();
    day.len() == 10 && is_date(day) && colons && parsed && is_zone(zone)
}

fn is_zone(zone: &str) -> bool {
    let offset = |rest: &str| {
        let parts = rest
            .split_once(':')
            .map(|(h, m)| (h.len(), h.parse(), m.len(), m.parse()));
        matches!(parts, Some((2, Ok(0..=14u8), 2, Ok(0..=59u8))))
    };
    zone.is_empty() || zone == "Z" || zone.strip_prefix(['+', '-']).is_some_and(offset)
}

/// `[a-zA-Z0-9_\.\+\-]+@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*`, at most 256.
fn is_email(value: &str) -> bool {
    let Some((name, host)) = value.split_once('@') else {
        return false;
    };
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    value.len() <= 256
        && !name.is_empty()
        && all(name, |c| word(c) || "_.+".contains(c))
        && host
            .split('.')
            .all(|label| !label.is_empty() && all(label, word))
}

fn is_base64(value: &str, max: usize) -> bool {
    use base64::Engine as _;
    (4..=max).contains(&value.len())
        && base64::engine::general_purpose::STANDARD
            .decode(value)
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_decimals_a_point_and_a_ceiling() {
        assert_eq!(amount_cents("30.00"), Some(3000));
        assert_eq!(amount_cents("999999999.99"), Some(99_999_999_999));
        for wrong in [
            "30",
            "30.0",
            "30,00",
            "+30.00",
            " 30.00",
            "30.000",
            ".50",
            "1000000000.00",
        ] {
            assert_eq!(amount_cents(wrong), None, "{wrong}");
        }
        assert!(Kind::Amount.fault("0.00").is_some());
    }

    #[test]
    fn dates_and_times_are_those_of_the_schema() {
        for right in ["2026-02-28", "2026-02-28Z", "2026-02-28+01:00"] {
            assert_eq!(Kind::Date.fault(right), None);
        }
        for wrong in [
            "2026-02-30",
            "28/02/2026",
            "20260228",
            "2026-2-28",
            "2026-02-28 ",
            "2026-02-28+1",
        ] {
            assert!(Kind::Date.fault(wrong).is_some(), "{wrong}");
        }
        assert_eq!(Kind::DateTime.fault("2026-02-28T23:59:59.123+01:00"), None);
        assert!(Kind::DateTime.fault("2026-02-28 23:59:59").is_some());
        assert!(Kind::DateTime.fault("2026-02-28T23:59").is_some());
    }

    #[test]
    fn words_digits_and_addresses_are_checked() {
        assert_eq!(Kind::Digits(3).fault("007"), None);
        assert!(Kind::Digits(3).fault("07").is_some());
        assert_eq!(Kind::Email.fault("a.b+c@d-e.it"), None);
        assert!(Kind::Email.fault("a@b..it").is_some());
        assert!(Kind::Country.fault("it").is_some());
        assert!(Kind::Text(3).fault("").is_some());
        assert_eq!(Kind::Text(3).fault("àèì"), None);
    }
}
