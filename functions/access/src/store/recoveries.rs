//! Links to choose a new password.

use kernel::ids::UserId;
use platform::table::{Table, TableError, Tx, from_item, held, is_record};

use super::keys;
use super::records::{QuotaOf, QuotaRecord, RecoveryRecord, UserRecord};
use super::users;
use crate::domain::quota::Quota;
use crate::domain::recovery::{Recovery, RecoveryLink};

/// The version of a link that was not used.
const OPEN: u64 = 1;

/// The links that an address was sent, known or not.
#[derive(Debug, Default)]
pub struct Sent {
    pub quota: Quota,
    version: u64,
}

/// What a link leads to; without a recovery it is so old that the table has forgotten it.
pub struct Found {
    pub recovery: Option<Recovery>,
    pub user: users::Found,
}

/// 1 request.
pub async fn sent(table: &Table, login: &str) -> Result<Sent, TableError> {
    let record: Option<QuotaRecord> = table.get(&keys::recovery_quota(login)).await?;
    Ok(record.map_or_else(Sent::default, |record| Sent {
        quota: record.quota,
        version: record.version,
    }))
}

/// Writes that a link was ordered, with the order; `false`: another one was in the same moment.
/// 1 request.
pub async fn begin(
    table: &Table,
    recovery: Recovery,
    (sent, quota): (&Sent, Quota),
    with: Tx,
) -> Result<bool, TableError> {
    let record = QuotaRecord {
        of: QuotaOf::Recoveries(recovery.login.clone()),
        quota,
        version: sent.version + 1,
    };
    let tx = put(with, recovery);
    let tx = if sent.version == 0 {
        tx.put_new(&record)
    } else {
        tx.put_versioned(&record, sent.version)
    };
    held(table.commit(tx).await)
}

/// A recovery without a mail, for who has just proven who they are.
pub fn put(tx: Tx, recovery: Recovery) -> Tx {
    let version = OPEN;
    tx.put_new(&RecoveryRecord { recovery, version })
}

/// What a proven link leads to; nothing where the person is gone: 1 request.
pub async fn find(table: &Table, link: &RecoveryLink) -> Result<Option<Found>, TableError> {
    let keys = [keys::recovery(&link.recovery), keys::user(&link.user)];
    let (mut recovery, mut user) = (None, None);
    for item in table.get_many_items(&keys).await? {
        if is_record::<UserRecord>(&item) {
            let UserRecord {
                user: person,
                version,
            } = from_item(item)?;
            user = Some(users::Found {
                user: person,
                version,
            });
        } else {
            recovery = Some(from_item::<RecoveryRecord>(item)?.recovery);
        }
    }
    Ok(user.map(|user| Found { recovery, user }))
}

/// Whose the address is, for who writes the mail: 1 request.
pub async fn whose(table: &Table, login: &str) -> Result<Option<UserId>, TableError> {
    super::sign_in::whose(table, login).await
}

/// The link is used, once: the transaction holds only where it was open. The marks that kept the
/// account waiting go.
pub fn finish(tx: Tx, used: Recovery, user: &UserId) -> Tx {
    let login = used.login.clone();
    let record = RecoveryRecord {
        recovery: used,
        version: OPEN + 1,
    };
    let tx = tx.put_versioned(&record, OPEN);
    let code_quota = keys::code_quota(user);
    let tx = tx.delete(code_quota, super::sign_in::whatever::<QuotaRecord>());
    super::sign_in::forgive(tx, &login, None)
}
