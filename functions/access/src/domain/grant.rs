//! A right that was given to somebody by itself, beside those of their role.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::permission::{Permission, Permissions};
use super::role::Role;
use super::scope::{Extent, Reach, Scope};

/// Grants of one person in one organisation: their item stays small, and a page readable.
pub const GRANTS_MAX: usize = 100;

/// A permission, on what, until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub permission: Permission,
    #[serde(default)]
    pub scope: Scope,
    /// The first instant at which it does not hold any more; absent: until it is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum GrantError {
    #[error("this right can't be limited to services")]
    Services,
    #[error("this right can't be limited to domains")]
    Domains,
    #[error("this right can't be limited to one's own")]
    Own,
    #[error("a right on nothing")]
    Nothing,
}

impl Grant {
    /// Refuses a limit that the permission does not know, and a right on nothing.
    pub fn new(
        permission: Permission,
        scope: Scope,
        until: Option<Timestamp>,
    ) -> Result<Self, GrantError> {
        let limits = permission.limits();
        if !limits.services && !scope.services.is_all() {
            return Err(GrantError::Services);
        }
        if !limits.domains && !scope.domains.is_all() {
            return Err(GrantError::Domains);
        }
        if !limits.own && scope.own_only {
            return Err(GrantError::Own);
        }
        if scope.services == Extent::NOTHING || scope.domains == Extent::NOTHING {
            return Err(GrantError::Nothing);
        }
        Ok(Self {
            permission,
            scope,
            until,
        })
    }

    /// A permission on everything, until it is taken away.
    pub fn whole(permission: Permission) -> Self {
        Self {
            permission,
            scope: Scope::default(),
            until: None,
        }
    }

    /// Whether it holds; at `until` itself it does not any more.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|end| now < end)
    }

    /// Whether whoever holds this may do all that `other` lets do, for as long.
    pub fn covers(&self, other: &Self) -> bool {
        let as_long = match (self.until, other.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(theirs)) => theirs <= mine,
        };
        self.permission == other.permission && self.scope.covers(&other.scope) && as_long
    }

    /// `imports_write@MENSA,TARI/own<2026-12-31T23:00:00Z`: for histories.
    pub fn told(&self) -> String {
        let mut told = self.permission.name().to_owned();
        let mut only = |mark: char, these: Vec<String>| {
            told.push(mark);
            told.push_str(&these.join(","));
        };
        if let Extent::Only(services) = &self.scope.services {
            only('@', services.iter().map(ToString::to_string).collect());
        }
        if let Extent::Only(domains) = &self.scope.domains {
            only('@', domains.iter().map(ToString::to_string).collect());
        }
        if self.scope.own_only {
            told.push_str("/own");
        }
        if let Some(end) = self.until {
            told.push_str(&format!("<{end}"));
        }
        told
    }

    /// Names it in an address, as long as nobody changes it: 32 hexadecimal digits.
    pub fn id(&self) -> String {
        let mut digest = hex::encode(Sha256::digest(self.told()));
        digest.truncate(32);
        digest
    }

    /// What was stored with a limit that the permission does not know holds for nothing.
    fn is_sound(&self) -> bool {
        Self::new(self.permission, self.scope.clone(), self.until).is_ok()
    }
}

/// What somebody may do at an instant: the rights of the role, on everything, and the live grants.
/// People and keys alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    unlimited: Permissions,
    grants: Vec<Grant>,
}

impl Rights {
    pub fn of_role(role: Role, grants: &[Grant], now: Timestamp) -> Self {
        Self::new(role.permissions(), grants, now)
    }

    /// Rights that hang on no role: of a key.
    pub fn new(unlimited: Permissions, grants: &[Grant], now: Timestamp) -> Self {
        let live = grants
            .iter()
            .filter(|grant| grant.is_live(now) && grant.is_sound());
        Self {
            unlimited,
            grants: live.cloned().collect(),
        }
    }

    /// Whether the permission is held at all, if only on some things: see [`Rights::reach`].
    pub fn may(&self, permission: Permission) -> bool {
        self.unlimited.has(permission) || self.of(permission).next().is_some()
    }

    /// On what the permission is held.
    pub fn reach(&self, permission: Permission) -> Reach {
        if self.unlimited.has(permission) {
            return Reach::whole();
        }
        Reach::of(self.of(permission).map(|grant| grant.scope.clone()))
    }

    /// Nobody gives what they may not do themselves: as much, as long.
    pub fn may_give(&self, grant: &Grant) -> bool {
        self.unlimited.has(grant.permission) || self.grants.iter().any(|mine| mine.covers(grant))
    }

    /// The same for a whole role.
    pub fn may_give_role(&self, role: Role) -> bool {
        let of_role = role.permissions();
        let mut others = of_role.iter().filter(|one| *one != Permission::PanelOpen);
        others.all(|one| self.may_give(&Grant::whole(one)))
    }

    /// Whether nothing of `other` goes beyond these.
    pub fn cover(&self, other: &Self) -> bool {
        other.all().iter().all(|grant| self.may_give(grant))
    }

    /// All of it as grants: those of the role first.
    pub fn all(&self) -> Vec<Grant> {
        let unlimited = self.unlimited.iter().map(Grant::whole);
        unlimited.chain(self.grants.iter().cloned()).collect()
    }

    fn of(&self, permission: Permission) -> impl Iterator<Item = &Grant> {
        self.grants
            .iter()
            .filter(move |grant| grant.permission == permission)
    }
}

#[cfg(test)]
mod tests;
