//! One position of a bulk, and what becomes of it.

use kernel::ids::BulkId;
use kernel::tax::OrgFiscalCode;
use platform::table::Tx;

use crate::domain::position::{Changed, DebtPosition, Deleted};
use crate::store::positions::Writing;

#[derive(Clone, Debug)]
pub enum Act {
    Create {
        position: DebtPosition,
        /// The version of one that was deleted under its number.
        former: Option<u64>,
    },
    Replace {
        before: DebtPosition,
        changed: Changed,
    },
    Remove {
        before: DebtPosition,
        deleted: Deleted,
    },
}

impl Act {
    pub fn create(position: DebtPosition) -> Self {
        Self::Create {
            position,
            former: None,
        }
    }

    /// The position under whose key it is held.
    pub fn anchor(&self) -> &DebtPosition {
        match self {
            Self::Create { position, .. } => position,
            Self::Replace { before, .. } | Self::Remove { before, .. } => before,
        }
    }

    pub fn creditor(&self) -> &OrgFiscalCode {
        &self.anchor().creditor
    }

    /// A position that was deleted under the number had this version.
    pub(super) fn follows(&mut self, version: u64) {
        if let Self::Create { position, former } = self {
            position.version = version + 1;
            *former = Some(version);
        }
    }

    /// Everything at once.
    pub(super) fn plain(&self, writing: Writing) -> Writing {
        match self {
            Self::Create { position, former } => writing.create(position, *former),
            Self::Replace { before, changed } => writing.replace(before, changed),
            Self::Remove { before, deleted } => writing.delete(before, deleted),
        }
    }

    /// The first phase.
    pub(super) fn held(&self, writing: Writing, bulk: &BulkId) -> Writing {
        match self {
            Self::Create { position, former } => writing.hold_new(bulk, position, *former),
            Self::Replace { before, changed } => writing.hold_changed(bulk, before, changed),
            Self::Remove { before, .. } => writing.hold_removed(bulk, before),
        }
    }

    pub(super) fn plain_len(&self) -> usize {
        self.plain(Writing::new(Tx::new())).len()
    }

    pub(super) fn held_len(&self, bulk: &BulkId) -> usize {
        self.held(Writing::new(Tx::new()), bulk).len()
    }
}
