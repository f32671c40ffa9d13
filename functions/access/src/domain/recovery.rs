//! A forgotten password: a link by mail, half an hour, one use.
//!
//! The order is the same for an address that nobody has: whose it is, is found by who writes the
//! mail, which adds the person to the link.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use kernel::ids::UserId;
use serde::{Deserialize, Serialize};

pub const LIFE_S: i64 = 1800;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// 128 bits of chance, in hexadecimal.
    pub id: String,
    /// The digest of the address that was typed.
    pub login: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    Used,
    Expired,
}

impl Recovery {
    pub fn new(id: [u8; 16], login: String, now: Timestamp) -> Self {
        Self {
            id: hex::encode(id),
            login,
            created_at: now,
            used_at: None,
        }
    }

    pub fn expires_at(&self) -> Timestamp {
        self.created_at + SignedDuration::from_secs(LIFE_S)
    }

    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.used_at {
            Some(_) => Standing::Used,
            None if self.created_at <= now && now < self.expires_at() => Standing::Open,
            None => Standing::Expired,
        }
    }
}

/// What stands in a mailed link: `<recovery>.<user>.<64 hexadecimal digits>`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryLink {
    pub recovery: String,
    pub user: UserId,
    proof: [u8; 32],
}

/// A link opens an account: it does not print.
impl fmt::Debug for RecoveryLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryLink(…)")
    }
}

const ID_DIGITS: usize = 32;

impl RecoveryLink {
    /// `proof` is derived from [`Self::id_of`].
    pub fn new(recovery: String, user: UserId, proof: [u8; 32]) -> Self {
        Self {
            recovery,
            user,
            proof,
        }
    }

    /// The id from which a proof is derived.
    pub fn id_of(recovery: &str, user: &UserId) -> String {
        format!("{recovery}.{user}")
    }

    pub fn id(&self) -> String {
        Self::id_of(&self.recovery, &self.user)
    }

    pub fn proof(&self) -> &[u8] {
        &self.proof
    }

    /// Whether it is a link of ours is still to be proven.
    pub fn parse(text: &str) -> Option<Self> {
        let (recovery, rest) = text.split_once('.')?;
        let (user, proof) = rest.split_once('.')?;
        let is_id = recovery.len() == ID_DIGITS && recovery.bytes().all(|b| b.is_ascii_hexdigit());
        let user = UserId::parse(user).ok()?;
        let proof = hex::decode(proof).ok()?.try_into().ok()?;
        is_id.then(|| Self::new(recovery.to_owned(), user, proof))
    }

    /// For the mail, and for the address of the person's own next page.
    pub fn reveal(&self) -> String {
        format!("{}.{}", self.id(), hex::encode(self.proof))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_link_is_open_for_half_an_hour_and_once() {
        let mut recovery = Recovery::new([1; 16], "digest".to_owned(), at(0));
        assert_eq!(recovery.standing(at(LIFE_S - 1)), Standing::Open);
        assert_eq!(recovery.standing(at(LIFE_S)), Standing::Expired);
        recovery.used_at = Some(at(1));
        assert_eq!(recovery.standing(at(2)), Standing::Used);
    }

    #[test]
    fn a_link_is_read_back() {
        let user = UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        let link = RecoveryLink::new("ab".repeat(16), user, [7; 32]);
        let text = link.reveal();
        assert!(RecoveryLink::parse(&text).is_some_and(|back| back == link));
        for wrong in ["", "a.b.c", &text[1..], &text[..text.len() - 2]] {
            assert!(RecoveryLink::parse(wrong).is_none(), "{wrong}");
        }
    }
}
