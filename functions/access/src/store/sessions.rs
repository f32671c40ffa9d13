//! Sessions.

use jiff::Timestamp;
use kernel::ids::UserId;
use platform::table::{Table, TableError};

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

/// Ends all sessions of a user, whose next request finds none: 1 request, and 1 each.
pub async fn end_all(table: &Table, user: &UserId) -> Result<(), TableError> {
    let all: Vec<SessionRecord> = table.query_all(keys::sessions(user), SESSIONS_MAX).await?;
    for record in all {
        let key = keys::session_of(user, &record.digest);
        table.delete(&key).await?;
    }
    Ok(())
}
