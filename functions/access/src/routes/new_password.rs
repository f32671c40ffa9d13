//! A password of one's own: how it is checked, and what follows a change.

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::ids::UserId;
use kernel::time::Clock;
use platform::table::{Table, TableError, Tx};
use platform::web::Typed;
use serde::Deserialize;

use crate::domain::actor::ActorId;
use crate::domain::audit::{AuditEvent, Who};
use crate::domain::password::{Password, PasswordHash};
use crate::domain::session::SessionToken;
use crate::domain::user::User;
use crate::jobs::letters::Letter;
use crate::store::devices;
use crate::store::users::{self, Act, Changed, Sessions};

/// Read by itself: [`Typed`] trims what was typed, and a password may begin with a space.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPassword {
    /// The present one, where somebody is signed in.
    pub current: String,
    password: String,
    again: String,
}

impl NewPassword {
    pub(super) fn examine(&self, user: &User, form: &mut Typed) -> Option<Password> {
        let organisations = user.memberships.iter().map(|m| m.tenant_name.as_str());
        let username = user.username.as_ref().map(|name| name.as_str());
        let about: Vec<&str> = [user.email.as_str(), &user.name]
            .into_iter()
            .chain(username)
            .chain(organisations)
            .collect();
        self.fit(&about, form)
    }

    /// `about` are words that name whose it is to be.
    pub(super) fn fit(&self, about: &[&str], form: &mut Typed) -> Option<Password> {
        let password = match Password::choose(&self.password, about) {
            Ok(password) => password,
            Err(unfit) => {
                form.reject("password", unfit.italian());
                return None;
            }
        };
        if self.password != self.again {
            form.reject("again", "Le due password non sono uguali.");
            return None;
        }
        Some(password)
    }
}

pub(super) struct Change<'a> {
    pub found: &'a users::Found,
    pub hash: PasswordHash,
    /// The session in which it was chosen.
    pub kept: Option<&'a SessionToken>,
    pub at: Timestamp,
}

/// Writes the password with what `tx` brings; all other sessions end and all trusted devices are
/// forgotten: 1 query, 1 transaction, 2 queries.
pub(super) async fn write(
    table: &Table,
    change: Change<'_>,
    mut tx: Tx,
) -> Result<Changed, TableError> {
    let user = User {
        password: Some(change.hash),
        password_is_temporary: false,
        ..change.found.user.clone()
    };
    for device in devices::list(table, &user.id).await? {
        tx = devices::forget(tx, &user.id, &device.digest);
    }
    let sessions = match change.kept {
        Some(token) => Sessions::EndOthers(token),
        None => Sessions::EndAll,
    };
    let by = ActorId::User(user.id.clone()).to_string();
    let act = Act::new(&by, change.at).sessions(sessions).with(tx);
    users::change_in(table, change.found, user, act).await
}

/// Orders the mail that tells of it.
pub(super) fn told(tx: Tx, (clock, dice): (&dyn Clock, &dyn Dice), user: &UserId) -> Tx {
    let letter = Letter::PasswordChanged {
        user: user.clone(),
        at: clock.now(),
    };
    tx.outbox(&letter.order(clock, dice))
}

pub(super) fn who(user: &User) -> Who {
    Who::from(&ActorId::User(user.id.clone()))
}

/// In the organisation where a session starts.
pub(super) fn of_first(event: AuditEvent, user: &User) -> AuditEvent {
    match user.active().next() {
        Some(membership) => event.of(&membership.tenant),
        None => event,
    }
}
