//! JSON as GPD's own reader (Jackson) takes it: a number or a flag where the document wants a text, a text where it wants a
//! whole number or a flag, `1000.0` where it wants a whole number. A fraction of a cent is refused, as a word is.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde_json::{Error, Number, Value};

/// What a body says, as `T` has it.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Lenient(value))
}

/// A value, read by what is wanted of it.
struct Lenient(Value);

/// Numbers up to here are exact in a float: 2^53.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// The whole number that a value is.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| whole_float(number)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn whole_float(number: &Number) -> Option<i64> {
    let float = number.as_f64()?;
    let is_whole = float.fract() == 0.0 && float.abs() < EXACT_MAX;
    is_whole.then(|| format!("{float:.0}").parse().ok())?
}

fn flag(value: &Value) -> Option<bool> {
    let text = value.as_str()?.trim();
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

impl<'de> Deserializer<'de> for Lenient {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(values) => {
                let mut values = SeqDeserializer::new(values.into_iter().map(Lenient));
                let read = visitor.visit_seq(&mut values)?;
                values.end().map(|()| read)
            }
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(name, value)| (name, Self(value)));
                let mut fields = MapDeserializer::new(fields);
                let read = visitor.visit_map(&mut fields)?;
                fields.end().map(|()| read)
            }
            plain => plain.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match whole(&self.0) {
            Some(number) => visitor.visit_i64(number),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match flag(&self.0) {
            Some(flag) => visitor.visit_bool(flag),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match text(&self.0) {
            Some(text) => visitor.visit_string(text),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Lenient {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Thing {
        id: Option<String>,
        cents: Option<i64>,
        flag: Option<bool>,
        within: Vec<Thing>,
    }

    #[test]
    fn texts_numbers_and_flags_stand_for_each_other_where_they_say_the_same() {
        let wanted = Thing {
            id: Some("1".to_owned()),
            cents: Some(1_000),
            flag: Some(true),
            within: Vec::new(),
        };
        for told in [
            json!({ "id": "1", "cents": 1000, "flag": true }),
            json!({ "id": 1, "cents": "1000", "flag": "true" }),
            json!({ "id": 1, "cents": 1000.0, "flag": "TRUE", "unheard": [1] }),
        ] {
            assert_eq!(read::<Thing>(told.clone()).unwrap(), wanted, "{told}");
            let nested = json!({ "within": [told], "id": null });
            assert_eq!(
                read::<Thing>(nested).unwrap().within,
                [read(told_again()).unwrap()]
            );
        }
        fn told_again() -> Value {
            json!({ "id": "1", "cents": 1000, "flag": true })
        }
    }

    #[test]
    fn what_says_something_else_is_refused() {
        for told in [
            json!({ "cents": 1000.5 }),
            json!({ "cents": "mille" }),
            json!({ "cents": 1e300 }),
            json!({ "cents": true }),
            json!({ "flag": "yes" }),
            json!({ "id": ["1"] }),
            json!({ "within": {} }),
        ] {
            assert!(read::<Thing>(told.clone()).is_err(), "{told}");
        }
    }
}
