//! Passes over the open positions: one a creditor and target.

use kernel::dice::Dice;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::outbox::OutboxItem;
use platform::table::{Condition, Key, Stored, Table, TableError, Tx, held};
use serde::{Deserialize, Serialize};

use super::keys;
use super::outwards::{PUSH_JOB, PushOrder};
use crate::domain::outwards::{Pass, Target};

/// The job that walks on.
pub const PUSH_OPEN_JOB: &str = "push-open";

/// What it is told: the step that it is, so that a message that comes twice walks once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassOrder {
    pub creditor: OrgFiscalCode,
    pub target: Target,
    pub step: u64,
}

impl Stored for Pass {
    const ENTITY: &'static str = "outward_pass";

    fn key(&self) -> Key {
        keys::outward_pass(&self.creditor, self.target)
    }
}

/// The last one, or the one under way: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    target: Target,
) -> Result<Option<Pass>, TableError> {
    table.get(&keys::outward_pass(creditor, target)).await
}

/// Writes how far a pass is over the version before it, with the order to tell these positions and,
/// unless it is over, to walk on; `false`: somebody was faster. 1 transaction.
pub async fn write(
    table: &Table,
    after: &Pass,
    navs: Vec<NoticeNumber>,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<bool, TableError> {
    let condition = match after.version {
        0 | 1 => Condition::New,
        version => Condition::Version(version - 1),
    };
    let mut tx = Tx::new().put(after, condition);
    let creditor = &after.creditor;
    if !navs.is_empty() {
        let order = PushOrder {
            creditor: creditor.clone(),
            navs,
            only: Some(after.target),
        };
        tx = tx.outbox(&OutboxItem::new(PUSH_JOB, &order, clock, dice));
    }
    if after.ended_at.is_none() {
        let order = PassOrder {
            creditor: creditor.clone(),
            target: after.target,
            step: after.version,
        };
        tx = tx.outbox(&OutboxItem::new(PUSH_OPEN_JOB, &order, clock, dice));
    }
    held(table.commit(tx).await)
}
