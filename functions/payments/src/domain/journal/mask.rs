//! What may be kept of a message: the values of fields that are known to hold nothing personal. Every
//! other value is replaced, whatever it is: a field that nobody thought of is masked, not shown.

mod names;
mod print;
mod scrub;

use serde_json::Value;

use self::print::Eye;
use self::scrub::Scrub;
pub(super) use self::scrub::by_form;
use super::entry::Body;
use super::found::Found;
use crate::domain::node::xml;

/// What stands for a value.
pub const MASK: &str = "***";
/// Kept of a message; an item has two, packed, and stays far below the 400 KB of the table.
const BODY_BYTES_MAX: usize = 16 * 1_024;
/// Printed before the rest is dropped: a personal value across the cut is seen whole.
const PRINTED_BYTES_MAX: usize = BODY_BYTES_MAX + 4 * 1_024;
/// Larger messages are not read: none of pagoPA's has this size.
const READ_BYTES_MAX: usize = 8 * 1_024 * 1_024;

/// Request and answer as they may be kept, and what they are about. They are read together: what is
/// personal in one is personal in the other, wherever it stands.
pub fn masked(request: &[u8], answer: &[u8]) -> (Body, Body, Found) {
    let (_, bodies, found) = masked_with("", [request, answer]);
    let [request, answer] = bodies;
    (request, answer, found)
}

/// The same, with what was asked.
pub(super) fn masked_with(what: &str, messages: [&[u8]; 2]) -> (String, [Body; 2], Found) {
    let mut eye = Eye::default();
    let texts = messages.map(|bytes| print(bytes, &mut eye));
    let (personal, found) = eye.into_parts();
    let scrub = Scrub::of(&personal);
    let bodies = texts.map(|printed| body(printed, &scrub));
    (scrub.clean(what), bodies, found)
}

/// The message with its fields masked one by one, and its size.
fn print(bytes: &[u8], eye: &mut Eye) -> (String, usize) {
    let text = (bytes.len() <= READ_BYTES_MAX).then(|| read(bytes, eye));
    (text.flatten().unwrap_or_default(), bytes.len())
}

fn read(bytes: &[u8], eye: &mut Eye) -> Option<String> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace())?;
    match first {
        b'{' | b'[' => {
            let value: Value = serde_json::from_slice(bytes).ok()?;
            Some(eye.json(value))
        }
        _ => xml::read(bytes).ok().map(|element| eye.xml(&element)),
    }
}

fn body((text, size): (String, usize), scrub: &Scrub) -> Body {
    let printed = cut(&text, PRINTED_BYTES_MAX);
    let clean = scrub.clean(printed);
    let kept = cut(&clean, BODY_BYTES_MAX);
    Body {
        is_cut: printed.len() < text.len() || kept.len() < clean.len(),
        text: kept.to_owned(),
        size_bytes: u64::try_from(size).unwrap_or(u64::MAX),
    }
}

/// At most so many bytes, whole characters.
fn cut(text: &str, bytes_max: usize) -> &str {
    let mut end = bytes_max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests;
