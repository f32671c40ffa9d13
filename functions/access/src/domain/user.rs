//! People who sign in.

use jiff::Timestamp;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::grant::Grant;
use super::login::Username;
use super::password::PasswordHash;
use super::person_name::PersonName;
use super::role::Role;
use super::second_factor::SecondFactor;

/// A person, in one or more organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    /// Another name to sign in with: the code of a reseller.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub username: Option<Username>,
    /// As it is shown: `Ada Bianchi`.
    pub name: String,
    /// Name and surname, once the person has told them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person: Option<PersonName>,
    /// Absent until the person has chosen one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub password: Option<PasswordHash>,
    /// Somebody else made the password: it opens nothing but the page to choose one's own.
    #[serde(default)]
    pub password_is_temporary: bool,
    #[serde(default)]
    pub second_factor: SecondFactor,
    /// The privacy notice that the person last accepted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notice: Option<Accepted>,
    /// What the picture in the bucket is told from older ones by; absent without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub picture: Option<String>,
    /// In which organisations, as what; the first that is active is where a session starts.
    pub memberships: Vec<Membership>,
}

/// A notice that somebody has read and accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    pub version: String,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub role: Role,
    #[serde(default)]
    pub state: State,
    /// The organisation itself was retired: nobody enters it until it is declared again. The state
    /// stays what it was.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// Rights given beside those of the role, also the lapsed ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
}

/// Where a person stands in one organisation. What one organisation does to a person changes
/// nothing in the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Named, and not yet come.
    Invited,
    #[default]
    Active,
    /// May not come in until somebody says so.
    Suspended,
}

impl State {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    pub const fn italian(self) -> &'static str {
        match self {
            Self::Invited => "Invitato",
            Self::Active => "Attivo",
            Self::Suspended => "Sospeso",
        }
    }
}

impl User {
    /// In no organisation yet, without a password.
    pub fn new(id: UserId, email: Email, name: impl Into<String>) -> Self {
        Self {
            id,
            email,
            username: None,
            name: name.into(),
            person: None,
            password: None,
            password_is_temporary: false,
            second_factor: SecondFactor::default(),
            notice: None,
            picture: None,
            memberships: Vec::new(),
        }
    }

    #[must_use]
    pub fn with_second_factor(mut self, factor: SecondFactor) -> Self {
        self.second_factor = factor;
        self
    }

    #[must_use]
    pub fn with_password(mut self, password: PasswordHash) -> Self {
        self.password = Some(password);
        self
    }

    #[must_use]
    pub fn with_memberships(mut self, memberships: Vec<Membership>) -> Self {
        self.memberships = memberships;
        self
    }

    pub fn membership(&self, tenant: &OrgFiscalCode) -> Option<&Membership> {
        self.memberships
            .iter()
            .find(|membership| &membership.tenant == tenant)
    }

    pub fn membership_mut(&mut self, tenant: &OrgFiscalCode) -> Option<&mut Membership> {
        self.memberships
            .iter_mut()
            .find(|membership| &membership.tenant == tenant)
    }

    /// Whoever can sign in nowhere comes in by a first access: they prove their mailbox and choose a
    /// password anew.
    pub fn is_new(known: Option<&Self>) -> bool {
        known.is_none_or(|user| user.password.is_none() || user.active().next().is_none())
    }

    /// The organisations that this person may enter.
    pub fn active(&self) -> impl Iterator<Item = &Membership> {
        self.memberships.iter().filter(|m| m.is_active())
    }
}

impl Membership {
    pub fn new(tenant: OrgFiscalCode, tenant_name: impl Into<String>, role: Role) -> Self {
        Self {
            tenant,
            tenant_name: tenant_name.into(),
            role,
            state: State::Active,
            retired: false,
            grants: Vec::new(),
        }
    }

    pub fn is_active(&self) -> bool {
        self.state == State::Active && !self.retired
    }

    /// Whether it can give rights to others, now.
    pub fn administers(&self) -> bool {
        self.is_active() && self.role == Role::Administrator
    }

    /// `<fiscal code>:<role>`, with the state where it is another than active and the grants, see
    /// [`Grant::told`]: for histories.
    pub fn told(&self) -> String {
        let (tenant, role) = (&self.tenant, self.role.name());
        let mut told = match self.state {
            State::Active => format!("{tenant}:{role}"),
            State::Invited | State::Suspended => format!("{tenant}:{role}:{}", self.state.name()),
        };
        if self.retired {
            told.push_str(":retired");
        }
        for grant in &self.grants {
            told.push('+');
            told.push_str(&grant.told());
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn membership(code: &str, role: Role) -> Membership {
        Membership::new(OrgFiscalCode::parse(code).unwrap(), "Ente", role)
    }

    #[test]
    fn what_is_suspended_or_not_yet_accepted_opens_nothing() {
        let mut user = User::new(
            UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap(),
            Email::parse("a@b.it").unwrap(),
            "Ada",
        )
        .with_memberships(vec![
            membership("80047110152", Role::Administrator),
            membership("80051230409", Role::Viewer),
        ]);
        assert_eq!(user.active().count(), 2);
        user.memberships[0].state = State::Suspended;
        assert_eq!(user.active().count(), 1);
        assert!(!user.memberships[0].administers());
        user.memberships[1].state = State::Invited;
        assert_eq!(user.active().count(), 0);
        user.memberships[0].state = State::Active;
        user.memberships[0].retired = true;
        assert_eq!(user.active().count(), 0);
        assert!(!user.memberships[0].administers());
        assert_eq!(
            user.memberships[0].told(),
            "80047110152:administrator:retired"
        );
    }

    #[test]
    fn a_membership_from_before_there_were_states_is_active() {
        let json = r#"{"tenant":"80047110152","tenant_name":"E","role":"viewer"}"#;
        let read: Membership = serde_json::from_str(json).unwrap();
        assert_eq!(read, membership("80047110152", Role::Viewer).named("E"));
        assert_eq!(read.told(), "80047110152:viewer");
    }

    impl Membership {
        fn named(mut self, name: &str) -> Self {
            name.clone_into(&mut self.tenant_name);
            self
        }
    }
}
