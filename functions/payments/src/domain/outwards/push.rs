//! One position and one target: what was told, what waits, what was refused.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::ServiceCode;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::call::{Answer, Call, Trouble};
use super::pause::{self, GIVE_UP};
use super::settings::Target;
use super::told::Told;

/// A message whose answer never came.
const UNSURE: &str = "nessuna risposta: il messaggio può essere arrivato lo stesso";
/// Whoever sends is done, or dead, after this.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// One versioned record. Only who has written `Sending` calls outwards; who comes meanwhile leaves
/// word (`again`), so that a call under way never has the last word over a later state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    pub creditor: OrgFiscalCode,
    /// The number under which the position stands.
    pub nav: NoticeNumber,
    pub target: Target,
    /// Of the position: its key on App IO.
    pub service: ServiceCode,
    pub state: PushState,
    pub told: Told,
    /// When to look again, while it waits or is being sent.
    pub next_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    pub failures: u32,
    pub failing_since: Option<Timestamp>,
    /// Why it waits, was refused or is not wanted: an Italian half sentence.
    pub reason: Option<String>,
    /// When the target last took something.
    pub sent_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushState {
    /// To be sent, for the first time or again.
    Waiting,
    /// Somebody is sending.
    Sending,
    /// The target knows the position as it was then.
    Done,
    /// Left to people, or to the next change of the position.
    Refused,
    /// The debtor is not on App IO, or wants no messages.
    NotWanted,
}

impl Push {
    pub fn new(
        (creditor, nav): (OrgFiscalCode, NoticeNumber),
        target: Target,
        service: ServiceCode,
        now: Timestamp,
    ) -> Self {
        Self {
            creditor,
            nav,
            target,
            service,
            state: PushState::Waiting,
            told: Told::nothing(target),
            next_at: Some(now),
            again: false,
            failures: 0,
            failing_since: None,
            reason: None,
            sent_at: None,
            updated_at: now,
            version: 0,
        }
    }

    /// Whether somebody else is sending now.
    pub fn is_busy(&self, now: Timestamp) -> bool {
        self.state == PushState::Sending && self.next_at.is_some_and(|until| until > now)
    }

    /// Word for who is sending.
    #[must_use]
    pub fn asked_again(&self, now: Timestamp) -> Self {
        let mut after = self.changed(now);
        after.again = true;
        after
    }

    /// It waits until `until`, because of the connection.
    #[must_use]
    pub fn waiting(&self, until: Timestamp, why: Option<&str>, now: Timestamp) -> Self {
        let mut after = self.changed(now);
        (after.state, after.next_at) = (PushState::Waiting, Some(until));
        after.reason = why.map(str::to_owned);
        after
    }

    /// As a person asks: everything that holds now is told again.
    #[must_use]
    pub fn resend(&self, now: Timestamp) -> Self {
        let mut after = self.waiting(now, None, now);
        (after.failures, after.failing_since) = (0, None);
        after.told.doubt();
        after
    }

    /// Before the calls go out.
    #[must_use]
    pub fn begun(&self, calls: &[Call], now: Timestamp) -> Self {
        let mut after = self.changed(now);
        after.state = PushState::Sending;
        after.next_at = now.checked_add(LEASE).ok();
        after.again = false;
        after.told.trying(calls);
        after
    }

    /// The target took one of the calls; written with what ends the sending.
    pub fn took(&mut self, call: &Call, answer: &Answer, now: Timestamp) {
        self.told.done(call, answer, now);
        if !matches!(answer, Answer::NotWanted(_)) {
            self.sent_at = Some(now);
        }
    }

    /// These calls had no effect, whatever was noted before them.
    pub fn untried(&mut self, calls: &[Call]) {
        self.told.untried(calls);
    }

    /// Why a record with nothing left to tell is for people all the same.
    pub fn doubt(&self) -> Option<(PushState, &'static str)> {
        let is_open = self.told.is_unsure_for_good();
        is_open.then_some((PushState::Refused, UNSURE))
    }

    /// Nothing is left to be told, or nothing that can be.
    #[must_use]
    pub fn settled(&self, why: Option<(PushState, &str)>, now: Timestamp) -> Self {
        let mut after = self.changed(now);
        after.state = why.map_or(PushState::Done, |(state, _)| state);
        after.reason = why.map(|(_, reason)| reason.to_owned());
        (after.failures, after.failing_since) = (0, None);
        (after.next_at, after.again) = (None, false);
        after
    }

    /// After trouble: refused for good, or to be tried again after a growing pause.
    #[must_use]
    pub fn failed(&self, trouble: &Trouble, now: Timestamp) -> Self {
        let reason = trouble.reason();
        let since = self.failing_since.unwrap_or(now);
        let wait = match trouble {
            Trouble::Refused { .. } => {
                return self.settled(Some((PushState::Refused, reason)), now);
            }
            // It may stand in the debtor's app: that is nothing to do twice.
            Trouble::Silent { .. } if self.told.is_unsure_for_good() => {
                return self.settled(Some((PushState::Refused, UNSURE)), now);
            }
            Trouble::Failed { .. } | Trouble::Silent { .. } => None,
            Trouble::Closed { wait, .. } => *wait,
        };
        if now.duration_since(since) > GIVE_UP {
            let why = format!("nessun esito da trenta giorni ({reason})");
            return self.settled(Some((PushState::Refused, &why)), now);
        }
        let next = pause::next(now, self.failures, wait);
        let mut after = self.waiting(next, Some(reason), now);
        after.failures = self.failures.saturating_add(1);
        after.failing_since = Some(since);
        after.again = false;
        after
    }

    fn changed(&self, now: Timestamp) -> Self {
        Self {
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }
}
