//! The verifier: holds the log against its sealed blocks and names every event that differs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use kernel::ids::EventId;
use serde::Serialize;

use super::chain::{Before, Broken, Head, Reading};
use super::{AuditEvent, minted_at};

/// How late an event may come into the log and still be sealed with the next block: a request lasts a
/// minute at most. What comes later is in no block, and found.
pub const LATE: SignedDuration = SignedDuration::from_mins(10);
/// Changed events that are looked at for having changed places.
const PAIRS_MAX: usize = 1_000;

/// What is wrong, and with which event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "fault", content = "at")]
pub enum Fault {
    /// The event in the log is not the one that was sealed.
    Changed(EventId),
    /// It was sealed and is not in the log.
    Missing(EventId),
    /// It is in the log, as old as what was sealed, and in no block.
    Added(EventId),
    /// Each stands where the other did.
    Swapped(EventId, EventId),
    /// The sealed file was changed at this event.
    Forged(EventId),
    /// A line of a block cannot be read: block and line.
    UnreadableLine(u64, u64),
    /// A block does not follow the one before, or its lines do not give its head.
    BrokenBlock(u64),
    MissingBlock(u64),
    /// The head of the block is not the one that was noted when it was sealed.
    WrongHead(u64),
}

/// Blocks are fed one by one, then events; what is left over is what is wrong.
#[derive(Debug)]
pub struct Verifier {
    before: Before,
    until: Option<Timestamp>,
    sealed: BTreeMap<EventId, [u8; 32]>,
    events: u64,
    faults: BTreeSet<Fault>,
    /// Events of the log that are not what was sealed.
    changed: Vec<AuditEvent>,
    /// Where an event stood that says that it is another.
    misplaced: BTreeMap<EventId, EventId>,
    /// What is older has been forgotten by the log, as it should.
    forgotten: Timestamp,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    pub blocks: u64,
    /// Events that were sealed.
    pub events: u64,
    pub head: Head,
    pub until: Option<Timestamp>,
    pub faults: Vec<Fault>,
}

impl Report {
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Verifier {
    /// `before` is the beginning of the chain; of events before `forgotten` the log holds none.
    pub fn new(before: Before, forgotten: Timestamp) -> Self {
        Self {
            before,
            until: None,
            sealed: BTreeMap::new(),
            events: 0,
            faults: BTreeSet::new(),
            changed: Vec::new(),
            misplaced: BTreeMap::new(),
            forgotten,
        }
    }

    /// The number of the block that is expected now.
    pub fn next_block(&self) -> u64 {
        self.before.blocks + 1
    }

    /// The next block, by its lines; `noted` is its head as it was noted elsewhere when it was sealed.
    pub fn block<'a>(&mut self, lines: impl Iterator<Item = &'a str>, noted: Option<&Head>) {
        let number = self.next_block();
        let mut reading = Reading::new(self.before.clone());
        for (at, line) in (1..).zip(lines) {
            if let Some(line) = reading.line(at, line) {
                self.sealed(line.id, line.digest);
            }
        }
        let (header, head, broken) = reading.end();
        self.faults
            .extend(broken.into_iter().map(|broken| match broken {
                Broken::Unreadable { line } => Fault::UnreadableLine(number, line),
                Broken::Digest { id } | Broken::Order { id } => Fault::Forged(id),
                Broken::NotTheNext | Broken::Count | Broken::Head => Fault::BrokenBlock(number),
            }));
        self.close(header.map(|header| header.until), head, noted);
    }

    /// What a block says of an event.
    pub fn sealed(&mut self, id: EventId, digest: [u8; 32]) {
        self.events += 1;
        if let Some(first) = self.sealed.insert(id.clone(), digest) {
            self.sealed.insert(id.clone(), first);
            self.faults.insert(Fault::Forged(id));
        }
    }

    /// The end of a block. The chain goes on from what was noted, so that one broken block does not break
    /// all that follow.
    pub fn close(&mut self, until: Option<Timestamp>, head: Head, noted: Option<&Head>) {
        let number = self.next_block();
        if noted.is_some_and(|noted| *noted != head) {
            self.faults.insert(Fault::WrongHead(number));
        }
        self.until = self.until.max(until);
        self.before.blocks = number;
        self.before.head = noted.cloned().unwrap_or(head);
    }

    /// A block that should be there and is not.
    pub fn missing_block(&mut self, until: Option<Timestamp>, noted: &Head) {
        self.faults.insert(Fault::MissingBlock(self.next_block()));
        self.close(until, noted.clone(), Some(noted));
    }

    /// An event of the log, found at `place`; in any order.
    pub fn event(&mut self, place: &EventId, event: &AuditEvent) {
        if *place != event.id {
            self.misplaced.insert(place.clone(), event.id.clone());
            return;
        }
        if !self.held(place, event.digest()) && self.changed.len() < PAIRS_MAX {
            self.changed.push(event.clone());
        }
    }

