//! Positions that a bulk holds (see `store::bulks`): they stand where plain ones do, as another kind of item, so
//! that who forgets to ask the bulk reads nothing wrong but fails.

use jiff::Timestamp;
use kernel::ids::BulkId;
use platform::table::{Indexes, Key, Stored};
use serde::{Deserialize, Serialize};

use super::{DICTIONARY, keys};
use crate::domain::bulk::{Bulk, Hold};
use crate::domain::history::HistoryEntry;
use crate::domain::position::DebtPosition;

/// At the position's key and in its lists: the position that is to be, or the one that was. It has no version, so
/// that every write that expects one is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub bulk: BulkId,
    pub hold: Hold,
    pub position: DebtPosition,
}

/// What a held position becomes, in the lists where it will stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub bulk: BulkId,
    pub position: DebtPosition,
    pub history: HistoryEntry,
}

impl Stored for Held {
    const ENTITY: &'static str = "held_position";
    const DICTIONARY: Option<&'static [u8]> = Some(DICTIONARY);
    const BESIDE: &'static str = "bulk";

    fn key(&self) -> Key {
        self.position.key()
    }

    fn indexes(&self) -> Indexes {
        self.position.indexes()
    }
}

impl Stored for Next {
    const ENTITY: &'static str = "next_position";
    const DICTIONARY: Option<&'static [u8]> = Some(DICTIONARY);
    const BESIDE: &'static str = "bulk";

    fn key(&self) -> Key {
        keys::next_position(&self.position.creditor, &self.position.nav)
    }

    /// The identity stays with the held one.
    fn indexes(&self) -> Indexes {
        let Indexes([list, state, debtor, _]) = self.position.indexes();
        Indexes([list, state, debtor, None])
    }
}

impl Stored for Bulk {
    const ENTITY: &'static str = "bulk";

    fn key(&self) -> Key {
        keys::bulk(&self.creditor, &self.id)
    }

    fn indexes(&self) -> Indexes {
        let open = keys::open_bulk(&self.creditor, &self.id, self.started_at);
        Indexes([
            Some(open).filter(|_| self.settled_at.is_none()),
            None,
            None,
            None,
        ])
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.forgotten_at()
    }
}
