//! What is told outwards: settings, the state of each position, the state of each connection.

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::{Clock, sortable};
use platform::outbox::OutboxItem;
use platform::table::{
    Condition, Cursor, Indexes, Key, Page, Query, Stored, Table, TableError, Tx, held,
};
use serde::{Deserialize, Serialize};

use super::keys;
use super::settings::{self, SettingsChange};
use crate::domain::outwards::{Line, OutwardSettings, Push, PushState, Target};
use crate::domain::settings::{CreditorSettings, Listener};

/// The job that tells what has changed, and the one that tells what waited.
pub const PUSH_JOB: &str = "push-positions";
pub const PUSH_DUE_JOB: &str = "push-due";
/// The job that takes up again what was refused.
pub const PUSH_AGAIN_JOB: &str = "push-again";

/// What the first job is told: positions by the number under which they stand, those of a chunk of
/// an import together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushOrder {
    pub creditor: OrgFiscalCode,
    pub navs: Vec<NoticeNumber>,
    /// Who alone is told; else everybody who is to hear of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Target>,
}

/// … and the second one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushDueOrder {
    pub creditor: OrgFiscalCode,
    pub target: Target,
}

impl Stored for Push {
    const ENTITY: &'static str = "push";

    fn key(&self) -> Key {
        keys::push(&self.creditor, &self.nav, self.target)
    }

    fn indexes(&self) -> Indexes {
        let (creditor, target) = (&self.creditor, self.target);
        let due = self.next_at;
        let waits = due.map(|due| keys::waiting_push(creditor, target, due, &self.nav));
        let refused = (self.state == PushState::Refused)
            .then(|| keys::refused_push(creditor, target, self.updated_at, &self.nav));
        Indexes([waits, refused, None, None])
    }
}

impl Stored for OutwardSettings {
    const ENTITY: &'static str = "outward_settings";

    fn key(&self) -> Key {
        keys::outward_settings(&self.creditor)
    }
}

impl Stored for Line {
    const ENTITY: &'static str = "outward_line";

    fn key(&self) -> Key {
        keys::outward_line(&self.creditor, self.target)
    }
}

