//! How the source of receipts fares for one creditor.

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{later, pause};

/// While it is in trouble nothing is asked of it: the next receipts would fare no better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptSource {
    pub creditor: OrgFiscalCode,
    /// Not before this moment.
    pub next_at: Timestamp,
    pub failures: u32,
    pub failing_since: Option<Timestamp>,
    pub last_error: Option<String>,
    pub version: u64,
}

impl ReceiptSource {
    pub fn new(creditor: OrgFiscalCode, now: Timestamp) -> Self {
        Self {
            creditor,
            next_at: now,
            failures: 0,
            failing_since: None,
            last_error: None,
            version: 0,
        }
    }

    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.next_at <= now
    }

    /// After an answer that says nothing of the receipt; `wait` is what the other side asked for.
    pub fn failed(&self, why: &str, wait: Option<SignedDuration>, now: Timestamp) -> Self {
        Self {
            next_at: later(now, pause(self.failures, wait)),
            failures: self.failures.saturating_add(1),
            failing_since: self.failing_since.or(Some(now)),
            last_error: Some(why.to_owned()),
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// After an answer; nothing to write where there was no trouble.
    pub fn answered(&self, now: Timestamp) -> Option<Self> {
        (self.failures > 0).then(|| Self {
            version: self.version + 1,
            ..Self::new(self.creditor.clone(), now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_waited_for_as_long_as_asked_and_ends_with_an_answer() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let well = ReceiptSource::new(creditor, now);
        assert!(well.is_ready(now) && well.answered(now).is_none());
        let wait = Some(SignedDuration::from_mins(7));
        let bad = well.failed("429", wait, now).failed("429", wait, now);
        assert_eq!(bad.next_at.duration_since(now).as_mins(), 7);
        assert!(!bad.is_ready(now));
        let again = bad.answered(bad.next_at).expect("healed");
        assert_eq!((again.failures, again.version), (0, 3));
    }
}
