//! The simple types of the official schema of flows.

use kernel::flow::FlowId;
use kernel::money::Cents;

use crate::domain::moment::Moment;

/// A simple type with its facets. Types on `xsd:string` keep every blank, numbers drop those around
/// (`whiteSpace` is `collapse`).
///
/// In one point this is wider than the schema, on purpose: amounts may be negative, as SACI wants
/// of a revoked payment and the schema forbids (facts, FdR).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A string of so many characters.
    Text {
        min: usize,
        max: usize,
    },
    /// `stIdentificativoFlusso`: 1 to 35 of `[a-zA-Z0-9-_]`.
    FlowId,
    OneOf(&'static [&'static str]),
    /// `stImporto`: `\d+\.\d{2}`, at most 999999999.99, not zero.
    Amount,
    /// `stImportoTotalePagamenti`: the same, zero included.
    Total,
    /// `stNumeroTotalePagamenti`: a whole number from 1, 15 digits.
    Count,
    /// `stIndice`: 1 to 5.
    Index,
    Date,
    DateTime,
}

impl Leaf {
    pub fn accepts(self, text: &str) -> bool {
        match self {
            Self::Text { min, max } => (min..=max).contains(&text.chars().count()),
            Self::FlowId => text.trim() == text && FlowId::parse(text).is_ok(),
            Self::OneOf(values) => values.contains(&text),
            Self::Amount => amount(text).is_some_and(|cents| cents != Cents::ZERO),
            Self::Total => amount(text).is_some(),
            Self::Count => count(text).is_some_and(|count| count >= 1),
            Self::Index => index(text).is_some(),
            Self::Date => Moment::parse_date(text).is_some(),
            Self::DateTime => Moment::parse_date_time(text).is_some(),
        }
    }

    /// What is expected, for a person.
    pub fn italian(self) -> String {
        match self {
            Self::Text { min, max } => format!("Servono da {min} a {max} caratteri."),
            Self::FlowId => {
                "Servono da 1 a 35 lettere, cifre, trattini o trattini bassi.".to_owned()
            }
            Self::OneOf(values) => format!("Sono ammessi soltanto: {}.", values.join(", ")),
            Self::Amount => {
                "L'importo va scritto con due decimali e il punto, da 0.01 a 999999999.99."
                    .to_owned()
            }
            Self::Total => {
                "L'importo va scritto con due decimali e il punto, fino a 999999999.99.".to_owned()
            }
            Self::Count => "Serve un numero intero maggiore di zero.".to_owned(),
            Self::Index => "Serve un numero da 1 a 5.".to_owned(),
            Self::Date => "Serve una data nella forma 2026-11-20.".to_owned(),
            Self::DateTime => "Servono data e ora nella forma 2026-11-20T10:30:00.".to_owned(),
        }
    }
}

/// An amount, with the minus that the schema does not know.
pub fn amount(text: &str) -> Option<Cents> {
    let text = trimmed(text);
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let cents = Cents::parse_decimal(text).ok()?;
    let cents = Some(cents).filter(|cents| *cents <= Cents::MAX_PAYABLE)?;
    Some(if negative {
        Cents::new(-cents.get())
    } else {
        cents
    })
}

/// A whole number without a minus.
pub fn count(text: &str) -> Option<u64> {
    let digits = trimmed(text);
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let zero = part.bytes().all(|byte| byte == b'0');
    let whole = Some(whole).filter(|whole| !whole.is_empty() && number(whole) && zero)?;
    let significant = whole.trim_start_matches('0');
    match significant.len() {
        0 => Some(0),
        1..=15 => significant.parse().ok(),
        _ => None,
    }
}

/// The place of a transfer in its receipt.
pub fn index(text: &str) -> Option<u8> {
    let number = Some(text).filter(|text| !text.contains('.'));
    let number = count(number?)?;
    u8::try_from(number)
        .ok()
        .filter(|index| (1..=5).contains(index))
}

/// Without XML's own blanks.
fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}