/// The creditor's choice: 1 request.
pub async fn choice(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Option<OutwardSettings>, TableError> {
    table.get(&keys::outward_settings(creditor)).await
}

/// Whether somebody is told of positions outwards.
pub fn is_told(listeners: &[Listener]) -> bool {
    listeners.iter().any(|one| *one != Listener::Webhook)
}

/// Writes a choice, and who listens in the creditor's settings where that follows from it; `false`:
/// somebody was faster. 1 get and 1 transaction.
pub async fn choose(table: &Table, after: &OutwardSettings) -> Result<bool, TableError> {
    let Some(from) = settings::read(table, &after.creditor).await? else {
        return Ok(false);
    };
    let webhook = from
        .listeners
        .iter()
        .filter(|one| **one == Listener::Webhook);
    let listeners: Vec<Listener> = webhook.copied().chain(after.listeners()).collect();
    if listeners == from.listeners {
        return save(table, after, Tx::new()).await;
    }
    let change = SettingsChange {
        at: after.updated_at,
        by: after.updated_by.clone(),
        to: CreditorSettings {
            listeners,
            version: from.version + 1,
            ..from.clone()
        },
        from,
    };
    let with = Tx::new().put(after, before(after.version));
    settings::change(table, &change, with).await
}

/// Writes a choice over the one with the version before it, together with `with`: 1 transaction.
pub async fn save(table: &Table, after: &OutwardSettings, with: Tx) -> Result<bool, TableError> {
    held(table.commit(with.put(after, before(after.version))).await)
}

/// How a connection fares: 1 request.
pub async fn line(
    table: &Table,
    creditor: &OrgFiscalCode,
    target: Target,
) -> Result<Option<Line>, TableError> {
    table.get(&keys::outward_line(creditor, target)).await
}

/// Writes it over the one with the version before it; where somebody was faster, theirs stands.
pub async fn write_line(table: &Table, after: &Line) -> Result<bool, TableError> {
    Ok(table.put(after, before(after.version)).await?.is_none())
}

/// What a target was told of a position: 1 request.
pub async fn push(
    table: &Table,
    (creditor, nav): (&OrgFiscalCode, &NoticeNumber),
    target: Target,
) -> Result<Option<Push>, TableError> {
    table.get(&keys::push(creditor, nav, target)).await
}

/// Writes it over the one with the version before it; `false`: somebody was faster. 1 request.
pub async fn write(table: &Table, after: &Push) -> Result<bool, TableError> {
    Ok(table.put(after, before(after.version)).await?.is_none())
}

fn before(version: u64) -> Condition {
    match version {
        0 | 1 => Condition::New,
        version => Condition::Version(version - 1),
    }
}

/// What is due, those that wait longest first: 1 query.
pub async fn due(
    table: &Table,
    creditor: &OrgFiscalCode,
    target: Target,
    (now, limit): (Timestamp, u32),
) -> Result<Vec<Push>, TableError> {
    let query = Query::gsi(1, keys::waiting_pushes_pk(creditor, target));
    let query = query.below(sortable(now)).limit(limit);
    Ok(table.query(&query).await?.items)
}

/// What waits, the next first: 1 query.
pub async fn waiting(
    table: &Table,
    creditor: &OrgFiscalCode,
    target: Target,
    (limit, after): (u32, Option<Cursor>),
) -> Result<Page<Push>, TableError> {
    let query = Query::gsi(1, keys::waiting_pushes_pk(creditor, target));
    table.query(&query.limit(limit).after(after)).await
}

/// What was refused, the latest first: 1 query.
pub async fn refused(
    table: &Table,
    creditor: &OrgFiscalCode,
    target: Target,
    (limit, after): (u32, Option<Cursor>),
) -> Result<Page<Push>, TableError> {
    let query = Query::gsi(2, keys::refused_pushes_pk(creditor, target)).descending();
    table.query(&query.limit(limit).after(after)).await
}

/// What the third job is told: what was refused before this moment is sent again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgainOrder {
    pub creditor: OrgFiscalCode,
    pub target: Target,
    pub before: Timestamp,
}

/// What was refused before a moment, the earliest first: 1 query.
pub async fn refused_before(
    table: &Table,
    order: &AgainOrder,
    limit: u32,
) -> Result<Vec<Push>, TableError> {
    let query = Query::gsi(2, keys::refused_pushes_pk(&order.creditor, order.target));
    let query = query.below(sortable(order.before)).limit(limit);
    Ok(table.query(&query).await?.items)
}

/// Writes that a position is sent again, with the order to do it and what goes `with` it; `false`:
/// it changed meanwhile. 1 transaction.
pub async fn resend(
    table: &Table,
    after: &Push,
    with: Tx,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<bool, TableError> {
    let order = PushOrder {
        creditor: after.creditor.clone(),
        navs: vec![after.nav.clone()],
        only: Some(after.target),
    };
    let item = OutboxItem::new(PUSH_JOB, &order, clock, dice);
    let tx = with.put(after, before(after.version)).outbox(&item);
    held(table.commit(tx).await)
}

/// Orders that all that was refused is sent again: 1 transaction.
pub async fn order_again(
    table: &Table,
    order: &AgainOrder,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<(), TableError> {
    let item = OutboxItem::new(PUSH_AGAIN_JOB, order, clock, dice);
    held(table.commit(Tx::new().outbox(&item)).await).map(drop)
}

/// Orders that what waits is told: 1 transaction.
pub async fn order_due(
    table: &Table,
    order: &PushDueOrder,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<(), TableError> {
    let item = OutboxItem::new(PUSH_DUE_JOB, order, clock, dice);
    held(table.commit(Tx::new().outbox(&item)).await).map(drop)
}
