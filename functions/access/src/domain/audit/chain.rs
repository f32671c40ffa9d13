//! The seal of the log: blocks of events, each chained to the one before by hash.
//!
//! A block is a text, a JSON object a line (NDJSON): first its [`Header`], then one [`Line`] an event in
//! the order of ids, last [`Foot`]. The hash runs through all blocks of an organisation:
//! `h = SHA-256(h of the line before ‖ the line)`, beginning with the head of the block before, or with
//! 64 zeros. Whoever changes, drops, adds or swaps an event changes every head from there on, and heads
//! are published.

use jiff::Timestamp;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::AuditEvent;

/// What follows the last word of `format` changes with the shape of the lines.
pub const FORMAT: &str = "sportello-audit-1";

/// A hash of the chain: 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head(String);

impl Head {
    /// Before the first block.
    pub fn first() -> Self {
        Self("0".repeat(64))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// After one more line.
    fn after(&self, line: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0.as_bytes());
        hash.update(line.as_bytes());
        Self(hex::encode(hash.finalize()))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub format: String,
    /// `None`: events that belong to no organisation.
    pub tenant: Option<OrgFiscalCode>,
    /// From 1 on, without a gap.
    pub number: u64,
    pub previous: Head,
    /// Everything that was in the log until then and in no block before.
    pub until: Timestamp,
    pub events: u64,
}

/// One event: its digest, and the event itself, so that the block can be read when the log has
/// forgotten it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub sha256: String,
    pub event: AuditEvent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foot {
    pub head: Head,
}

/// A sealed block, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    pub header: Header,
    pub head: Head,
    pub text: String,
}

/// What stands before a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    pub tenant: Option<OrgFiscalCode>,
    pub blocks: u64,
    pub head: Head,
}

impl Before {
    /// Seals events, in the order of their ids, into the next block. The same events give the same text.
    pub fn seal(&self, mut events: Vec<AuditEvent>, until: Timestamp) -> Sealed {
        events.sort_by(|a, b| a.id.cmp(&b.id));
        events.dedup_by(|a, b| a.id == b.id);
        let header = Header {
            format: FORMAT.to_owned(),
            tenant: self.tenant.clone(),
            number: self.blocks + 1,
            previous: self.head.clone(),
            until,
            events: events.len() as u64,
        };
        let (mut text, mut head) = (String::new(), self.head.clone());
        let mut add = |line: String| {
            head = head.after(&line);
            text.push_str(&line);
            text.push('\n');
        };
        add(json(&header));
        for event in events {
            let sha256 = hex::encode(event.digest());
            add(json(&Line { sha256, event }));
        }
        text.push_str(&json(&Foot { head: head.clone() }));
        text.push('\n');
        Sealed { header, head, text }
    }
}

/// Texts, numbers and instants always become JSON.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A block that was read back, line by line: what it says, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Reading {
    expected: Before,
    head: Head,
    header: Option<Header>,
    foot: Option<Head>,
    last: Option<EventId>,
    events: u64,
    broken: Vec<Broken>,
}

/// An event of a block: which, and the digest that was sealed.
#[derive(Clone, Debug)]
pub struct Held {
    pub id: EventId,
    pub digest: [u8; 32],
}

/// Where a block does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Line `line` (from 1) is no line of a block.
    Unreadable { line: u64 },
    /// It is not the block that follows: number, organisation or previous head differ.
    NotTheNext,
    /// The event is not the one whose digest stands beside it.
    Digest { id: EventId },
    /// The event comes after one that is later, or twice.
    Order { id: EventId },
    /// The header counts other events than there are.
    Count,
    /// The lines do not give the head at the foot, or there is none.
    Head,
}

impl Reading {
    pub fn new(expected: Before) -> Self {
        Self {
            head: expected.head.clone(),
            expected,
            header: None,
            foot: None,
            last: None,
            events: 0,
            broken: Vec::new(),
        }
    }

    /// The next line; gives the event that it holds.
    pub fn line(&mut self, number: u64, text: &str) -> Option<Held> {
        if self.foot.is_some() {
            self.broken.push(Broken::Unreadable { line: number });
            return None;
        }
        if self.header.is_none() {
            self.begin(number, text);
            return None;
        }
        if let Ok(foot) = serde_json::from_str::<Foot>(text) {
            self.foot = Some(foot.head);
            return None;
        }
        self.head = self.head.after(text);
        let Ok(line) = serde_json::from_str::<Line>(text) else {
            self.broken.push(Broken::Unreadable { line: number });
            return None;
        };
        self.events += 1;
        let id = line.event.id.clone();
        let digest = line.event.digest();
        let mut sealed = digest;
        if hex::decode_to_slice(&line.sha256, &mut sealed).is_err() || sealed != digest {
            self.broken.push(Broken::Digest { id: id.clone() });
        }
        if self.last.as_ref().is_some_and(|last| *last >= id) {
            self.broken.push(Broken::Order { id: id.clone() });
        }
        self.last = Some(id.clone());
        Some(Held { id, digest: sealed })
    }

    fn begin(&mut self, number: u64, text: &str) {
        self.head = self.head.after(text);
        let Ok(header) = serde_json::from_str::<Header>(text) else {
            self.broken.push(Broken::Unreadable { line: number });
            return;
        };
        let Before {
            tenant,
            blocks,
            head,
        } = &self.expected;
        let is_next = header.format == FORMAT
            && header.tenant == *tenant
            && header.number == blocks + 1
            && header.previous == *head;
        if !is_next {
            self.broken.push(Broken::NotTheNext);
        }
        self.header = Some(header);
    }

    /// At the end: the header, the head that the lines really give, and all that is wrong.
    pub fn end(mut self) -> (Option<Header>, Head, Vec<Broken>) {
        if self
            .header
            .as_ref()
            .is_some_and(|header| header.events != self.events)
        {
            self.broken.push(Broken::Count);
        }
        if self.foot.as_ref() != Some(&self.head) {
            self.broken.push(Broken::Head);
        }
        (self.header, self.head, self.broken)
    }
}
