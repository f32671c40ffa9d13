//! The first step: one try with a password. Whatever is wrong, a refused try does the same work and
//! says the same.

use kernel::dice;
use platform::table::{TableError, Tx};
use thiserror::Error;

use super::Deps;
use super::arrive::{Arrival, Arriving};
use super::visitor::Visitor;
use crate::domain::attempt::{Attempt, AttemptToken};
use crate::domain::audit::{Act, AuditEvent, Outcome as Ending};
use crate::domain::brake::{self, Brake, Lane, Verdict};
use crate::domain::local_path::LocalPath;
use crate::domain::login::Login;
use crate::domain::password::{Password, PasswordHash};
use crate::domain::second_factor::SecondFactor;
use crate::domain::user::User;
use crate::jobs::letters::Letter;
use crate::store::sign_in::{Door, Person};
use crate::store::{attempts, devices, sign_in as store};

#[derive(Debug)]
pub enum Outcome {
    Arrived(Arrival),
    /// The code is asked for; where too many were sent, none is on its way.
    Code(AttemptToken),
    /// Unknown, wrong password, or nobody's member: not told apart.
    Refused,
    /// Too many tries.
    Wait {
        seconds: u64,
    },
}

#[derive(Debug, Error)]
pub enum AttemptError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the password could not be checked: {0}")]
    Check(#[from] tokio::task::JoinError),
}

/// What was typed.
pub struct Try {
    pub login: Login,
    pub password: Password,
    pub next: LocalPath,
}

impl Deps {
    /// 4 requests, also when it is refused; 1 when it has to wait.
    pub(super) async fn try_password(
        &self,
        typed: Try,
        visitor: &Visitor,
    ) -> Result<Outcome, AttemptError> {
        let now = self.clock.now();
        let login = typed.login.digest();
        let lane = visitor.lane(&login, &self.deriver);
        let door = store::door(&self.table, &login, &lane).await?;
        let (brake, account) = match judge(&door, &lane, now) {
            Ok(counts) => counts,
            Err(seconds) => return Ok(Outcome::Wait { seconds }),
        };
        if !store::count_try(&self.table, (&login, &lane), &door, brake).await? {
            return Ok(Outcome::Wait { seconds: 1 });
        }
        let user = door.user.as_ref();
        let mut person = store::person(&self.table, user, visitor.device.as_ref()).await?;
        let asked = person.user.take();
        let Some(user) = proven(asked.clone(), typed.password).await? else {
            let event = self.refusal(asked.as_ref(), visitor);
            store::refuse(&self.table, &login, (&door, account), &event).await?;
            return Ok(Outcome::Refused);
        };
        let who = Arriving {
            user,
            login: &login,
            lane: &lane,
            visitor,
        };
        if who.user.second_factor == SecondFactor::None {
            return Ok(Outcome::Arrived(self.arrive(who, Tx::new()).await?));
        }
        match person.device.take().filter(|it| it.device.is_live(now)) {
            Some(trusted) => {
                let used = trusted.device.used(now);
                let tx = used
                    .into_iter()
                    .fold(Tx::new(), |tx, device| devices::put(tx, &trusted, device));
                Ok(Outcome::Arrived(self.arrive(who, tx).await?))
            }
            None => self.ask_code(who, &person, typed.next).await,
        }
    }

    /// Begins an attempt and orders its first code, where the account may be sent one: 1 request.
    async fn ask_code(
        &self,
        who: Arriving<'_>,
        person: &Person,
        next: LocalPath,
    ) -> Result<Outcome, AttemptError> {
        let now = self.clock.now();
        let quota = person.codes.quota.take(now).ok();
        let token = AttemptToken::new(who.user.id.clone(), dice::bytes(self.dice.as_ref()));
        let attempt = Attempt {
            user: who.user.id.clone(),
            next: next.to_string(),
            login: who.login.to_owned(),
            lane: who.lane.clone(),
            codes: quota.iter().count().try_into().unwrap_or_default(),
            sent_at: now,
            tries: 0,
            created_at: now,
        };
        let mut tx = Tx::new();
        if quota.is_some() {
            tx = self.order_code(tx, &attempt, &token.digest());
            tx = tx.put_new(&self.event(&who.user, Act::CodeSent, who.visitor));
        }
        let codes = (&person.codes, quota);
        if attempts::begin(&self.table, &token, attempt, codes, tx).await? {
            return Ok(Outcome::Code(token));
        }
        Ok(Outcome::Wait { seconds: 1 })
    }

    pub(super) fn order_code(&self, tx: Tx, attempt: &Attempt, digest: &str) -> Tx {
        let letter = Letter::SignInCode {
            user: attempt.user.clone(),
            attempt: digest.to_owned(),
            number: attempt.codes,
            until: attempt.code_ends_at(),
        };
        tx.outbox(&letter.order(self.clock.as_ref(), self.dice.as_ref()))
    }

    fn refusal(&self, user: Option<&User>, visitor: &Visitor) -> AuditEvent {
        let act = Act::SignInRefused;
        let event = match user {
            Some(user) => self.event(user, act, visitor),
            None => self.nobodys_event(act, visitor),
        };
        event.ending(Ending::Denied)
    }
}

/// The counts to store, of the lane and, once it is refused, of the account; or the seconds to wait.
fn judge(door: &Door, lane: &Lane, now: jiff::Timestamp) -> Result<(Brake, Option<Brake>), u64> {
    let account = match brake::judge_account(door.account.as_ref(), now) {
        _ if !lane.is_strange() => None,
        Verdict::Try(brake) => Some(brake),
        Verdict::Wait { seconds } => return Err(seconds),
    };
    match brake::judge(door.brake.as_ref(), now) {
        Verdict::Try(brake) => Ok((brake, account)),
        Verdict::Wait { seconds } => Err(seconds),
    }
}

/// The user, if the password is theirs and some organisation lets them in. Nobody's hash is checked
/// for an unknown user, off the async threads: it takes a core for 75 ms.
async fn proven(user: Option<User>, password: Password) -> Result<Option<User>, AttemptError> {
    let hash = user.as_ref().and_then(|user| user.password.clone());
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(PasswordHash::nobody);
    let matches = tokio::task::spawn_blocking(move || hash.matches(&password)).await?;
    Ok(user.filter(|user| known && matches && user.active().next().is_some()))
}
