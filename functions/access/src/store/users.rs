//! People, as the tenants files create and change them.

use jiff::Timestamp;
use platform::table::{Table, TableError, Tx, TxError};

use super::records::{AddressRecord, ChangeRecord, Snapshot, UserRecord};
use super::{keys, sessions, sign_in};
use crate::domain::email::Email;
use crate::domain::user::User;

/// A user and the version that a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub user: User,
    pub version: u64,
}

/// 2 requests, 1 when the address is unknown.
pub async fn find(table: &Table, email: &Email) -> Result<Option<Found>, TableError> {
    let Some(id) = sign_in::door(table, email).await?.user else {
        return Ok(None);
    };
    let record: Option<UserRecord> = table.get(&keys::user(&id)).await?;
    Ok(record.map(|UserRecord { user, version }| Found { user, version }))
}

/// Writes a new user; `false`: the address has one already. 1 request.
pub async fn create(table: &Table, user: User) -> Result<bool, TableError> {
    let address = AddressRecord {
        digest: user.email.digest(),
        user: user.id.clone(),
    };
    let record = UserRecord { user, version: 1 };
    written(
        table
            .commit(Tx::new().put_new(&address).put_new(&record))
            .await,
    )
}

/// Writes a changed user with its history and ends the user's sessions; `false`: somebody else
/// changed it first. The e-mail stays what it was. 2 requests, and 1 for each session.
pub async fn change(
    table: &Table,
    found: &Found,
    user: User,
    by: &str,
    at: Timestamp,
) -> Result<bool, TableError> {
    let version = found.version + 1;
    let from = snapshot(&found.user, false);
    let to = snapshot(&user, user.password != found.user.password);
    let id = user.id.clone();
    let change = ChangeRecord {
        user: id.clone(),
        version,
        at,
        by: by.to_owned(),
        from,
        to,
    };
    let record = UserRecord { user, version };
    let tx = Tx::new()
        .put_versioned(&record, found.version)
        .put_new(&change);
    let written = written(table.commit(tx).await)?;
    if written {
        sessions::end_all(table, &id).await?;
    }
    Ok(written)
}

fn snapshot(user: &User, new_password: bool) -> Snapshot {
    let membership = user.memberships.iter();
    let memberships = membership
        .map(|m| format!("{}:{}", m.tenant, m.role.name()))
        .collect();
    Snapshot {
        name: user.name.clone(),
        memberships,
        new_password,
    }
}

fn written(done: Result<(), TxError>) -> Result<bool, TableError> {
    match done {
        Ok(()) => Ok(true),
        Err(TxError::Conflict(_)) => Ok(false),
        Err(TxError::Table(error)) => Err(error),
    }
}