    /// The digest of what the log holds at `place`; `false`: something else was sealed.
    pub fn held(&mut self, place: &EventId, digest: [u8; 32]) -> bool {
        match self.sealed.get(place) {
            Some(sealed) if *sealed == digest => {
                self.sealed.remove(place);
                true
            }
            Some(_) => {
                self.faults.insert(Fault::Changed(place.clone()));
                false
            }
            None => {
                let minted = minted_at(place);
                let sealable = |until: Timestamp| minted + LATE < until;
                if minted >= self.forgotten && self.until.is_some_and(sealable) {
                    self.faults.insert(Fault::Added(place.clone()));
                }
                // Younger than the last block: it will be sealed.
                true
            }
        }
    }

    /// When all blocks and all events have been fed.
    pub fn report(mut self) -> Report {
        self.name_exchanged();
        self.name_misplaced();
        let gone = |id: &EventId| {
            minted_at(id) >= self.forgotten && !self.faults.contains(&Fault::Changed(id.clone()))
        };
        let in_pairs: BTreeSet<_> = self.faults.iter().flat_map(Fault::pair).cloned().collect();
        let missing: Vec<_> = self
            .sealed
            .keys()
            .filter(|id| gone(id) && !in_pairs.contains(*id))
            .map(|id| Fault::Missing(id.clone()))
            .collect();
        self.faults.extend(missing);
        Report {
            blocks: self.before.blocks,
            events: self.events,
            head: self.before.head,
            until: self.until,
            faults: self.faults.into_iter().collect(),
        }
    }

    /// Two events that were changed into each other.
    fn name_exchanged(&mut self) {
        let under = |event: &AuditEvent, id: &EventId| {
            let mut event = event.clone();
            event.id = id.clone();
            self.sealed.get(id) == Some(&event.digest())
        };
        let mut pairs = Vec::new();
        for (at, one) in self.changed.iter().enumerate() {
            let others = self.changed.iter().skip(at + 1);
            let other = others
                .into_iter()
                .find(|other| under(one, &other.id) && under(other, &one.id));
            pairs.extend(other.map(|other| (one.id.clone(), other.id.clone())));
        }
        for (one, other) in pairs {
            self.faults.remove(&Fault::Changed(one.clone()));
            self.faults.remove(&Fault::Changed(other.clone()));
            self.faults.insert(Fault::swapped(one, other));
        }
    }

    /// Events that stand at another's place.
    fn name_misplaced(&mut self) {
        for (place, said) in std::mem::take(&mut self.misplaced) {
            self.faults.insert(match self.sealed.contains_key(&said) {
                true => Fault::swapped(place, said),
                false => Fault::Changed(place),
            });
        }
    }
}

/// `changed 01KA9B6N0M5VJ8G2Q4T7XW3ZRE`, for programs and their logs.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(id) => write!(f, "changed {id}"),
            Self::Missing(id) => write!(f, "missing {id}"),
            Self::Added(id) => write!(f, "added {id}"),
            Self::Swapped(one, other) => write!(f, "swapped {one} {other}"),
            Self::Forged(id) => write!(f, "forged {id}"),
            Self::UnreadableLine(block, line) => write!(f, "unreadable block {block} line {line}"),
            Self::BrokenBlock(block) => write!(f, "broken block {block}"),
            Self::MissingBlock(block) => write!(f, "missing block {block}"),
            Self::WrongHead(block) => write!(f, "wrong head of block {block}"),
        }
    }
}

impl Fault {
    fn swapped(one: EventId, other: EventId) -> Self {
        if one < other {
            Self::Swapped(one, other)
        } else {
            Self::Swapped(other, one)
        }
    }

    fn pair(&self) -> impl Iterator<Item = &EventId> {
        let pair = match self {
            Self::Swapped(one, other) => vec![one, other],
            _ => Vec::new(),
        };
        pair.into_iter()
    }

    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Changed(id) => format!("La registrazione {id} è stata modificata."),
            Self::Missing(id) => format!("La registrazione {id} manca."),
            Self::Added(id) => format!("La registrazione {id} è stata aggiunta dopo il sigillo."),
            Self::Swapped(one, other) => {
                format!("Le registrazioni {one} e {other} sono state scambiate.")
            }
            Self::Forged(id) => format!("Il file sigillato è alterato alla registrazione {id}."),
            Self::UnreadableLine(block, line) => {
                format!("La riga {line} del blocco {block} non è leggibile.")
            }
            Self::BrokenBlock(block) => format!("Il blocco {block} è stato alterato."),
            Self::MissingBlock(block) => format!("Il blocco {block} manca."),
            Self::WrongHead(block) => {
                format!("Il blocco {block} non è quello che era stato sigillato.")
            }
        }
    }
}

#[cfg(test)]
mod tests;
