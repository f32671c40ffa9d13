//! Several positions that are made, changed or deleted together: all of them or none, as any reader sees it.
//!
//! A transaction of DynamoDB holds 100 items, a hundred positions have more. So a bulk that does not
//! fit one first *holds* each position, then is decided by one write of its record, then lets go:
//! ```text
//! hold each position ─▸ PENDING ─┬▸ COMMITTED ─▸ each becomes what it was to be ─▸ settled
//!                                ╰▸ ABORTED ───▸ each becomes what it was ──────▸ settled
//! ```
//! Pure: the protocol over the table is `store::bulks`.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use kernel::ids::BulkId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

/// Most positions in one call (GPD's `max.massive.debt.positions`).
pub const POSITIONS_MAX: usize = 100;
/// Most positions that one call deletes (GPD's `MultipleIUPDModel`).
pub const DELETED_MAX: usize = 20;
/// After so long whoever began a bulk is dead: a request lives 30 seconds at most.
pub const ABANDONED_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// A settled record is kept so long, for readers of an index that lags and for people.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The record on which all positions of a bulk depend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulk {
    pub creditor: OrgFiscalCode,
    pub id: BulkId,
    pub state: BulkState,
    /// Whether it holds nothing any more.
    pub settled_at: Option<Timestamp>,
    pub started_at: Timestamp,
    /// Who does it, as histories tell it.
    pub actor: String,
    /// The numbers under which its positions stand.
    pub navs: Vec<NoticeNumber>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum BulkState {
    /// Positions are being held; nobody sees a change.
    Pending,
    /// Everybody sees every change. For ever.
    Committed,
    /// Nobody ever saw or will see a change. For ever.
    Aborted,
}

/// What a bulk does to a position that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Hold {
    Create,
    Replace,
    Remove,
}

/// What is to be seen where a held position stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The position that is held.
    Held,
    /// The one that it becomes.
    Next,
    Nothing,
}

impl Bulk {
    pub fn begin(
        creditor: OrgFiscalCode,
        id: BulkId,
        actor: &str,
        navs: Vec<NoticeNumber>,
        now: Timestamp,
    ) -> Self {
        Self {
            creditor,
            id,
            state: BulkState::Pending,
            settled_at: None,
            started_at: now,
            actor: actor.to_owned(),
            navs,
        }
    }

    #[must_use]
    pub fn with(&self, state: BulkState) -> Self {
        Self {
            state,
            ..self.clone()
        }
    }

    #[must_use]
    pub fn settled(&self, now: Timestamp) -> Self {
        Self {
            settled_at: Some(now),
            ..self.clone()
        }
    }

    /// When the record may go: never while it holds something.
    pub fn forgotten_at(&self) -> Option<Timestamp> {
        self.settled_at.and_then(|at| at.checked_add(KEPT).ok())
    }
}

impl BulkState {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Committed => "COMMITTED",
            Self::Aborted => "ABORTED",
        }
    }
}

/// What a reader sees of a held position.
pub fn sight(hold: Hold, state: BulkState) -> Sight {
    match (hold, state) {
        (Hold::Create, BulkState::Pending | BulkState::Aborted) => Sight::Nothing,
        (Hold::Create, BulkState::Committed) => Sight::Held,
        (Hold::Replace | Hold::Remove, BulkState::Pending | BulkState::Aborted) => Sight::Held,
        (Hold::Replace, BulkState::Committed) => Sight::Next,
        (Hold::Remove, BulkState::Committed) => Sight::Nothing,
    }
}

/// Which parts go together into transactions of at most `most` items, in their order; the first has
/// room for `first`. A part larger than a transaction is alone in one, which the table refuses.
pub fn packed(sizes: &[usize], first: usize, most: usize) -> Vec<Range<usize>> {
    let (mut ranges, mut from, mut room) = (Vec::new(), 0, first);
    for (n, size) in sizes.iter().enumerate() {
        if *size > room && n > from {
            ranges.push(from..n);
            (from, room) = (n, most);
        }
        room = room.saturating_sub(*size);
    }
    if from < sizes.len() {
        ranges.push(from..sizes.len());
    }
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOLDS: [Hold; 3] = [Hold::Create, Hold::Replace, Hold::Remove];

    #[test]
    fn nothing_of_a_bulk_is_seen_before_it_is_committed() {
        for state in [BulkState::Pending, BulkState::Aborted] {
            let seen = HOLDS.map(|hold| sight(hold, state));
            assert_eq!(seen, [Sight::Nothing, Sight::Held, Sight::Held]);
        }
        let seen = HOLDS.map(|hold| sight(hold, BulkState::Committed));
        assert_eq!(seen, [Sight::Held, Sight::Next, Sight::Nothing]);
    }

    #[test]
    fn a_state_is_stored_as_conditions_ask_for_it() {
        for state in [BulkState::Pending, BulkState::Committed, BulkState::Aborted] {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }

    #[test]
    fn a_record_that_holds_something_is_never_forgotten() {
        let now = Timestamp::UNIX_EPOCH;
        let creditor = OrgFiscalCode::parse("80047110152").unwrap();
        let id = BulkId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap();
        let bulk = Bulk::begin(creditor, id, "key", Vec::new(), now);
        for state in [BulkState::Pending, BulkState::Committed, BulkState::Aborted] {
            assert_eq!(bulk.with(state).forgotten_at(), None);
            assert!(bulk.with(state).settled(now).forgotten_at() > Some(now));
        }
    }

    proptest! {
        #[test]
        fn every_part_is_in_one_transaction_and_none_is_too_large(
            sizes in prop::collection::vec(1..60_usize, 0..200),
        ) {
            let ranges = packed(&sizes, 97, 99);
            let mut at = 0;
            for (n, range) in ranges.into_iter().enumerate() {
                prop_assert_eq!(range.start, at);
                let sum: usize = sizes[range.clone()].iter().sum();
                let room = if n == 0 { 97 } else { 99 };
                prop_assert!(sum <= room);
                at = range.end;
            }
            prop_assert_eq!(at, sizes.len());
        }
    }
}
