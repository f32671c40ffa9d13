//! A JSON value against a schema.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::OpenApi;
use super::patterns::{fits, is_of};

/// Which way a value goes: what is read-only is not sent, what is write-only not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Request,
    Answer,
}

/// Words of a schema that this judge holds a value against, or that say nothing about it.
const KNOWN: [&str; 23] = [
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "uniqueItems",
    "nullable",
    "readOnly",
    "writeOnly",
    "description",
    "example",
    "default",
    "title",
];

/// Where a value stands, which way it goes, and what was found wrong.
pub struct Finding<'f> {
    pub at: String,
    pub direction: Direction,
    pub faults: &'f mut Vec<String>,
}

impl Finding<'_> {
    pub fn say(&mut self, what: impl std::fmt::Display) {
        self.faults.push(format!("{}: {what}", self.at));
    }

    fn within(&mut self, name: impl std::fmt::Display) -> Finding<'_> {
        Finding {
            at: format!("{}/{name}", self.at),
            direction: self.direction,
            faults: self.faults,
        }
    }
}

impl OpenApi {
    pub(super) fn judge(&self, schema: &Value, value: &Value, mut found: Finding<'_>) {
        let beside = schema;
        let schema = self.resolved(schema);
        for word in [beside, schema]
            .into_iter()
            .filter_map(Value::as_object)
            .flatten()
        {
            if !KNOWN.contains(&word.0.as_str()) {
                found.say(format!("the judge does not know the schema's {:?}", word.0));
            }
        }
        if value.is_null() && schema["nullable"] == true {
            return;
        }
        if !has_type(schema, value) {
            return found.say(format!("not of type {}: {value}", schema["type"]));
        }
        let one_of = schema["enum"].as_array();
        if one_of.is_some_and(|all| !all.contains(value)) {
            found.say(format!("not one of the enum: {value}"));
        }
        judge_number(schema, value, &mut found);
        judge_text(schema, value, &mut found);
        self.judge_list(schema, value, &mut found);
        self.judge_object(schema, value, &mut found);
    }

    fn judge_list(&self, schema: &Value, value: &Value, found: &mut Finding<'_>) {
        let Some(items) = value.as_array() else {
            return;
        };
        judge_size(schema, ("minItems", "maxItems"), (items.len(), found));
        let repeats = |(at, item): (usize, &Value)| items[..at].contains(item);
        if schema["uniqueItems"] == true && items.iter().enumerate().any(repeats) {
            found.say("an item stands twice");
        }
        for (at, item) in items.iter().enumerate() {
            self.judge(&schema["items"], item, found.within(at));
        }
    }

    fn judge_object(&self, schema: &Value, value: &Value, found: &mut Finding<'_>) {
        let Some(fields) = value.as_object() else {
            return;
        };
        let own = |name: &str| schema["properties"].get(name);
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            let hidden = own(name).is_some_and(|own| self.is_hidden(own, found.direction));
            if !fields.contains_key(name) && !hidden {
                found.say(format!("{name} is missing"));
            }
        }
        for (name, inner) in fields {
            match own(name) {
                Some(own) if self.is_hidden(own, found.direction) => {
                    found.say(format!("{name} does not go this way"));
                }
                Some(own) => self.judge(own, inner, found.within(name)),
                None => found.say(format!("{name} is not known to the schema")),
            }
        }
    }

    fn is_hidden(&self, schema: &Value, direction: Direction) -> bool {
        let word = match direction {
            Direction::Request => "readOnly",
            Direction::Answer => "writeOnly",
        };
        self.resolved(schema)[word] == true
    }
}

fn has_type(schema: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    match &schema["type"] {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        // A schema without a type takes any value.
        _ => true,
    }
}

fn judge_number(schema: &Value, value: &Value, found: &mut Finding<'_>) {
    let Some(number) = value.as_f64() else { return };
    let least = schema["minimum"].as_f64();
    let most = schema["maximum"].as_f64();
    let below = most.filter(|_| schema["exclusiveMaximum"] == true);
    if least.is_some_and(|least| number < least)
        || most.is_some_and(|most| number > most)
        || below.is_some_and(|below| number >= below)
    {
        found.say(format!("out of bounds: {value}"));
    }
    let is_wide = value
        .as_i64()
        .is_none_or(|whole| i32::try_from(whole).is_err());
    if schema["format"] == "int32" && is_wide {
        found.say(format!("not of 32 bits: {value}"));
    }
}

fn judge_text(schema: &Value, value: &Value, found: &mut Finding<'_>) {
    let Some(text) = value.as_str() else { return };
    judge_size(
        schema,
        ("minLength", "maxLength"),
        (text.chars().count(), found),
    );
    if let Some(pattern) = schema["pattern"].as_str() {
        match fits(pattern, text) {
            Some(true) => {}
            Some(false) => found.say(format!("not as {pattern}: {value}")),
            None => found.say(format!("the judge does not know the pattern {pattern}")),
        }
    }
    let is_good = match schema["format"].as_str() {
        Some("date-time") => is_moment(text),
        Some("date") => text.parse::<Date>().is_ok() && text.len() == 10,
        Some("int32" | "int64") | None => true,
        Some(other) => match is_of(other, text) {
            Some(is_good) => is_good,
            None => return found.say(format!("the judge does not know the format {other}")),
        },
    };
    if !is_good {
        found.say(format!("not of format {}: {value}", schema["format"]));
    }
}

/// RFC 3339, or the same without a zone: the services behind these documents take and write Java's
/// `LocalDateTime`, and their own examples are so.
fn is_moment(text: &str) -> bool {
    text.as_bytes().get(10) == Some(&b'T')
        && (text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok())
}

fn judge_size(schema: &Value, words: (&str, &str), (size, found): (usize, &mut Finding<'_>)) {
    let bound = |word: &str| {
        schema[word]
            .as_u64()
            .and_then(|size| usize::try_from(size).ok())
    };
    if bound(words.0).is_some_and(|least| size < least) {
        found.say(format!("fewer than {}: {size}", words.0));
    }
    if bound(words.1).is_some_and(|most| size > most) {
        found.say(format!("more than {}: {size}", words.1));
    }
}
