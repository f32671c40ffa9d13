//! Mails of access, ordered through the outbox in the transaction of the act that they tell of.
//!
//! An order names people and things by their ids; addresses and names are read when the mail is
//! sent, and codes and links are derived then (see [`crate::domain::secret`]): neither an order nor
//! the table ever holds one.

mod invitation;
mod text;

use std::sync::Arc;

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::ids::{InvitationId, UserId};
use kernel::time::Clock;
use platform::derive::Deriver;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::mail::{Mailer, Message};
use platform::outbox::OutboxItem;
use platform::table::{Table, TableError};
use serde::{Deserialize, Serialize};

use crate::domain::api_key::{KeyId, KeyState};
use crate::domain::email::Email;
use crate::domain::recovery::RecoveryLink;
use crate::domain::secret;
use crate::domain::user::User;
use crate::store::{api_keys, sign_in};

pub use invitation::order as order_invitation;
pub use text::Words;

pub const LETTER_JOB: &str = "access-letter";

/// The closed list of mails. A new one is a variant here and its words in `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// The code of an attempt at signing in: which attempt, and its how many-th code.
    SignInCode {
        user: UserId,
        attempt: String,
        number: u32,
        /// From then on the mail would be of no use, and is not sent.
        until: Timestamp,
    },
    /// A key that this person owns, or whose organisation they administer, ends.
    KeyEnding { user: UserId, key: KeyId },
    /// A link to choose a new password, to whoever has the address.
    Recovery {
        /// The digest of the address that was typed.
        login: String,
        recovery: String,
        until: Timestamp,
    },
    /// That the password was changed.
    PasswordChanged { user: UserId, at: Timestamp },
    /// How a person who is new to the installation comes in: link and temporary password of a
    /// sending. Whoever has an account gets none.
    Credentials {
        invitation: InvitationId,
        serial: u32,
    },
    /// Who invites, and as what.
    Invitation {
        invitation: InvitationId,
        serial: u32,
    },
}

/// A mail and whose mailbox it is for.
struct Mail {
    to: Email,
    words: Words,
}

impl Letter {
    /// What the act's transaction takes: `tx.outbox(&letter.order(clock, dice))`.
    pub fn order(&self, clock: &dyn Clock, dice: &dyn Dice) -> OutboxItem {
        OutboxItem::new(LETTER_JOB, self, clock, dice)
    }

    /// A mail that is late is not sent at all.
    fn is_late(&self, now: Timestamp) -> bool {
        match self {
            Self::SignInCode { until, .. } | Self::Recovery { until, .. } => *until <= now,
            Self::KeyEnding { .. }
            | Self::PasswordChanged { .. }
            | Self::Credentials { .. }
            | Self::Invitation { .. } => false,
        }
    }
}

#[derive(Clone)]
pub struct LetterDeps {
    pub table: Table,
    pub mailer: Mailer,
    pub clock: Arc<dyn Clock>,
    pub deriver: Deriver,
    /// What links begin with: `https://sportello.example`.
    pub public_url: String,
}

/// Adds the job that writes mails.
pub fn register(jobs: Jobs, deps: LetterDeps) -> Jobs {
    jobs.on(LETTER_JOB, move |message| send(deps.clone(), message))
}

/// A mail may go out twice when the function dies between sending and saying so: the second says
/// the same as the first.
async fn send(deps: LetterDeps, message: JobMessage) -> Result<(), JobError> {
    let letter: Letter = message.data()?;
    if letter.is_late(deps.clock.now()) {
        return Ok(());
    }
    let mail = mail(&deps, &letter).await;
    let Some(Mail { to, words }) = mail.map_err(JobError::of)? else {
        return Ok(());
    };
    let mail = Message {
        to: to.as_str().to_owned(),
        subject: words.subject,
        text: words.text,
        attachments: Vec::new(),
    };
    deps.mailer.send(&mail).await.map_err(JobError::of)
}

/// `None`: nobody is to get it any more.
async fn mail(deps: &LetterDeps, letter: &Letter) -> Result<Option<Mail>, TableError> {
    match letter {
        Letter::Credentials { invitation, serial } => {
            invitation::credentials(deps, invitation, *serial).await
        }
        Letter::Invitation { invitation, serial } => {
            invitation::call(deps, invitation, *serial).await
        }
        _ => {
            let Some(user) = addressee(&deps.table, letter).await? else {
                return Ok(None);
            };
            let words = write(deps, letter, &user).await?;
            let to = user.email;
            Ok(words.map(|words| Mail { to, words }))
        }
    }
}

/// Who gets it, if anybody: 1 request, 2 for an address.
async fn addressee(table: &Table, letter: &Letter) -> Result<Option<User>, TableError> {
    match letter {
        Letter::SignInCode { user, .. }
        | Letter::KeyEnding { user, .. }
        | Letter::PasswordChanged { user, .. } => sign_in::user(table, Some(user)).await,
        Letter::Recovery { login, .. } => {
            let user = sign_in::whose(table, login).await?;
            let user = sign_in::user(table, user.as_ref()).await?;
            // Who has not come yet has an invitation for that.
            Ok(user.filter(|user| user.password.is_some()))
        }
        // Who is invited may be no user yet.
        Letter::Credentials { .. } | Letter::Invitation { .. } => Ok(None),
    }
}

/// `None`: there is nothing to tell any more.
async fn write(
    deps: &LetterDeps,
    letter: &Letter,
    user: &User,
) -> Result<Option<Words>, TableError> {
    let from = deps.public_url.as_str();
    match letter {
        Letter::SignInCode {
            attempt, number, ..
        } => {
            let bytes = deps
                .deriver
                .secret(secret::SIGN_IN_CODE, &secret::code_id(attempt, *number));
            let code = secret::Code::of(bytes);
            Ok(Some(text::sign_in_code(from, &user.name, &code)))
        }
        Letter::KeyEnding { key, .. } => {
            let (found, now) = (api_keys::find(&deps.table, key).await?, deps.clock.now());
            let key = found.map(|found| found.key);
            let key = key.filter(|key| key.state(now) == KeyState::Active);
            Ok(key.map(|key| text::key_ending(from, &user.name, &key, now)))
        }
        Letter::Recovery { recovery, .. } => {
            let id = RecoveryLink::id_of(recovery, &user.id);
            let proof = deps.deriver.secret(secret::RECOVERY_LINK, &id);
            let link = RecoveryLink::new(recovery.clone(), user.id.clone(), proof);
            Ok(Some(text::recovery(from, &user.name, &link)))
        }
        Letter::PasswordChanged { at, .. } => {
            Ok(Some(text::password_changed(from, &user.name, *at)))
        }
        Letter::Credentials { .. } | Letter::Invitation { .. } => Ok(None),
    }
}
