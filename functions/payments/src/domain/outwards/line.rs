//! How the connection with a target fares for one creditor.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::call::Trouble;
use super::pause;
use super::settings::Target;

/// While it is paused nothing is sent by it: what there is to send waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub creditor: OrgFiscalCode,
    pub target: Target,
    /// Not before this moment.
    pub next_at: Timestamp,
    /// In a row, of different positions.
    pub failures: u32,
    /// Whose failure was the last: one that fails alone pauses nobody else.
    pub last_failed: Option<NoticeNumber>,
    pub failing_since: Option<Timestamp>,
    pub last_error: Option<String>,
    pub version: u64,
}

impl Line {
    pub fn new(creditor: OrgFiscalCode, target: Target, now: Timestamp) -> Self {
        Self {
            creditor,
            target,
            next_at: now,
            failures: 0,
            last_failed: None,
            failing_since: None,
            last_error: None,
            version: 0,
        }
    }

    pub fn is_ready(&self, now: Timestamp) -> bool {
        self.next_at <= now
    }

    /// After an answer; nothing to write where there was no trouble.
    pub fn answered(&self, now: Timestamp) -> Option<Self> {
        (self.failures > 0).then(|| Self {
            version: self.version + 1,
            ..Self::new(self.creditor.clone(), self.target, now)
        })
    }

    /// After trouble with a position; nothing to write where it is of this position alone.
    pub fn failed(&self, nav: &NoticeNumber, trouble: &Trouble, now: Timestamp) -> Option<Self> {
        let next_at = match trouble {
            Trouble::Refused { .. } => return self.answered(now),
            Trouble::Closed { wait, .. } => pause::next(now, self.failures, *wait),
            Trouble::Failed { .. } | Trouble::Silent { .. } if self.failures == 0 => now,
            Trouble::Failed { .. } | Trouble::Silent { .. }
                if self.last_failed.as_ref() == Some(nav) =>
            {
                return None;
            }
            Trouble::Failed { .. } | Trouble::Silent { .. } => {
                pause::next(now, self.failures - 1, None)
            }
        };
        Some(Self {
            next_at,
            failures: self.failures.saturating_add(1),
            last_failed: Some(nav.clone()),
            failing_since: self.failing_since.or(Some(now)),
            last_error: Some(trouble.reason().to_owned()),
            version: self.version + 1,
            ..self.clone()
        })
    }
}
