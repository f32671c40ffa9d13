//! Sessions.

use jiff::Timestamp;
use kernel::ids::UserId;
use platform::table::{Key, Table, TableError};

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
