//! One pass over the positions that are open when somebody is to hear of them for the first time.

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::settings::Target;

/// A pass that has not come on for so long has lost its message: another one may begin.
const STALLED: SignedDuration = SignedDuration::from_hours(1);

/// Step by step: each chunk writes how far it came, with the order to tell its positions and the
/// order of the next chunk, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    pub creditor: OrgFiscalCode,
    pub target: Target,
    pub begun_at: Timestamp,
    pub begun_by: String,
    /// Positions whose telling was ordered; those that are known already cost no call.
    pub ordered: u64,
    /// Where to go on in the archive.
    pub place: Option<String>,
    pub updated_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub version: u64,
}

impl Pass {
    /// A new one over the one of before; none while that is under way.
    pub fn begin(
        before: Option<&Self>,
        (creditor, target): (&OrgFiscalCode, Target),
        (by, now): (&str, Timestamp),
    ) -> Option<Self> {
        if before.is_some_and(|before| before.is_under_way(now)) {
            return None;
        }
        Some(Self {
            creditor: creditor.clone(),
            target,
            begun_at: now,
            begun_by: by.to_owned(),
            ordered: 0,
            place: None,
            updated_at: now,
            ended_at: None,
            version: before.map_or(0, |before| before.version) + 1,
        })
    }

    pub fn is_under_way(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now.duration_since(self.updated_at) < STALLED
    }

    /// After a chunk; without a place to go on it is over.
    #[must_use]
    pub fn after(&self, ordered: usize, place: Option<String>, now: Timestamp) -> Self {
        let more = u64::try_from(ordered).unwrap_or(u64::MAX);
        Self {
            ordered: self.ordered.saturating_add(more),
            ended_at: place.is_none().then_some(now),
            place,
            updated_at: now,
            version: self.version + 1,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_at_a_time_unless_it_has_stalled() {
        let now = Timestamp::UNIX_EPOCH;
        let creditor = OrgFiscalCode::parse("80047110152").unwrap();
        let begin = |before: Option<&Pass>, now| {
            Pass::begin(before, (&creditor, Target::Aca), ("user:x", now))
        };
        let first = begin(None, now).unwrap();
        assert_eq!(begin(Some(&first), now), None);
        let half = first.after(100, Some("x".to_owned()), now);
        assert_eq!((half.ordered, begin(Some(&half), now)), (100, None));
        let later = now + STALLED;
        assert_eq!(begin(Some(&half), later).unwrap().version, 3);
        let over = half.after(20, None, now);
        assert_eq!((over.ordered, over.ended_at), (120, Some(now)));
        assert_eq!(begin(Some(&over), now).unwrap().ordered, 0);
    }
}
