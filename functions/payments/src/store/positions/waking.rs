//! What waits for time: a small item beside each position that time will change.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Indexes, Key, Query, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::position::DebtPosition;

/// There while time will change the stored position, or one of its ways to pay. One that has no such change any
/// more (it was paid) may leave it behind: the job takes it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waking {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    pub when: Timestamp,
}

impl Stored for Waking {
    const ENTITY: &'static str = "position_waking";

    fn key(&self) -> Key {
        keys::waking(&self.creditor, &self.nav)
    }

    fn indexes(&self) -> Indexes {
        let place = keys::waking_list(&self.creditor, &self.nav, self.when);
        Indexes([Some(place), None, None, None])
    }
}

impl Waking {
    pub(super) fn of(position: &DebtPosition) -> Option<Self> {
        let when = position.next_moment(position.updated_at)?;
        Some(Self {
            creditor: position.creditor.clone(),
            nav: position.nav.clone(),
            when,
        })
    }

    /// It is guarded by the position's version, in the same transaction: whether an older one stands there
    /// does not matter.
    pub(crate) fn any() -> Condition {
        Condition::NewOrEquals("entity", Self::ENTITY.to_owned())
    }
}

/// Those of a shard that are due, the longest waiting first: 1 query.
pub async fn due_to_wake(
    table: &Table,
    shard: u8,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Waking>, TableError> {
    let query = Query::gsi(1, keys::waking_pk(shard)).below(keys::waking_bound(now));
    Ok(table.query(&query.limit(limit)).await?.items)
}
