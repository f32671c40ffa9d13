//! API keys made in the panel.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_midnight;
use platform::table::{
    Condition, Indexes, Item, Key, Stored, Table, TableError, Tx, TxError, from_item,
};
use serde::{Deserialize, Serialize};

use super::keys;
use super::records::UserRecord;
use super::service_accounts::ServiceRecord;
use crate::domain::api_key::{ApiKey, KeyId, KeyOwner, Owner};
use crate::domain::audit::AuditEvent;

/// Most keys of an organisation, ended ones included, that its page shows.
pub const KEYS_MAX: usize = 400;
/// A key that ended stays in the list this long, for people who look for what happened.
const KEPT_DAYS: i64 = 365;
/// Most keys that one run of the reminders looks at.
const ENDING_MAX: usize = 5_000;

#[derive(Serialize, Deserialize)]
struct KeyRecord {
    #[serde(flatten)]
    key: ApiKey,
    version: u64,
}

impl Stored for KeyRecord {
    const ENTITY: &'static str = "api_key";

    fn key(&self) -> Key {
        keys::api_key(&self.key.id)
    }

    fn indexes(&self) -> Indexes {
        let awaited = self.key.revoked.is_none() && self.key.replaced_by.is_none();
        let end = awaited.then(|| keys::api_key_end(&self.key));
        Indexes([Some(keys::api_key_in_list(&self.key)), end, None, None])
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let revoked = self.key.revoked.as_ref().map(|revoked| revoked.at);
        let ended = revoked.unwrap_or(self.key.ends_at);
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
        ended.checked_add(kept).ok()
    }
}

/// The last day on which a key was used. Apart from the key, so that using a key never stands in
/// the way of whoever changes it.
#[derive(Serialize, Deserialize)]
struct UseRecord {
    id: KeyId,
    day: Date,
}

impl Stored for UseRecord {
    const ENTITY: &'static str = "api_key_use";

    fn key(&self) -> Key {
        keys::api_key_use(&self.id)
    }

    /// No key lives longer.
    fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS * 4);
        rome_midnight(self.day)?.checked_add(kept).ok()
    }
}

/// The last hour in which a use was denied and told to the log.
#[derive(Serialize, Deserialize)]
struct DeniedRecord {
    id: KeyId,
    hour: Timestamp,
}

impl Stored for DeniedRecord {
    const ENTITY: &'static str = "api_key_denied";

    fn key(&self) -> Key {
        keys::api_key_denied(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.hour.checked_add(SignedDuration::from_hours(2)).ok()
    }
}

/// A key and the version that a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub key: ApiKey,
    pub version: u64,
}

/// What stands under the public id that somebody sent.
#[derive(Debug, Default)]
pub struct Presented {
    pub key: Option<ApiKey>,
    pub owner: Option<KeyOwner>,
    pub used_on: Option<Date>,
    /// In which hour a denial was last told to the log.
    pub denied_in: Option<Timestamp>,
}

/// The key, its owner and its last use together: 1 request.
pub async fn presented(table: &Table, id: &KeyId) -> Result<Presented, TableError> {
    let wanted = [
        keys::api_key(id),
        keys::owner(id.owner()),
        keys::api_key_use(id),
        keys::api_key_denied(id),
    ];
    let mut presented = Presented::default();
    for item in table.get_many_items(&wanted).await? {
        match entity(&item) {
            KeyRecord::ENTITY => presented.key = Some(from_item::<KeyRecord>(item)?.key),
            UseRecord::ENTITY => presented.used_on = Some(from_item::<UseRecord>(item)?.day),
            DeniedRecord::ENTITY => {
                presented.denied_in = Some(from_item::<DeniedRecord>(item)?.hour);
            }
            _ => presented.owner = Some(owner_of(item)?),
        }
    }
    Ok(presented)
}

fn entity(item: &Item) -> &str {
    let entity = item.get("entity").and_then(|value| value.as_s().ok());
    entity.map_or("", String::as_str)
}

fn owner_of(item: Item) -> Result<KeyOwner, TableError> {
    if entity(&item) == ServiceRecord::ENTITY {
        return Ok(KeyOwner::Programme(
            from_item::<ServiceRecord>(item)?.account,
        ));
    }
    Ok(KeyOwner::Person(from_item::<UserRecord>(item)?.user))
}

