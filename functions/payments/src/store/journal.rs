//! The journal in the table: one item a call, written once and dropped by the table after its days.

mod list;

use std::sync::Arc;

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::{Condition, Indexes, Key, Stored, Table, TableError};

use super::keys;
use crate::domain::journal::{Call, Entry, KeptDays, Outcome, entry};

pub use list::{Found, Listing};

impl Stored for Entry {
    const ENTITY: &'static str = "journal_entry";
    const DICTIONARY: Option<&'static [u8]> = Some(include_bytes!("journal/dictionary.txt"));

    fn key(&self) -> Key {
        keys::journal(self.creditor.as_ref(), &self.id)
    }

    fn indexes(&self) -> Indexes {
        let Some(creditor) = &self.creditor else {
            return Indexes::default();
        };
        let fault =
            (self.outcome != Outcome::Done).then(|| keys::journal_fault(creditor, &self.id));
        let notice = self.notice.as_ref();
        let notice = notice.map(|nav| keys::journal_notice(creditor, nav, &self.id));
        Indexes([fault, None, None, notice])
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.kept_until)
    }
}

/// Notes calls: what speaks with pagoPA holds one.
#[derive(Clone)]
pub struct Journal {
    table: Table,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    kept: KeptDays,
}

impl Journal {
    pub fn new(
        table: Table,
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
        kept: KeptDays,
    ) -> Self {
        Self {
            table,
            clock,
            dice,
            kept,
        }
    }

    #[must_use]
    pub fn keeping(mut self, kept: KeptDays) -> Self {
        self.kept = kept;
        self
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Keeps a call, masked: 1 request. Where the table does not take it the call goes on all the same.
    pub async fn note(&self, call: &Call<'_>) {
        let id = EventId::mint(self.clock.as_ref(), self.dice.as_ref());
        let entry = entry(id, call, self.kept);
        if let Err(error) = self.table.put(&entry, Condition::New).await {
            let operation = call.operation.name();
            tracing::warn!(journal.operation = operation, error = %error, "journal: not kept");
        }
    }
}

/// One entry: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &EventId,
) -> Result<Option<Entry>, TableError> {
    table.get(&keys::journal(Some(creditor), id)).await
}
