//! What signing in reads and writes.

use kernel::ids::UserId;
use platform::table::{
    Condition, PutNew, Stored, Table, TableError, Tx, TxError, from_item, is_record,
};

use super::attempts::Codes;
use super::records::{AddressRecord, BrakeRecord, DeviceRecord, SessionRecord, UserRecord};
use super::{audit, devices, keys, members};
use crate::domain::audit::AuditEvent;
use crate::domain::brake::{Brake, Lane};
use crate::domain::device::DeviceToken;
use crate::domain::session::{Session, SessionToken};
use crate::domain::user::User;

/// What stands at an address or a user name, known or not.
#[derive(Debug, Default)]
pub struct Door {
    pub user: Option<UserId>,
    /// Of the lane.
    pub brake: Option<Brake>,
    /// Of all networks together.
    pub account: Option<Brake>,
    brake_version: u64,
    account_version: u64,
}

/// 1 request.
pub async fn door(table: &Table, login: &str, lane: &Lane) -> Result<Door, TableError> {
    let keys = [
        keys::address(login),
        keys::brake(login, Some(lane)),
        keys::brake(login, None),
    ];
    let mut door = Door::default();
    for item in table.get_many_items(&keys).await? {
        if !is_record::<BrakeRecord>(&item) {
            door.user = Some(from_item::<AddressRecord>(item)?.user);
            continue;
        }
        let record: BrakeRecord = from_item(item)?;
        if record.lane.is_some() {
            (door.brake, door.brake_version) = (Some(record.brake), record.version);
        } else {
            (door.account, door.account_version) = (Some(record.brake), record.version);
        }
    }
    Ok(door)
}

/// Whose an address or a user name is: 1 request.
pub async fn whose(table: &Table, login: &str) -> Result<Option<UserId>, TableError> {
    let record: Option<AddressRecord> = table.get(&keys::address(login)).await?;
    Ok(record.map(|record| record.user))
}

/// Counts a try before its password is looked at; `false`: another try came in between. 1 request.
pub async fn count_try(
    table: &Table,
    (login, lane): (&str, &Lane),
    door: &Door,
    brake: Brake,
) -> Result<bool, TableError> {
    let record = BrakeRecord {
        digest: login.to_owned(),
        lane: Some(lane.clone()),
        brake,
        version: door.brake_version + 1,
    };
    if door.brake.is_some() {
        return table.put_versioned(&record, door.brake_version).await;
    }
    Ok(matches!(table.put_new(&record).await?, PutNew::Created))
}

/// Tells the log of a refused try, and counts it for the account where it came from a stranger:
/// 1 request; 1 more where somebody else was counted in the same moment.
pub async fn refuse(
    table: &Table,
    login: &str,
    (door, account): (&Door, Option<Brake>),
    event: &AuditEvent,
) -> Result<(), TableError> {
    let mut tx = Tx::new().put_new(event);
    if let Some(brake) = account {
        let record = BrakeRecord {
            digest: login.to_owned(),
            lane: None,
            brake,
            version: door.account_version + 1,
        };
        tx = match door.account {
            Some(_) => tx.put_versioned(&record, door.account_version),
            None => tx.put_new(&record),
        };
    }
    match table.commit(tx).await {
        Ok(()) => Ok(()),
        // One of two tries at once is counted: the limit can bear that.
        Err(TxError::Conflict(_)) => audit::write(table, event).await,
        Err(TxError::Table(error)) => Err(error),
    }
}

/// Who signs in, with the device that they say they trust.
#[derive(Default)]
pub struct Person {
    pub user: Option<User>,
    pub device: Option<devices::Found>,
    pub codes: Codes,
}

/// 1 request, also for nobody: an unknown address costs what a known one costs.
pub async fn person(
    table: &Table,
    id: Option<&UserId>,
    device: Option<&DeviceToken>,
) -> Result<Person, TableError> {
    let mut wanted = match id {
        Some(id) => vec![keys::user(id), keys::code_quota(id)],
        None => keys::nobody().to_vec(),
    };
    let device = device.filter(|device| Some(&device.user) == id);
    wanted.extend(device.map(|device| keys::device(&device.user, &device.digest())));
    let mut person = Person::default();
    for item in table.get_many_items(&wanted).await? {
        if is_record::<UserRecord>(&item) {
            person.user = Some(from_item::<UserRecord>(item)?.user);
        } else if is_record::<DeviceRecord>(&item) {
            person.device = Some(from_item::<DeviceRecord>(item)?.found());
        } else {
            person.codes = Codes::of(item)?;
        }
    }
    Ok(person)
}

/// 1 request, none for nobody.
pub async fn user(table: &Table, id: Option<&UserId>) -> Result<Option<User>, TableError> {
    let Some(id) = id else { return Ok(None) };
    let record: Option<UserRecord> = table.get(&keys::user(id)).await?;
    Ok(record.map(|record| record.user))
}

/// Writes the session and ends the one that the browser had, so that an id from before signing in
/// is worth nothing.
pub fn open(tx: Tx, token: &SessionToken, session: Session, before: Option<&SessionToken>) -> Tx {
    let tx = members::put_seen(tx, &session.tenant, &session.user, session.created_at);
    let record = SessionRecord {
        digest: token.digest(),
        session,
    };
    let tx = tx.put_new(&record);
    match before {
        Some(before) => tx.delete(keys::session(before), whatever::<SessionRecord>()),
        None => tx,
    }
}

/// Clears the counts of an account, and those of a lane.
pub fn forgive(tx: Tx, login: &str, lane: Option<&Lane>) -> Tx {
    let tx = tx.delete(keys::brake(login, None), whatever::<BrakeRecord>());
    match lane {
        Some(lane) => tx.delete(keys::brake(login, Some(lane)), whatever::<BrakeRecord>()),
        None => tx,
    }
}

/// Holds whether the record is there or not.
pub(super) fn whatever<T: Stored>() -> Condition {
    Condition::NewOrEquals("entity", T::ENTITY.to_owned())
}
