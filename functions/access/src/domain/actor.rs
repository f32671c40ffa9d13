//! Who is asking.

use std::fmt;

use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;

use super::api_key::KeyId;
use super::declared_key::DeclaredDigest;
use super::grant::Rights;
use super::permission::Permission;
use super::scope::Reach;

/// The one who asks, as the gate found them; a handler takes it as an argument.
#[derive(Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: ActorId,
    /// The name to show: of the person, or of the key. Never logged.
    pub label: String,
    /// The organisation for which they act.
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    /// At the moment of the request.
    pub rights: Rights,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActorId {
    User(UserId),
    ApiKey(KeyId),
    /// Of a tenants file, in the local stack.
    DeclaredKey(DeclaredDigest),
}

impl Actor {
    /// Whether they may at all, if only on some things.
    pub fn may(&self, permission: Permission) -> bool {
        self.rights.may(permission)
    }

    /// On what they may: a handler behind a rule marked `scoped` asks for it.
    pub fn scope(&self, permission: Permission) -> Reach {
        self.rights.reach(permission)
    }
}

/// `user:01J…` or `key:m01j…`: what a history entry writes.
impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{}", id.as_str()),
            Self::ApiKey(id) => write!(f, "key:{id}"),
            Self::DeclaredKey(digest) => write!(f, "key:{}", digest.short()),
        }
    }
}

/// Without the label: names of people stay out of logs.
impl fmt::Debug for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Actor({} of {})", self.id, self.tenant.as_str())
    }
}
