//! The records of access, as they stand in the table.

use jiff::Timestamp;
use kernel::ids::UserId;
use platform::table::{Key, Stored};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::brake::{self, Brake};
use crate::domain::session::Session;
use crate::domain::user::User;

#[derive(Serialize, Deserialize)]
pub struct UserRecord {
    #[serde(flatten)]
    pub user: User,
    pub version: u64,
}

impl Stored for UserRecord {
    const ENTITY: &'static str = "user";

    fn key(&self) -> Key {
        keys::user(&self.user.id)
    }
}

/// One change of a user: who, when, from what, to what.
#[derive(Serialize, Deserialize)]
pub struct ChangeRecord {
    pub user: UserId,
    /// The version that the change made.
    pub version: u64,
    pub at: Timestamp,
    pub by: String,
    pub from: Snapshot,
    pub to: Snapshot,
}

/// What history tells of a user; of the password only that it changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub name: String,
    /// `<fiscal code>:<role>` of each membership.
    pub memberships: Vec<String>,
    pub new_password: bool,
}

impl Stored for ChangeRecord {
    const ENTITY: &'static str = "user_change";

    fn key(&self) -> Key {
        keys::history(&self.user, self.version)
    }
}

/// Whose an address is.
#[derive(Serialize, Deserialize)]
pub struct AddressRecord {
    pub digest: String,
    pub user: UserId,
}

impl Stored for AddressRecord {
    const ENTITY: &'static str = "address";

    fn key(&self) -> Key {
        keys::address(&self.digest)
    }
}

#[derive(Serialize, Deserialize)]
pub struct BrakeRecord {
    pub digest: String,
    #[serde(flatten)]
    pub brake: Brake,
    pub version: u64,
}

impl Stored for BrakeRecord {
    const ENTITY: &'static str = "brake";

    fn key(&self) -> Key {
        keys::brake(&self.digest)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.brake.last_at + brake::memory())
    }
}

#[derive(Serialize, Deserialize)]
pub struct SessionRecord {
    pub digest: String,
    #[serde(flatten)]
    pub session: Session,
}

impl Stored for SessionRecord {
    const ENTITY: &'static str = "session";

    fn key(&self) -> Key {
        keys::session_of(&self.session.user, &self.digest)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.session.expires_at)
    }
}
