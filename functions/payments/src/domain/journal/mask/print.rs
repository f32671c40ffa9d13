//! A message printed again, each value through [`Eye::show`].

use std::collections::BTreeSet;

use quick_xml::escape::escape;
use serde_json::{Map, Value};

use super::names::{Rule, plain, rule};
use super::{MASK, PRINTED_BYTES_MAX};
use crate::domain::journal::found::Found;
use crate::domain::node::xml::Element;

/// Shorter values are no one's name.
const CHARS_MIN: usize = 3;
/// Shorter runs of digits stand everywhere.
const DIGITS_MIN: usize = 9;
/// Personal values looked for elsewhere in the message: a position has some twenty.
const PERSONAL_MAX: usize = 4_000;

/// Reads the values of a message.
#[derive(Debug, Default)]
pub(super) struct Eye {
    personal: BTreeSet<String>,
    found: Found,
}

impl Eye {
    pub(super) fn into_parts(self) -> (BTreeSet<String>, Found) {
        (self.personal, self.found)
    }

    /// The value of a field, as it may be kept.
    fn show(&mut self, parent: &str, name: &str, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        match rule(parent, name) {
            Rule::Shown => {
                self.found.see(parent, name, text);
                text.to_owned()
            }
            Rule::Account => account(text),
            Rule::Place => MASK.to_owned(),
            Rule::Personal => {
                self.remember(text);
                MASK.to_owned()
            }
        }
    }

    fn remember(&mut self, text: &str) {
        let text = text.trim();
        let long = match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => text.len() >= DIGITS_MIN,
            false => text.chars().count() >= CHARS_MIN,
        };
        if long && self.personal.len() < PERSONAL_MAX {
            self.personal.insert(text.to_owned());
        }
    }

    pub(super) fn json(&mut self, value: Value) -> String {
        let value = self.value(("", ""), value);
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }

    fn value(&mut self, (parent, name): (&str, &str), value: Value) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value,
            Value::String(text) => Value::String(self.show(parent, name, &text)),
            Value::Number(number) => {
                let text = number.to_string();
                match self.show(parent, name, &text) == text {
                    true => Value::Number(number),
                    false => Value::String(MASK.to_owned()),
                }
            }
            Value::Array(items) => {
                let items = items.into_iter();
                Value::Array(items.map(|item| self.value((parent, name), item)).collect())
            }
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(key, value)| {
                    let value = self.value((name, &plain(&key)), value);
                    (key, value)
                });
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }

    pub(super) fn xml(&mut self, root: &Element) -> String {
        let mut out = String::new();
        self.element(root, ("", 0), &mut out);
        out
    }

    /// Attributes are left out: SOAP has namespaces and types there, which say nothing.
    fn element(&mut self, element: &Element, (parent, depth): (&str, usize), out: &mut String) {
        let name = plain(&element.name.local);
        let tag = &element.name.local;
        let indent = "  ".repeat(depth);
        let text = self.show(parent, &name, element.text.trim());
        if element.children.is_empty() {
            let line = format!("{indent}<{tag}>{}</{tag}>\n", escape(text.as_str()));
            return push(out, &line);
        }
        push(out, &format!("{indent}<{tag}>\n"));
        for child in &element.children {
            self.element(child, (&name, depth + 1), out);
        }
        push(out, &format!("{indent}</{tag}>\n"));
    }
}

/// What is behind the bound is read and not printed.
fn push(out: &mut String, line: &str) {
    if out.len() <= PRINTED_BYTES_MAX {
        out.push_str(line);
    }
}

/// `IT44***0001`; all of it where it is no IBAN.
fn account(text: &str) -> String {
    let is_iban = text.len() >= 15 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match (
        is_iban,
        text.get(..4),
        text.len().checked_sub(4).and_then(|at| text.get(at..)),
    ) {
        (true, Some(first), Some(last)) => format!("{first}{MASK}{last}"),
        _ => MASK.to_owned(),
    }
}
