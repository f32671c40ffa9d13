//! What signing in reads and writes.

use kernel::ids::UserId;
use platform::table::{Condition, PutNew, Stored, Table, TableError, Tx, TxError, from_item};

use super::keys;
use super::records::{AddressRecord, BrakeRecord, SessionRecord, UserRecord};
use crate::domain::brake::Brake;
use crate::domain::email::Email;
use crate::domain::session::{Session, SessionToken};
use crate::domain::user::User;

/// What stands at an address, known or not.
#[derive(Debug, Default)]
pub struct Door {
    pub user: Option<UserId>,
    pub brake: Option<Brake>,
    brake_version: u64,
}

/// 1 request.
pub async fn door(table: &Table, email: &Email) -> Result<Door, TableError> {
    let mut door = Door::default();
    for item in table.query_items(&keys::door(email)).await?.items {
        let entity = item.get("entity").and_then(|value| value.as_s().ok());
        if entity.is_some_and(|entity| entity == BrakeRecord::ENTITY) {
            let record: BrakeRecord = from_item(item)?;
            door.brake_version = record.version;
            door.brake = Some(record.brake);
        } else {
            door.user = Some(from_item::<AddressRecord>(item)?.user);
        }
    }
    Ok(door)
}

/// Counts a try before its password is looked at; `false`: another try came in between. 1 request.
pub async fn count_try(
    table: &Table,
    email: &Email,
    door: &Door,
    brake: Brake,
) -> Result<bool, TableError> {
    let version = door.brake_version + 1;
    let record = BrakeRecord {
        digest: email.digest(),
        brake,
        version,
    };
    if door.brake.is_some() {
        return table.put_versioned(&record, door.brake_version).await;
    }
    Ok(matches!(table.put_new(&record).await?, PutNew::Created))
}

/// 1 request, also for nobody: an unknown address costs what a known one costs.
pub async fn user(table: &Table, id: Option<&UserId>) -> Result<Option<User>, TableError> {
    let key = id.map_or_else(keys::nobody, keys::user);
    let record: Option<UserRecord> = table.get(&key).await?;
    Ok(record.map(|record| record.user))
}

/// Writes the session, clears the brake and ends the session that the browser had: 1 request.
pub async fn open(
    table: &Table,
    email: &Email,
    token: &SessionToken,
    session: Session,
    before: Option<&SessionToken>,
) -> Result<(), TxError> {
    let record = SessionRecord {
        digest: token.digest(),
        session,
    };
    let brake = keys::brake(&email.digest());
    let mut tx = Tx::new()
        .put_new(&record)
        .delete(brake, whatever::<BrakeRecord>());
    if let Some(before) = before {
        tx = tx.delete(keys::session(before), whatever::<SessionRecord>());
    }
    table.commit(tx).await
}

/// Holds whether the record is there or not.
fn whatever<T: Stored>() -> Condition {
    Condition::NewOrEquals("entity", T::ENTITY.to_owned())
}
