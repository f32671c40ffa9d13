//! Attempts that wait for their code, and how many codes an account was sent.

use kernel::ids::UserId;
use platform::table::{Condition, Item, Table, TableError, Tx, from_item, held, is_record};

use super::keys;
use super::records::{AttemptRecord, QuotaOf, QuotaRecord, UserRecord};
use crate::domain::attempt::{Attempt, AttemptToken};
use crate::domain::quota::Quota;
use crate::domain::user::User;

/// What the second step needs.
pub struct Found {
    pub attempt: Attempt,
    pub digest: String,
    version: u64,
    pub user: User,
    pub codes: Codes,
}

/// The codes that an account was sent, and the version that a change must name.
#[derive(Debug, Default)]
pub struct Codes {
    pub quota: Quota,
    version: u64,
}

/// The attempt in the browser, if it is one: 1 request.
pub async fn find(table: &Table, token: &AttemptToken) -> Result<Option<Found>, TableError> {
    let (user, digest) = (&token.user, token.digest());
    let keys = [
        keys::attempt(user, &digest),
        keys::user(user),
        keys::code_quota(user),
    ];
    let (mut attempt, mut person, mut codes) = (None, None, Codes::default());
    for item in table.get_many_items(&keys).await? {
        if is_record::<AttemptRecord>(&item) {
            attempt = Some(from_item::<AttemptRecord>(item)?);
        } else if is_record::<UserRecord>(&item) {
            person = Some(from_item::<UserRecord>(item)?.user);
        } else {
            codes = Codes::of(item)?;
        }
    }
    Ok(attempt.zip(person).map(|(record, user)| Found {
        attempt: record.attempt,
        version: record.version,
        digest,
        user,
        codes,
    }))
}

impl Codes {
    pub(super) fn of(item: Item) -> Result<Self, TableError> {
        let QuotaRecord { quota, version, .. } = from_item(item)?;
        Ok(Self { quota, version })
    }

    /// Writes that one more was ordered; `false` by the transaction's conflict.
    pub(super) fn write(&self, tx: Tx, user: &UserId, quota: Quota) -> Tx {
        let record = QuotaRecord {
            of: QuotaOf::Codes(user.clone()),
            quota,
            version: self.version + 1,
        };
        if self.version == 0 {
            tx.put_new(&record)
        } else {
            tx.put_versioned(&record, self.version)
        }
    }
}

/// Begins an attempt, with what goes with it; `false`: another one was begun in the same moment.
/// 1 request.
pub async fn begin(
    table: &Table,
    token: &AttemptToken,
    attempt: Attempt,
    (codes, quota): (&Codes, Option<Quota>),
    with: Tx,
) -> Result<bool, TableError> {
    let user = attempt.user.clone();
    let record = AttemptRecord {
        digest: token.digest(),
        attempt,
        version: 1,
    };
    let mut tx = with.put_new(&record);
    if let Some(quota) = quota {
        tx = codes.write(tx, &user, quota);
    }
    held(table.commit(tx).await)
}

/// Writes a try before its code is looked at; `false`: another try came in between. 1 request.
pub async fn count_try(table: &Table, found: &Found, tried: Attempt) -> Result<bool, TableError> {
    table
        .put_versioned(&found.record(tried), found.version)
        .await
}

/// Writes that one more code was ordered, with the order: 1 request.
pub async fn send_again(
    table: &Table,
    found: &Found,
    (again, quota): (Attempt, Quota),
    with: Tx,
) -> Result<bool, TableError> {
    let user = again.user.clone();
    let tx = with.put_versioned(&found.record(again), found.version);
    held(table.commit(found.codes.write(tx, &user, quota)).await)
}

/// The attempt is over, once and for all: of two at once only one succeeds.
pub fn finish(tx: Tx, found: &Found) -> Tx {
    let key = keys::attempt(&found.attempt.user, &found.digest);
    tx.delete(key, Condition::Exists)
}

impl Found {
    fn record(&self, attempt: Attempt) -> AttemptRecord {
        AttemptRecord {
            digest: self.digest.clone(),
            attempt,
            version: self.version + 1,
        }
    }
}
