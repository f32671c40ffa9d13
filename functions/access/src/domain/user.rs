//! People who sign in.

use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::password::PasswordHash;
use super::role::Role;

/// A person, in one or more organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    pub name: String,
    /// Absent until the person has chosen one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub password: Option<PasswordHash>,
    /// In which organisations, as what; the first is where a session starts.
    pub memberships: Vec<Membership>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub role: Role,
}

impl User {
    pub fn membership(&self, tenant: &OrgFiscalCode) -> Option<&Membership> {
        self.memberships
            .iter()
            .find(|membership| &membership.tenant == tenant)
    }
}
