//! A session: what the panel remembers of somebody who signed in.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::actor::{Actor, ActorId};
use super::grant::{Grant, Rights};
use super::role::Role;
use super::token::Token;
use super::user::Membership;

/// A working day. Nothing prolongs a session.
pub const LIFE_S: i64 = 12 * 3600;

#[derive(Clone, PartialEq, Eq)]
pub enum OfSession {}

pub type SessionToken = Token<OfSession>;

/// Holds what a page needs of the user, so that a request reads one item. Whoever changes a user
/// ends their sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub user: UserId,
    pub name: String,
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
    /// The browser in which it began: `Firefox su Windows`.
    #[serde(default)]
    pub device: String,
    /// The privacy notice has changed: nothing opens before it is accepted anew.
    #[serde(default)]
    pub notice_due: bool,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Session {
    pub fn start(user: UserId, name: String, of: Membership, now: Timestamp) -> Self {
        Self {
            user,
            name,
            tenant: of.tenant,
            tenant_name: of.tenant_name,
            role: of.role,
            grants: of.grants,
            device: String::new(),
            notice_due: false,
            created_at: now,
            expires_at: now + SignedDuration::from_secs(LIFE_S),
        }
    }

    #[must_use]
    pub fn on(self, device: String) -> Self {
        Self { device, ..self }
    }

    /// The same person in another of their organisations; it ends when this one would have.
    #[must_use]
    pub fn moved(self, to: Membership) -> Self {
        Self {
            tenant: to.tenant,
            tenant_name: to.tenant_name,
            role: to.role,
            grants: to.grants,
            ..self
        }
    }

    /// The table forgets expired items late, so the session itself is asked.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.created_at <= now && now < self.expires_at
    }

    /// With the rights that hold at this moment: what has lapsed since is gone.
    pub fn actor(self, now: Timestamp) -> Actor {
        let rights = Rights::of_role(self.role, &self.grants, now);
        Actor {
            id: ActorId::User(self.user),
            label: self.name,
            tenant: self.tenant,
            tenant_name: self.tenant_name,
            rights,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> UserId {
        UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap()
    }

    #[test]
    fn a_session_lives_twelve_hours_and_not_a_second_longer() {
        let start: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
        let tenant = OrgFiscalCode::parse("80047110152").unwrap();
        let membership = Membership::new(tenant, "Ente", Role::Viewer);
        let session = Session::start(user(), "Ada".to_owned(), membership, start);
        let after = |seconds| start + SignedDuration::from_secs(seconds);
        assert!(session.is_live(start) && session.is_live(after(LIFE_S - 1)));
        assert!(!session.is_live(after(LIFE_S)));
        assert!(!session.is_live(after(-1)), "made by a clock that is ahead");
    }
}