/// Tells the log that a use was denied, once an hour for each key: whoever keeps trying fills neither
/// the log nor the table, and stands in nobody's way. 1 request, none for a second one in an hour.
pub async fn note_denied(
    table: &Table,
    id: &KeyId,
    (hour, before): (Timestamp, Option<Timestamp>),
    event: &AuditEvent,
) -> Result<(), TableError> {
    if before == Some(hour) {
        return Ok(());
    }
    let condition = before.map_or(Condition::New, |hour| {
        Condition::Equals("hour", hour.to_string())
    });
    let denied = DeniedRecord {
        id: id.clone(),
        hour,
    };
    let tx = Tx::new().put(&denied, condition).put_new(event);
    match table.commit(tx).await {
        Ok(()) | Err(TxError::Conflict(_)) => Ok(()),
        Err(TxError::Table(error)) => Err(error),
    }
}

/// Notes that a key was used on `day`; of several uses at once the first is noted. 1 request.
pub async fn note_use(
    table: &Table,
    id: &KeyId,
    day: Date,
    before: Option<Date>,
) -> Result<(), TableError> {
    let condition = before.map_or(Condition::New, |day| {
        Condition::Equals("day", day.to_string())
    });
    let id = id.clone();
    let noted = table.put(&UseRecord { id, day }, condition).await?;
    drop(noted);
    Ok(())
}

/// 1 request.
pub async fn find(table: &Table, id: &KeyId) -> Result<Option<Found>, TableError> {
    let record: Option<KeyRecord> = table.get(&keys::api_key(id)).await?;
    Ok(record.map(|KeyRecord { key, version }| Found { key, version }))
}

/// Those of an organisation, the newest first: 1 request.
pub async fn list(table: &Table, tenant: &OrgFiscalCode) -> Result<Vec<ApiKey>, TableError> {
    let all = keys::api_keys(tenant).descending();
    let all: Vec<KeyRecord> = table.query_all(all, KEYS_MAX).await?;
    Ok(all.into_iter().map(|record| record.key).collect())
}

/// Owners and last uses of keys: 1 request per 100 items.
#[derive(Debug, Default)]
pub struct Surroundings {
    pub owners: BTreeMap<Owner, KeyOwner>,
    pub used_on: BTreeMap<KeyId, Date>,
}

pub async fn surroundings(table: &Table, of: &[ApiKey]) -> Result<Surroundings, TableError> {
    let mut wanted: Vec<Key> = of
        .iter()
        .flat_map(|key| [keys::owner(key.id.owner()), keys::api_key_use(&key.id)])
        .collect();
    wanted.sort();
    wanted.dedup();
    let mut found = Surroundings::default();
    if wanted.is_empty() {
        return Ok(found);
    }
    for item in table.get_many_items(&wanted).await? {
        if entity(&item) == UseRecord::ENTITY {
            let UseRecord { id, day } = from_item(item)?;
            found.used_on.insert(id, day);
            continue;
        }
        let owner = owner_of(item)?;
        found.owners.insert(owner.id(), owner);
    }
    Ok(found)
}

/// One owner: 1 request.
pub async fn owner(table: &Table, id: &Owner) -> Result<Option<KeyOwner>, TableError> {
    let item = table.get_item(&keys::owner(id)).await?;
    item.map(owner_of).transpose()
}

/// Keys that neither rotation nor revocation ended and that end between two instants: 1 request for
/// each page of them.
pub async fn ending(
    table: &Table,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Found>, TableError> {
    let ending: Vec<KeyRecord> = table
        .query_all(keys::api_keys_ending(from, until), ENDING_MAX)
        .await?;
    let found = |KeyRecord { key, version }| Found { key, version };
    Ok(ending.into_iter().map(found).collect())
}

/// Adds a new key to the transaction.
pub fn put_new(tx: Tx, key: ApiKey) -> Tx {
    tx.put_new(&KeyRecord { key, version: 1 })
}

/// Adds the change of a key to the transaction.
pub fn put(tx: Tx, found: &Found, key: ApiKey) -> Tx {
    let version = found.version + 1;
    tx.put_versioned(&KeyRecord { key, version }, found.version)
}
