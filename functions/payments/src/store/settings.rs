//! The settings of a creditor: one versioned item, kept in an instance for at most 5 seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::{Condition, Indexes, Key, Query, Stored, Table, TableError};

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
