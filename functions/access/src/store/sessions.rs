//! Sessions.

use jiff::Timestamp;
use kernel::ids::UserId;
use platform::table::{Condition, Key, Table, TableError, Tx};

use super::keys;
use super::records::SessionRecord;
use crate::domain::session::{Session, SessionToken};

/// Most sessions of one person that are ended at once; nobody has more browsers.
const SESSIONS_MAX: usize = 500;

/// The live session of a token: 1 request.
pub async fn find(
    table: &Table,
    token: &SessionToken,
    now: Timestamp,
) -> Result<Option<Session>, TableError> {
    let record: Option<SessionRecord> = table.get(&keys::session(token)).await?;
    let session = record.map(|record| record.session);
    Ok(session.filter(|session| session.is_live(now)))
}

/// Sessions that are ended in one transaction, which may hold some items more.
pub const TOGETHER_MAX: usize = 90;

/// A session with the digest that names it on pages and in forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub digest: String,
    pub session: Session,
}

/// All sessions of a user: 1 request.
pub async fn list(table: &Table, user: &UserId) -> Result<Vec<Found>, TableError> {
    let all: Vec<SessionRecord> = table.query_all(keys::sessions(user), SESSIONS_MAX).await?;
    let found = |SessionRecord { digest, session }| Found { digest, session };
    Ok(all.into_iter().map(found).collect())
}

/// Ends a session of a user, whether it is there or not.
pub fn ended(tx: Tx, user: &UserId, digest: &str) -> Tx {
    let key = keys::session_of(user, digest);
    tx.delete(key, super::sign_in::whatever::<SessionRecord>())
}

/// Ends one session: 1 request.
pub async fn end(table: &Table, token: &SessionToken) -> Result<(), TableError> {
    table.delete(&keys::session(token)).await
}

/// The keys of all sessions of a user: 1 request.
pub(super) async fn keys_of(table: &Table, user: &UserId) -> Result<Vec<Key>, TableError> {
    let all: Vec<SessionRecord> = table.query_all(keys::sessions(user), SESSIONS_MAX).await?;
    let key = |record: SessionRecord| keys::session_of(user, &record.digest);
    Ok(all.into_iter().map(key).collect())
}

/// Ends all sessions of a user, whose next request finds none: 1 request, and 1 each.
pub async fn end_all(table: &Table, user: &UserId) -> Result<(), TableError> {
    for key in keys_of(table, user).await? {
        table.delete(&key).await?;
    }
    Ok(())
}

/// Another name in a session, after its owner changed it: 2 requests.
pub async fn rename(table: &Table, token: &SessionToken, name: &str) -> Result<(), TableError> {
    rewrite(table, token, |session| name.clone_into(&mut session.name)).await
}

/// A session whose owner has accepted the privacy notice is held up no longer: 2 requests.
pub async fn notice_accepted(table: &Table, token: &SessionToken) -> Result<(), TableError> {
    rewrite(table, token, |session| session.notice_due = false).await
}

/// A session that ended meanwhile stays ended.
async fn rewrite(
    table: &Table,
    token: &SessionToken,
    change: impl FnOnce(&mut Session),
) -> Result<(), TableError> {
    let found: Option<SessionRecord> = table.get(&keys::session(token)).await?;
    let Some(mut record) = found else {
        return Ok(());
    };
    change(&mut record.session);
    table.put(&record, Condition::Exists).await.map(|_| ())
}
