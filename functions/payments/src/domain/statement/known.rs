//! The flows that are loaded, looked for in texts that lost their blanks' places.

use std::collections::BTreeSet;

use kernel::flow::FlowId;

use super::remittance::in_a_name;

#[derive(Clone, Debug, Default)]
pub struct KnownFlows(BTreeSet<FlowId>);

impl KnownFlows {
    pub fn of(ids: impl IntoIterator<Item = FlowId>) -> Self {
        Self(ids.into_iter().collect())
    }

    pub fn has(&self, id: &FlowId) -> bool {
        self.0.contains(id)
    }

    /// The one flow whose name stands in the text, blanks and case aside. A name that goes on is
    /// another name; of two that hold one another the longer one is meant; else none.
    pub fn named_in(&self, text: &str) -> Option<FlowId> {
        let text = Squeezed::new(text);
        let mut found: Vec<&FlowId> = self.0.iter().filter(|id| text.names(id)).collect();
        found.sort_by_key(|id| std::cmp::Reverse(id.as_str().len()));
        let (longest, others) = found.split_first()?;
        let inside = |id: &&FlowId| longest.as_str().contains(id.as_str());
        others.iter().all(inside).then(|| (*longest).clone())
    }
}

/// A text without blanks, in capitals, with the character that really followed each of its own.
struct Squeezed {
    text: String,
    /// For each byte of `text`, the character right behind it before the squeeze.
    next: Vec<Option<char>>,
}

impl Squeezed {
    fn new(text: &str) -> Self {
        let mut squeezed = Squeezed {
            text: String::with_capacity(text.len()),
            next: Vec::with_capacity(text.len()),
        };
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if !c.is_whitespace() {
                squeezed.text.push(c.to_ascii_uppercase());
                squeezed
                    .next
                    .resize(squeezed.text.len(), chars.peek().copied());
            }
        }
        squeezed
    }

    fn names(&self, id: &FlowId) -> bool {
        let wanted = id.as_str().to_ascii_uppercase();
        self.text.match_indices(&wanted).any(|(at, found)| {
            let next = self.next.get(at + found.len() - 1).copied().flatten();
            !next.is_some_and(in_a_name)
        })
    }
}
