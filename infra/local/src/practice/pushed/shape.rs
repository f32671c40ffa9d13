//! What a body must look like, by the words of the official files.

use jiff::Timestamp;
use serde_json::Value;

/// One field: its name, whether it must be there, what it must be.
pub type Field = (&'static str, bool, Is);

#[derive(Clone, Copy)]
pub enum Is {
    /// Least and most characters.
    Text(usize, usize),
    /// Least and most.
    Number(i64, i64),
    Bool,
    Moment,
    OneOf(&'static [&'static str]),
    Digits(usize),
    Object(&'static [Field]),
    /// Least and most items.
    List(usize, usize, &'static [Field]),
}

/// What is wrong, each with its place.
pub fn faults(at: &str, fields: &[Field], body: &Value) -> Vec<String> {
    let Some(found) = body.as_object() else {
        return vec![format!("{at}: no object")];
    };
    let mut faults = Vec::new();
    for (name, value) in found {
        let place = format!("{at}/{name}");
        match fields.iter().find(|field| field.0 == name) {
            Some(field) => faults.extend(field.2.faults(&place, value)),
            None => faults.push(format!("{place}: unknown")),
        }
    }
    let missing = |field: &&Field| field.1 && !found.contains_key(field.0);
    for field in fields.iter().filter(missing) {
        faults.push(format!("{at}/{}: missing", field.0));
    }
    faults
}

impl Is {
    fn faults(self, at: &str, value: &Value) -> Vec<String> {
        let is_right = match self {
            Self::Text(least, most) => value.as_str().is_some_and(|text| {
                let chars = text.chars().count();
                (least..=most).contains(&chars)
            }),
            Self::Number(least, most) => {
                value.as_i64().is_some_and(|n| (least..=most).contains(&n))
            }
            Self::Bool => value.is_boolean(),
            Self::Moment => value
                .as_str()
                .is_some_and(|text| text.parse::<Timestamp>().is_ok()),
            Self::OneOf(words) => value.as_str().is_some_and(|text| words.contains(&text)),
            Self::Digits(length) => value.as_str().is_some_and(|text| {
                text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
            }),
            Self::Object(fields) => return faults(at, fields, value),
            Self::List(least, most, fields) => return list(at, (least, most), fields, value),
        };
        match is_right {
            true => Vec::new(),
            false => vec![format!("{at}: not as the official file says")],
        }
    }
}

fn list(at: &str, (least, most): (usize, usize), fields: &[Field], value: &Value) -> Vec<String> {
    let Some(items) = value.as_array() else {
        return vec![format!("{at}: no list")];
    };
    if !(least..=most).contains(&items.len()) {
        return vec![format!("{at}: {} items", items.len())];
    }
    let each = items.iter().enumerate();
    each.flat_map(|(n, item)| faults(&format!("{at}/{n}"), fields, item))
        .collect()
}
