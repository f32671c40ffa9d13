//! One try at signing in. Whatever is wrong, a refused try does the same work and says the same.

use kernel::dice;
use platform::table::{TableError, TxError};
use thiserror::Error;

use super::Deps;
use crate::domain::brake::{self, Verdict};
use crate::domain::email::Email;
use crate::domain::password::{Password, PasswordHash};
use crate::domain::session::{Session, SessionToken};
use crate::domain::user::{Membership, User};
use crate::store::sign_in as store;

#[derive(Debug)]
pub enum Outcome {
    SignedIn(SessionToken),
    /// Unknown address, wrong password, or nobody's member: not told apart.
    Refused,
    /// Too many tries for this address.
    Wait {
        seconds: u64,
    },
}

#[derive(Debug, Error)]
pub enum AttemptError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Open(#[from] TxError),
    #[error("the password could not be checked: {0}")]
    Check(#[from] tokio::task::JoinError),
}

/// 4 requests when it succeeds, 3 when it is refused, 1 when it has to wait. `before` is the
/// session that the browser had: it ends, so that an id from before signing in is worth nothing.
pub async fn sign_in(
    deps: &Deps,
    email: &Email,
    password: Password,
    before: Option<&SessionToken>,
) -> Result<Outcome, AttemptError> {
    let now = deps.clock.now();
    let door = store::door(&deps.table, email).await?;
    let brake = match brake::judge(door.brake.as_ref(), now) {
        Verdict::Try(brake) => brake,
        Verdict::Wait { seconds } => return Ok(Outcome::Wait { seconds }),
    };
    if !store::count_try(&deps.table, email, &door, brake).await? {
        return Ok(Outcome::Wait { seconds: 1 });
    }
    let user = store::user(&deps.table, door.user.as_ref()).await?;
    let Some((user, membership)) = proven(user, password).await? else {
        return Ok(Outcome::Refused);
    };
    let token = SessionToken::new(user.id.clone(), dice::bytes(deps.dice.as_ref()));
    let session = Session::start(user.id, user.name, membership, now);
    store::open(&deps.table, email, &token, session, before).await?;
    Ok(Outcome::SignedIn(token))
}

/// The user with their first active membership, if the password is theirs. Nobody's hash is checked for
/// an unknown user, off the async threads: it takes a core for 75 ms.
async fn proven(
    user: Option<User>,
    password: Password,
) -> Result<Option<(User, Membership)>, AttemptError> {
    let hash = user.as_ref().and_then(|user| user.password.clone());
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(PasswordHash::nobody);
    let matches = tokio::task::spawn_blocking(move || hash.matches(&password)).await?;
    Ok(user.filter(|_| known && matches).and_then(|user| {
        let membership = user.active().next().cloned()?;
        Some((user, membership))
    }))
}
