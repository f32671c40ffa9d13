//! When pagoPA is asked for new flows: every so often, at each access, and after failures with
//! growing pauses.

mod source;

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::flow::ListedFlow;

pub use source::ReceiptSource;

/// Accesses closer than this ask once.
pub const EVERY: SignedDuration = SignedDuration::from_mins(15);
/// The pause after the first failure; it doubles each time.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(6);
/// Doublings up to the longest pause.
const DOUBLINGS_MAX: u32 = 9;
/// Flows that are published at the same moment as the last one seen must not be missed; those that
/// are known cost nothing.
const OVERLAP: SignedDuration = SignedDuration::from_hours(1);

/// Where the asking stands for one creditor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetching {
    pub creditor: OrgFiscalCode,
    /// The latest publication that was seen.
    pub seen: Option<Timestamp>,
    /// Not before this moment.
    pub next_at: Timestamp,
    pub failures: u32,
    pub last_ok: Option<Timestamp>,
    /// The first of the failures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Timestamp>,
    pub last_error: Option<String>,
    pub version: u64,
}

impl Fetching {
    pub fn new(creditor: OrgFiscalCode, now: Timestamp) -> Self {
        Self {
            creditor,
            seen: None,
            next_at: now,
            failures: 0,
            last_ok: None,
            failing_since: None,
            last_error: None,
            version: 0,
        }
    }

    /// The state after somebody orders a run; `None` where it is too early for one.
    pub fn ordered(&self, now: Timestamp) -> Option<Self> {
        (self.next_at <= now).then(|| Self {
            next_at: later(now, EVERY),
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// From which publication on to ask.
    pub fn since(&self) -> Option<Timestamp> {
        self.seen?.checked_sub(OVERLAP).ok()
    }

    /// After a run that saw publications up to `seen`.
    pub fn done(&self, seen: Option<Timestamp>, now: Timestamp) -> Self {
        Self {
            seen: self.seen.max(seen),
            failures: 0,
            last_ok: Some(now),
            failing_since: None,
            last_error: None,
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// After a run that failed; `wait` is what the other side asked for.
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
}

/// A flow that was seen in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenFlow {
    pub creditor: OrgFiscalCode,
    pub fdr: String,
    pub psp_id: String,
    pub revision: u32,
    pub published: Timestamp,
    pub state: SeenState,
    pub failures: u32,
    /// When to try again, while it is open.
    pub next_at: Timestamp,
    pub reason: Option<String>,
    pub version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeenState {
    /// To be fetched, or to be tried again.
    Open,
    Loaded,
}

impl SeenFlow {
    pub fn new(creditor: &OrgFiscalCode, listed: &ListedFlow, now: Timestamp) -> Self {
        Self {
            creditor: creditor.clone(),
            fdr: listed.fdr.clone(),
            psp_id: listed.psp_id.clone(),
            revision: listed.revision,
            published: listed.published,
            state: SeenState::Open,
            failures: 0,
            next_at: later(now, EVERY),
            reason: None,
            version: 1,
        }
    }

    pub fn listed(&self) -> ListedFlow {
        ListedFlow {
            fdr: self.fdr.clone(),
            psp_id: self.psp_id.clone(),
            revision: self.revision,
            published: self.published,
        }
    }

    pub fn loaded(&self) -> Self {
        Self {
            state: SeenState::Loaded,
            reason: None,
            version: self.version + 1,
            ..self.clone()
        }
    }

    pub fn failed(&self, why: &str, wait: Option<SignedDuration>, now: Timestamp) -> Self {
        Self {
            next_at: later(now, pause(self.failures, wait)),
            failures: self.failures.saturating_add(1),
            reason: Some(why.to_owned()),
            version: self.version + 1,
            ..self.clone()
        }
    }
}

fn pause(failures: u32, wait: Option<SignedDuration>) -> SignedDuration {
    let factor = 1_i32 << failures.min(DOUBLINGS_MAX);
    let pause = PAUSE.checked_mul(factor).unwrap_or(PAUSE_MAX);
    pause.max(wait.unwrap_or_default()).min(PAUSE_MAX)
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_bound_and_heal() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let mut state = Fetching::new(creditor, now);
        let mut pauses = Vec::new();
        for _ in 0..12 {
            state = state.failed("500", None, now);
            pauses.push(state.next_at.duration_since(now).as_mins());
        }
        assert_eq!(pauses[..4], [1, 2, 4, 8]);
        assert_eq!(pauses.last(), Some(&360));
        assert_eq!(state.ordered(now), None, "too early");
        assert_eq!(state.failing_since, Some(now));
        assert_eq!(state.done(None, now).failing_since, None);
        let wait = Some(SignedDuration::from_mins(7));
        let asked = state.done(Some(now), now).failed("429", wait, now);
        assert_eq!(asked.next_at.duration_since(now).as_mins(), 7);
        assert_eq!(asked.since(), Some(later(now, -OVERLAP)));
        let again = asked.ordered(asked.next_at).expect("due");
        assert_eq!(again.ordered(asked.next_at), None, "once in a while");
    }
}
