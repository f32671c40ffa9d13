//! The records of access, as they stand in the table.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::UserId;
use platform::table::{Key, Stored};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::attempt::Attempt;
use crate::domain::brake::{self, Brake, Lane};
use crate::domain::device::Device;
use crate::domain::quota::Quota;
use crate::domain::recovery::Recovery;
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
    /// Absent for the count of the whole account.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lane: Option<Lane>,
    #[serde(flatten)]
    pub brake: Brake,
    pub version: u64,
}

impl Stored for BrakeRecord {
    const ENTITY: &'static str = "brake";

    fn key(&self) -> Key {
        keys::brake(&self.digest, self.lane.as_ref())
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

#[derive(Serialize, Deserialize)]
pub struct AttemptRecord {
    pub digest: String,
    #[serde(flatten)]
    pub attempt: Attempt,
    pub version: u64,
}

impl Stored for AttemptRecord {
    const ENTITY: &'static str = "attempt";

    fn key(&self) -> Key {
        keys::attempt(&self.attempt.user, &self.digest)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.attempt.expires_at())
    }
}

#[derive(Serialize, Deserialize)]
pub struct DeviceRecord {
    pub digest: String,
    #[serde(flatten)]
    pub device: Device,
}

impl Stored for DeviceRecord {
    const ENTITY: &'static str = "device";

    fn key(&self) -> Key {
        keys::device(&self.device.user, &self.digest)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.device.expires_at())
    }
}

#[derive(Serialize, Deserialize)]
pub struct RecoveryRecord {
    #[serde(flatten)]
    pub recovery: Recovery,
    pub version: u64,
}

impl Stored for RecoveryRecord {
    const ENTITY: &'static str = "recovery";

    fn key(&self) -> Key {
        keys::recovery(&self.recovery.id)
    }

    /// A day longer than it is good for: so long its page can tell whether it was used.
    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.recovery.expires_at() + SignedDuration::from_hours(24))
    }
}

/// Mails of one kind that an account was sent.
#[derive(Serialize, Deserialize)]
pub struct QuotaRecord {
    pub of: QuotaOf,
    pub quota: Quota,
    pub version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuotaOf {
    /// Codes to a user.
    Codes(UserId),
    /// Links to an address, by its digest.
    Recoveries(String),
}

impl Stored for QuotaRecord {
    const ENTITY: &'static str = "mail_quota";

    fn key(&self) -> Key {
        match &self.of {
            QuotaOf::Codes(user) => keys::code_quota(user),
            QuotaOf::Recoveries(login) => keys::recovery_quota(login),
        }
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.quota.forgotten_at()
    }
}
