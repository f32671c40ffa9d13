//! Two files that share rows, both checked before either is confirmed, must not publish those rows
//! twice.
//!
//! Each creditor has an epoch, which every confirmation moves on. A check notes the epoch that it
//! began in; a confirmation is good only in that epoch. What was confirmed before the check, but may
//! not stand in the index of identities yet, is named here, and the check reads its rows from the
//! bucket.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{Import, ImportState};

/// Most imports of one creditor whose rows are not surely in the index: more are confirmed later.
pub const OPEN_MAX: usize = 50;
/// How long the index of identities may lag behind the last position of an import. DynamoDB promises
/// no bound; it is a second at most times.
const LAG: SignedDuration = SignedDuration::from_mins(5);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportEpoch {
    pub creditor: OrgFiscalCode,
    /// Imports confirmed so far.
    pub version: u64,
    /// Imports whose positions are being written, or were a moment ago.
    pub open: Vec<ImportId>,
}

/// Too many imports are being published at once.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyOpen;

impl ImportEpoch {
    /// The epoch after `confirmed` was; `open` are the imports named by the one before.
    pub fn after(
        before: Option<&Self>,
        confirmed: &Import,
        open: &[Import],
        now: Timestamp,
    ) -> Result<Self, TooManyOpen> {
        let open = open.iter().filter(|import| import.is_unsettled(now));
        let mut open: Vec<ImportId> = open.map(|import| import.id.clone()).collect();
        open.push(confirmed.id.clone());
        if open.len() > OPEN_MAX {
            return Err(TooManyOpen);
        }
        Ok(Self {
            creditor: confirmed.creditor.clone(),
            version: before.map_or(0, |before| before.version) + 1,
            open,
        })
    }
}

impl Import {
    /// Whether positions of it may be missing in the index.
    pub fn is_unsettled(&self, now: Timestamp) -> bool {
        match self.state {
            ImportState::Publishing => true,
            ImportState::Published => now.duration_since(self.updated_at) < LAG,
            ImportState::Uploaded
            | ImportState::Checking
            | ImportState::Ready
            | ImportState::Failed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn import(id: char, state: ImportState) -> Import {
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = ImportId::parse(&format!("01KA9B6N0M5VJ8G2Q4T7XW3ZR{id}")).expect("an id");
        let made = at("2026-11-21T10:00:00Z");
        let mut import = Import::new(creditor, id, "x".into(), "user:x".into(), made);
        import.state = state;
        import
    }

    #[test]
    fn each_confirmation_moves_the_epoch_on_and_names_itself() {
        let (first, second) = (
            import('A', ImportState::Publishing),
            import('B', ImportState::Publishing),
        );
        let now = at("2026-11-21T10:00:00Z");
        let one = ImportEpoch::after(None, &first, &[], now).expect("room");
        assert_eq!((one.version, &one.open), (1, &vec![first.id.clone()]));
        let two = ImportEpoch::after(Some(&one), &second, std::slice::from_ref(&first), now)
            .expect("room");
        assert_eq!((two.version, two.open), (2, vec![first.id, second.id]));
    }

    #[test]
    fn what_was_published_a_while_ago_stands_in_the_index() {
        let (old, new) = (
            import('A', ImportState::Published),
            import('B', ImportState::Publishing),
        );
        let (soon, late) = (at("2026-11-21T10:04:59Z"), at("2026-11-21T10:05:00Z"));
        assert!(old.is_unsettled(soon) && !old.is_unsettled(late));
        let epoch = ImportEpoch::after(None, &new, &[old], late).expect("room");
        assert_eq!(epoch.open, [new.id]);
    }

    #[test]
    fn so_many_imports_at_once_are_bounded() {
        let open = vec![import('A', ImportState::Publishing); OPEN_MAX];
        let one_more = import('B', ImportState::Publishing);
        let now = at("2026-11-21T10:00:00Z");
        assert_eq!(
            ImportEpoch::after(None, &one_more, &open, now),
            Err(TooManyOpen)
        );
    }
}
