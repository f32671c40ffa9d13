//! Money in the JSON of pagoPA's APIs.

use kernel::money::Cents;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// Euro as a JSON number with at most two decimals. The number is taken by its shortest decimal
/// form, which is what was written: no arithmetic is done on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonAmount(pub Cents);

impl<'de> Deserialize<'de> for JsonAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Decimal;
        impl Visitor<'_> for Decimal {
            type Value = JsonAmount;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("euro with at most two decimals")
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<JsonAmount, E> {
                decimal(&value.to_string()).ok_or_else(|| E::custom("not an amount"))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<JsonAmount, E> {
                decimal(&value.to_string()).ok_or_else(|| E::custom("not an amount"))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<JsonAmount, E> {
                decimal(&value.to_string()).ok_or_else(|| E::custom("not an amount"))
            }
        }
        deserializer.deserialize_any(Decimal)
    }
}

/// `100`, `100.9`, `-100.95`
fn decimal(text: &str) -> Option<JsonAmount> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (euro, part) = rest.split_once('.').unwrap_or((rest, ""));
    let cents = Cents::parse_decimal(&format!("{euro}.{part:0<2}")).ok()?;
    let within = (part.len() <= 2).then_some(cents)?;
    Some(JsonAmount(Cents::new(sign * within.get())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_taken_as_they_were_written() {
        for (text, cents) in [
            ("0.01", 1),
            ("100", 10_000),
            ("100.9", 10_090),
            ("-1.10", -110),
            ("999999999.99", 99_999_999_999),
            ("81.66", 8_166),
        ] {
            let amount: JsonAmount = serde_json::from_str(text).expect(text);
            assert_eq!(amount.0.get(), cents, "{text}");
        }
        for text in ["0.001", "1e40", "\"1.00\"", "null"] {
            assert!(serde_json::from_str::<JsonAmount>(text).is_err(), "{text}");
        }
    }
}
