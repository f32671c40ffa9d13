//! The settings of a creditor: one versioned item, kept in an instance for at most 5 seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::{Condition, Indexes, Key, Query, Stored, Table, TableError, Tx, held};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::settings::CreditorSettings;

const KEPT: SignedDuration = SignedDuration::from_secs(5);

impl Stored for CreditorSettings {
    const ENTITY: &'static str = "creditor";

    fn key(&self) -> Key {
        keys::settings(&self.fiscal_code)
    }

    fn indexes(&self) -> Indexes {
        Indexes([
            Some(keys::creditor_list(&self.fiscal_code)),
            None,
            None,
            None,
        ])
    }
}

/// One change of the settings: who, when, from what, to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChange {
    pub at: Timestamp,
    pub by: String,
    pub from: CreditorSettings,
    pub to: CreditorSettings,
}

impl Stored for SettingsChange {
    const ENTITY: &'static str = "creditor_change";

    fn key(&self) -> Key {
        keys::settings_history(&self.to.fiscal_code, self.to.version)
    }
}

/// Reads settings through a short memory, so that a warm function asks the table rarely.
#[derive(Clone)]
pub struct SettingsReader {
    table: Table,
    clock: Arc<dyn Clock>,
    seen: Arc<Mutex<HashMap<OrgFiscalCode, Seen>>>,
    all: Arc<Mutex<Option<SeenAll>>>,
}

/// Bodies of one installation.
const CREDITORS_MAX: usize = 10_000;

type SeenAll = (Timestamp, Arc<[OrgFiscalCode]>);
type Seen = (Timestamp, Arc<CreditorSettings>);

impl SettingsReader {
    pub fn new(table: Table, clock: Arc<dyn Clock>) -> Self {
        Self {
            table,
            clock,
            seen: Arc::default(),
            all: Arc::default(),
        }
    }

    /// The settings: 0 requests when seen in the last 5 seconds, else 1.
    pub async fn get(
        &self,
        creditor: &OrgFiscalCode,
    ) -> Result<Option<Arc<CreditorSettings>>, TableError> {
        let now = self.clock.now();
        if let Some((at, settings)) = self.lock().get(creditor)
            && now.duration_since(*at).abs() < KEPT
        {
            return Ok(Some(Arc::clone(settings)));
        }
        let found = read(&self.table, creditor).await?.map(Arc::new);
        if let Some(settings) = &found {
            self.lock()
                .insert(creditor.clone(), (now, Arc::clone(settings)));
        }
        Ok(found)
    }

    /// Every creditor of the installation: 0 requests when asked in the last 5 seconds, else 1
    /// query per 500.
    pub async fn creditors(&self) -> Result<Arc<[OrgFiscalCode]>, TableError> {
        let now = self.clock.now();
        let all = || {
            self.all
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner)
        };
        if let Some((at, codes)) = &*all()
            && now.duration_since(*at).abs() < KEPT
        {
            return Ok(Arc::clone(codes));
        }
        let found = list(&self.table).await?;
        let codes: Arc<[OrgFiscalCode]> = found.into_iter().map(|c| c.fiscal_code).collect();
        *all() = Some((now, Arc::clone(&codes)));
        Ok(codes)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<OrgFiscalCode, Seen>> {
        self.seen
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The settings of every creditor, in order of fiscal code.
pub async fn list(table: &Table) -> Result<Vec<CreditorSettings>, TableError> {
    table
        .query_all(Query::gsi(1, keys::creditor_list_pk()), CREDITORS_MAX)
        .await
}

pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Option<CreditorSettings>, TableError> {
    table.get(&keys::settings(creditor)).await
}

/// Writes the first settings of a creditor, together with `with`; `false`: it has some. 1 transaction.
pub async fn create(
    table: &Table,
    settings: &CreditorSettings,
    with: Tx,
) -> Result<bool, TableError> {
    held(table.commit(with.put_new(settings)).await)
}

/// Writes a change with its history, together with `with`; `false`: somebody was faster.
/// 1 transaction.
pub async fn change(table: &Table, change: &SettingsChange, with: Tx) -> Result<bool, TableError> {
    held(table.commit(changed(with, change)).await)
}

/// Adds a change with its history to a transaction, which fails where somebody was faster.
pub fn changed(tx: Tx, change: &SettingsChange) -> Tx {
    tx.put_versioned(&change.to, change.from.version)
        .put_new(change)
}

/// For a transaction that begins something new: it fails where the creditor is retired.
pub fn not_retired(tx: Tx, creditor: &OrgFiscalCode) -> Tx {
    tx.check(keys::settings(creditor), Condition::Lacks("retired_at"))
}

/// Writes settings over those with version `expected`, or as the first (0). `false`: somebody
/// else was faster.
pub async fn write(
    table: &Table,
    settings: &CreditorSettings,
    expected: u64,
) -> Result<bool, TableError> {
    let condition = if expected == 0 {
        Condition::New
    } else {
        Condition::Version(expected)
    };
    Ok(table.put(settings, condition).await?.is_none())
}
