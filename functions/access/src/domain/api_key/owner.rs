//! The owner of a key, as found in the table.

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;

use super::id::Owner;
use crate::domain::grant::Rights;
use crate::domain::service_account::ServiceAccount;
use crate::domain::user::User;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    Person(User),
    Programme(ServiceAccount),
}

impl KeyOwner {
    /// What the owner may do in this organisation; nothing of the organisation: `None`.
    pub fn rights(&self, tenant: &OrgFiscalCode, now: Timestamp) -> Option<Rights> {
        match self {
            Self::Person(user) => {
                let of = user.membership(tenant).filter(|of| of.is_active())?;
                Some(Rights::of_role(of.role, &of.grants, now))
            }
            Self::Programme(account) => {
                let own = account.tenant == *tenant;
                own.then(|| account.rights(now)).flatten()
            }
        }
    }

    pub fn id(&self) -> Owner {
        match self {
            Self::Person(user) => Owner::Member(user.id.clone()),
            Self::Programme(account) => Owner::Service(account.id.clone()),
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Self::Person(user) => &user.name,
            Self::Programme(account) => account.name.as_str(),
        }
    }
}
