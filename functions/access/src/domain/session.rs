//! A session: what the panel remembers of somebody who signed in.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::actor::{Actor, ActorId};
use super::grant::{Grant, Rights};
use super::role::Role;
use super::user::Membership;

/// A working day. Nothing prolongs a session.
pub const LIFE_S: i64 = 12 * 3600;

/// What the browser keeps: whose session, and 256 bits of chance. Only a digest of the latter is
/// stored. Shape: `01J9ZQ2V5K8T4W6X7Y8Z9A0B1C.<64 hexadecimal digits>`.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    pub user: UserId,
    secret: [u8; 32],
}

impl SessionToken {
    /// `secret` is fresh chance, used for nothing else.
    pub fn new(user: UserId, secret: [u8; 32]) -> Self {
        Self { user, secret }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (user, secret) = text.split_once('.')?;
        let user = UserId::parse(user).ok()?;
        let secret = hex::decode(secret).ok()?.try_into().ok()?;
        Some(Self { user, secret })
    }

    /// The value of the cookie.
    pub fn reveal(&self) -> String {
        format!("{}.{}", self.user.as_str(), hex::encode(self.secret))
    }

    /// SHA-256 of the secret, in hexadecimal: the key under which the session is stored.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.secret))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

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
            created_at: now,
            expires_at: now + SignedDuration::from_secs(LIFE_S),
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

    fn token() -> SessionToken {
        SessionToken::new(user(), [0xa5; 32])
    }

    fn user() -> UserId {
        UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap()
    }

    #[test]
    fn a_token_is_read_back_and_its_digest_is_not_its_secret() {
        let token = token();
        let text = token.reveal();
        assert!(SessionToken::parse(&text).is_some_and(|back| back == token));
        assert!(!text.contains(&token.digest()));
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let text = token().reveal();
        let cut = &text[..text.len() - 2];
        for text in [
            "",
            ".",
            "x.y",
            cut,
            &format!("{text}00"),
            &text.replace('.', ""),
        ] {
            assert!(SessionToken::parse(text).is_none(), "{text}");
        }
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
