//! Devices that their owner trusts.

use kernel::ids::UserId;
use platform::table::{Condition, Table, TableError, Tx};

use super::keys;
use super::records::DeviceRecord;
use crate::domain::device::{Device, DeviceToken};

/// Most devices of one person; beyond it the list is cut.
pub const DEVICES_MAX: usize = 100;

/// A device with the digest that names it on pages and in forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub digest: String,
    pub device: Device,
}

/// All devices of a user: 1 request.
pub async fn list(table: &Table, user: &UserId) -> Result<Vec<Found>, TableError> {
    let all: Vec<DeviceRecord> = table.query_all(keys::devices(user), DEVICES_MAX).await?;
    Ok(all.into_iter().map(DeviceRecord::found).collect())
}

/// 1 request.
pub async fn find(table: &Table, user: &UserId, digest: &str) -> Result<Option<Found>, TableError> {
    let record: Option<DeviceRecord> = table.get(&keys::device(user, digest)).await?;
    Ok(record.map(DeviceRecord::found))
}

pub fn trust(tx: Tx, token: &DeviceToken, device: Device) -> Tx {
    let digest = token.digest();
    tx.put_new(&DeviceRecord { digest, device })
}

/// Writes a device over itself, if it is still there.
pub fn put(tx: Tx, found: &Found, device: Device) -> Tx {
    let digest = found.digest.clone();
    tx.put(&DeviceRecord { digest, device }, Condition::Exists)
}

/// Takes a device away, whether it is there or not.
pub fn forget(tx: Tx, user: &UserId, digest: &str) -> Tx {
    tx.delete(
        keys::device(user, digest),
        super::sign_in::whatever::<DeviceRecord>(),
    )
}

impl DeviceRecord {
    pub(super) fn found(self) -> Found {
        let Self { digest, device } = self;
        Found { digest, device }
    }
}
