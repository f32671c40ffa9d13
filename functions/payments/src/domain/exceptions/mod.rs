//! What no rule could settle: money and rows that wait for a person, each with its kind and the ways
//! to settle it. What agrees never comes here.
//!
//! An exception has an id of what it is about, so that the same trouble found twice is one. It is
//! opened by what finds it ([`raise`]), closed by a person ([`Exception::settle`]) or by itself, when
//! the trouble is gone ([`Exception::resolved`]).

mod bank;
mod found;
mod kind;
mod search;

#[cfg(test)]
pub(crate) mod samples;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

pub use bank::{WORKING_DAYS_MAX, credit_due, of_flow};
pub use found::{of_receipt, of_row};
pub use kind::{ExceptionKind, Remedy};
pub use search::{SEARCHED_FOR, Search};

/// Characters of a person's note.
pub const NOTE_CHARS_MAX: usize = 500;
/// Things that happened to one exception; the oldest are forgotten first.
const EVENTS_MAX: usize = 50;

/// `b-<flow>` for a flow at the bank, else a letter and 32 hexadecimal digits of what it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExceptionId(String);

impl ExceptionId {
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('-')?;
        let good = match kind {
            "b" => FlowId::parse(rest).is_ok(),
            "p" | "r" => rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()),
            _ => false,
        };
        good.then(|| Self(text.to_owned()))
    }

    pub fn of_bank(flow: &FlowId) -> Self {
        Self(format!("b-{flow}"))
    }

    /// The flow, where it is one at the bank.
    pub fn flow(&self) -> Option<FlowId> {
        FlowId::parse(self.0.strip_prefix("b-")?).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub creditor: OrgFiscalCode,
    pub id: ExceptionId,
    pub kind: ExceptionKind,
    /// The day of the payment, row or movement.
    pub on: Date,
    pub amount_cents: Cents,
    /// What was expected, where the amount is the trouble.
    pub expected_cents: Option<Cents>,
    pub about: About,
    pub opened_at: Timestamp,
    /// Where pagoPA is asked for what is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Search>,
    /// How it was settled; open without.
    pub settled: Option<Settled>,
    /// What happened to it, oldest first.
    pub events: Vec<Event>,
    pub version: u64,
}

/// What an exception is about, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub notice: Option<NoticeNumber>,
    pub receipt_id: Option<ReceiptId>,
    pub flow_id: Option<FlowId>,
    pub row: Option<u32>,
    pub tax_code: Option<String>,
    pub debtor_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub remedy: Remedy,
    pub at: Timestamp,
    pub by: String,
}

/// Who, when, what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub at: Timestamp,
    /// A person's or key's id, or `sistema`.
    pub by: String,
    pub what: String,
    pub note: String,
}

/// What becomes of a wish to settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Changed(Box<Exception>),
    /// It was settled this way before.
    AlreadyDone,
    Refused(SettleRefusal),
}

/// `Display` is the Italian sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleRefusal {
    #[error("Questa segnalazione non si può chiudere in questo modo.")]
    NotOffered,
    #[error("Questa segnalazione è già stata chiusa in un altro modo.")]
    SettledOtherwise,
    #[error("Scrivi una nota: serve a chi controlla.")]
    NoteMissing,
    #[error("La nota può avere al massimo 500 caratteri.")]
    NoteTooLong,
}

impl Exception {
    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    /// With the row that reports its payment; none where it is known.
    pub fn reported_by(&self, flow: &FlowId, row: u32, now: Timestamp) -> Option<Self> {
        if self.about.flow_id.as_ref() == Some(flow) && self.about.row == Some(row) {
            return None;
        }
        let mut after = self.clone();
        (after.about.flow_id, after.about.row) = (Some(flow.clone()), Some(row));
        after.version += 1;
        let note = format!("Riga {row} del flusso {flow}.");
        Some(after.with_event("sistema".to_owned(), "Rendicontata", &note, now))
    }

    /// A person settles it.
    pub fn settle(&self, remedy: Remedy, note: &str, (by, at): (&str, Timestamp)) -> Decision {
        if let Some(settled) = &self.settled {
            return match settled.remedy == remedy {
                true => Decision::AlreadyDone,
                false => Decision::Refused(SettleRefusal::SettledOtherwise),
            };
        }
        let note = note.trim();
        if !self.kind.remedies().contains(&remedy) {
            return Decision::Refused(SettleRefusal::NotOffered);
        }
        if remedy.wants_note() && note.is_empty() {
            return Decision::Refused(SettleRefusal::NoteMissing);
        }
        if note.chars().count() > NOTE_CHARS_MAX {
            return Decision::Refused(SettleRefusal::NoteTooLong);
        }
        Decision::Changed(Box::new(self.closed(remedy, note, (by, at))))
    }

    /// The trouble is gone; nothing to write where it was settled before.
    pub fn resolved(&self, note: &str, at: Timestamp) -> Option<Self> {
        let now = ("sistema", at);
        self.is_open()
            .then(|| self.closed(Remedy::Resolved, note, now))
    }

