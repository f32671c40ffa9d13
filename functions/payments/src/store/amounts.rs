//! Where bodies tell amounts, and what was told to the node.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::{Condition, Key, Stored, Table, TableError, Tx, held};

use super::keys;
use crate::domain::amount::{AmountHook, ToldAmount};

/// As the settings are.
const KEPT: SignedDuration = SignedDuration::from_secs(5);
/// A receipt comes within days; a dispute about what was told may come later.
const TOLD_KEPT_DAYS: i64 = 400;

impl Stored for AmountHook {
    const ENTITY: &'static str = "amount_hook";

    fn key(&self) -> Key {
        keys::amount_hook(&self.creditor)
    }
}

impl Stored for ToldAmount {
    const ENTITY: &'static str = "told_amount";

    fn key(&self) -> Key {
        keys::told_amount(&self.creditor, &self.nav, self.amount_cents)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(24 * TOLD_KEPT_DAYS);
        self.told_at.checked_add(kept).ok()
    }
}

/// Reads hooks through a short memory, which knows of those that are not, too.
#[derive(Clone)]
pub struct HookReader {
    table: Table,
    clock: Arc<dyn Clock>,
    seen: Arc<Mutex<HashMap<OrgFiscalCode, Seen>>>,
}

type Seen = (Timestamp, Option<Arc<AmountHook>>);

impl HookReader {
    pub fn new(table: Table, clock: Arc<dyn Clock>) -> Self {
        let seen = Arc::default();
        Self { table, clock, seen }
    }

    /// 0 requests when asked in the last 5 seconds, else 1.
    pub async fn get(
        &self,
        creditor: &OrgFiscalCode,
    ) -> Result<Option<Arc<AmountHook>>, TableError> {
        let now = self.clock.now();
        if let Some((at, hook)) = self.lock().get(creditor)
            && now.duration_since(*at).abs() < KEPT
        {
            return Ok(hook.clone());
        }
        let hook = read(&self.table, creditor).await?.map(Arc::new);
        self.lock().insert(creditor.clone(), (now, hook.clone()));
        Ok(hook)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrgFiscalCode, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Option<AmountHook>, TableError> {
    table.get(&keys::amount_hook(creditor)).await
}

/// Writes a hook where `condition` holds; false where it does not: 1 request.
pub async fn save(
    table: &Table,
    hook: &AmountHook,
    condition: Condition,
) -> Result<bool, TableError> {
    held(table.commit(Tx::new().put(hook, condition)).await)
}

/// Takes a hook away: 1 request.
pub async fn remove(table: &Table, hook: &AmountHook) -> Result<bool, TableError> {
    let gone = keys::amount_hook(&hook.creditor);
    let gone = Tx::new().delete(gone, Condition::Version(hook.version));
    held(table.commit(gone).await)
}

/// Keeps an amount that was told, once: 1 request.
pub async fn keep(table: &Table, told: &ToldAmount) -> Result<(), TableError> {
    table.put(told, Condition::New).await.map(drop)
}

/// Whether this amount was told for the notice: 1 request.
pub async fn was_told(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
    amount: Cents,
) -> Result<bool, TableError> {
    let key = keys::told_amount(creditor, nav, amount);
    let told: Option<ToldAmount> = table.get(&key).await?;
    Ok(told.is_some())
}
