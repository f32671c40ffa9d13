//! Service accounts.

use kernel::ids::ServiceId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Indexes, Key, Stored, Table, TableError, Tx};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::service_account::ServiceAccount;

/// Shown on one page; nobody has more programmes.
pub const ACCOUNTS_MAX: usize = 200;

#[derive(Serialize, Deserialize)]
pub(super) struct ServiceRecord {
    #[serde(flatten)]
    pub account: ServiceAccount,
    pub version: u64,
}

impl Stored for ServiceRecord {
    const ENTITY: &'static str = "service_account";

    fn key(&self) -> Key {
        keys::service(&self.account.id)
    }

    fn indexes(&self) -> Indexes {
        let place = keys::service_in_list(&self.account);
        Indexes([Some(place), None, None, None])
    }
}

/// An account and the version that a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub account: ServiceAccount,
    pub version: u64,
}

/// 1 request.
pub async fn find(table: &Table, id: &ServiceId) -> Result<Option<Found>, TableError> {
    let record: Option<ServiceRecord> = table.get(&keys::service(id)).await?;
    Ok(record.map(|ServiceRecord { account, version }| Found { account, version }))
}

/// By the time of their making: 1 request.
pub async fn list(
    table: &Table,
    tenant: &OrgFiscalCode,
) -> Result<Vec<ServiceAccount>, TableError> {
    let all: Vec<ServiceRecord> = table
        .query_all(keys::services(tenant), ACCOUNTS_MAX)
        .await?;
    Ok(all.into_iter().map(|record| record.account).collect())
}

/// Adds a new account to the transaction.
pub fn put_new(tx: Tx, account: ServiceAccount) -> Tx {
    let version = 1;
    tx.put_new(&ServiceRecord { account, version })
}

/// Adds the change of an account to the transaction.
pub fn put(tx: Tx, found: &Found, account: ServiceAccount) -> Tx {
    let version = found.version + 1;
    tx.put_versioned(&ServiceRecord { account, version }, found.version)
}