    fn closed(&self, remedy: Remedy, note: &str, (by, at): (&str, Timestamp)) -> Self {
        let by = by.to_owned();
        let settled = Settled {
            remedy,
            at,
            by: by.clone(),
        };
        let after = Self {
            settled: Some(settled),
            version: self.version + 1,
            ..self.clone()
        };
        after.with_event(by, remedy.italian(), note, at)
    }

    fn with_event(mut self, by: String, what: &str, note: &str, at: Timestamp) -> Self {
        if self.events.len() >= EVENTS_MAX {
            self.events.remove(0);
        }
        self.events.push(Event {
            at,
            by,
            what: what.to_owned(),
            note: note.to_owned(),
        });
        self
    }

    /// An open one of the time when receipts were not asked for is asked for from now on.
    fn with_search_of(&self, found: Self) -> Option<Self> {
        let missing = self.is_open() && self.search.is_none() && found.search.is_some();
        missing.then(|| Self {
            search: found.search,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Whether it tells the same trouble.
    fn tells_as(&self, other: &Self) -> bool {
        let facts = |e: &Self| (e.kind, e.amount_cents, e.expected_cents);
        facts(self) == facts(other)
    }
}

/// What to write when a trouble is found: nothing where it is known, settled or not; anew where it is
/// another one than the one that was settled.
pub fn raise(kept: Option<&Exception>, found: Exception) -> Option<Exception> {
    let Some(kept) = kept else {
        return Some(found);
    };
    // What came right, by itself or by a statement that was read anew, has gone wrong again.
    let came_right = kept
        .settled
        .as_ref()
        .is_some_and(|settled| matches!(settled.remedy, Remedy::Resolved | Remedy::Attached));
    if kept.tells_as(&found) && !came_right {
        return kept.with_search_of(found);
    }
    let at = found.opened_at;
    let (version, events) = (kept.version + 1, kept.events.clone());
    let again = Exception {
        version,
        events,
        ..found
    };
    Some(again.with_event("sistema".to_owned(), "Segnalata di nuovo", "", at))
}

#[cfg(test)]
mod tests {
    use super::samples::orphan;
    use super::*;

    #[test]
    fn an_exception_is_settled_once_and_only_as_it_may_be() {
        let open = orphan();
        let who = ("user:x", open.opened_at);
        let settle = |of: &Exception, remedy, note: &str| of.settle(remedy, note, who);
        let refused = |why| Decision::Refused(why);
        let attached = settle(&open, Remedy::Waiting, "");
        assert_eq!(attached, refused(SettleRefusal::NotOffered));
        let silent = settle(&open, Remedy::Refunded, " ");
        assert_eq!(silent, refused(SettleRefusal::NoteMissing));
        let long = settle(&open, Remedy::Refunded, &"x".repeat(NOTE_CHARS_MAX + 1));
        assert_eq!(long, refused(SettleRefusal::NoteTooLong));
        let Decision::Changed(done) = settle(&open, Remedy::Refunded, "mandato 12") else {
            panic!("settled")
        };
        assert!(!done.is_open() && done.version == open.version + 1);
        assert_eq!(done.events[0].note, "mandato 12");
        assert_eq!(settle(&done, Remedy::Refunded, ""), Decision::AlreadyDone);
        let other = settle(&done, Remedy::Accepted, "x");
        assert_eq!(other, refused(SettleRefusal::SettledOtherwise));
        assert_eq!(done.resolved("", open.opened_at), None);
    }

    #[test]
    fn the_same_trouble_again_is_no_new_one_and_another_opens_it_anew() {
        let open = orphan();
        assert_eq!(raise(None, open.clone()), Some(open.clone()));
        assert_eq!(raise(Some(&open), orphan()), None);
        let who = ("user:x", open.opened_at);
        let Decision::Changed(done) = open.settle(Remedy::Accepted, "noto", who) else {
            panic!("settled")
        };
        assert_eq!(raise(Some(&done), orphan()), None);
        let more = Exception {
            amount_cents: Cents::new(1),
            ..orphan()
        };
        let again = raise(Some(&done), more).expect("anew");
        assert!(again.is_open() && again.version == done.version + 1);
        assert_eq!(again.events.len(), 2);
        let gone = open.resolved("", open.opened_at).expect("open");
        assert!(raise(Some(&gone), orphan()).is_some_and(|again| again.is_open()));
    }

    #[test]
    fn ids_are_read_back_and_nothing_else_is() {
        let flow = FlowId::parse("2026-11-20PSP-1").expect("a flow");
        let bank = ExceptionId::of_bank(&flow);
        assert_eq!(ExceptionId::parse(bank.as_str()), Some(bank.clone()));
        assert_eq!(bank.flow(), Some(flow));
        let id = orphan().id;
        assert_eq!(ExceptionId::parse(id.as_str()), Some(id));
        for text in ["", "b-", "b-a#b", "p-1", "x-00", "r-zz"] {
            assert_eq!(ExceptionId::parse(text), None, "{text}");
        }
    }
}
