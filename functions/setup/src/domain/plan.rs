//! The difference between a tenants file and what is there, and what the file may change of it.

mod creditors;
mod fingerprint;
mod keys;
mod organisations;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
mod told;
mod users;

use std::collections::{BTreeMap, BTreeSet};

use access::domain::declared_key::{DeclaredDigest, DeclaredKey};
use access::domain::email::Email;
use access::store::organisations::{Kind, Organisation};
use access::store::{declared_keys, users as user_store};
use jiff::Timestamp;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use payments::domain::settings::CreditorSettings;
use serde::Serialize;

use super::tenants::{Owner, Tenants};

/// What the table holds.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// All of them, also those that the file does not name.
    pub creditors: BTreeMap<OrgFiscalCode, CreditorSettings>,
    /// All of them.
    pub organisations: BTreeMap<(OrgFiscalCode, Kind), Organisation>,
    /// Those whom the file names.
    pub users: BTreeMap<Email, user_store::Found>,
    /// The members of the organisations that are [`moving`].
    pub members: BTreeMap<UserId, user_store::Found>,
    pub keys: BTreeMap<DeclaredDigest, declared_keys::Found>,
}

/// Who honours the API keys that stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeys {
    /// The local stack: a key in a file is no secret.
    Honour,
    Ignore,
}

/// What to do, in this order, and what is left as it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub acts: Vec<Act>,
    pub drift: Vec<Drift>,
    /// Said by the file, without effect here.
    pub notes: Vec<String>,
}

/// One write.
#[derive(Debug, PartialEq, Eq)]
pub struct Act {
    /// `creditor 80047110152`; of a user, the organisation and role and not the address.
    pub what: String,
    pub write: Write,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Write {
    CreateCreditor(Box<CreditorSettings>),
    /// No longer declared; the instant comes with the writing.
    RetireCreditor(Box<CreditorSettings>),
    ChangeCreditor {
        from: Box<CreditorSettings>,
        to: Box<CreditorSettings>,
        changes: Vec<Change>,
    },
    CreateOrganisation(Organisation),
    RetireOrganisation(Organisation),
    ChangeOrganisation {
        from: Organisation,
        to: Organisation,
        changes: Vec<Change>,
    },
    CreateUser(users::NewUser),
    ChangeUser {
        from: user_store::Found,
        to: Box<access::domain::user::User>,
        changes: Vec<Change>,
    },
    CreateKey {
        digest: DeclaredDigest,
        key: DeclaredKey,
    },
    ChangeKey {
        digest: DeclaredDigest,
        from: declared_keys::Found,
        to: DeclaredKey,
        changes: Vec<Change>,
    },
}

pub use users::NewUser;

/// A value that the file changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub field: String,
    pub from: String,
    pub to: String,
}

impl Change {
    /// Declared again.
    fn back(since: Timestamp) -> Self {
        Self {
            field: "retired".to_owned(),
            from: since.to_string(),
            to: String::new(),
        }
    }
}

/// A value that differs and belongs to the panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drift {
    pub what: String,
    pub field: String,
    pub file: String,
    pub table: String,
}

/// What becomes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    Create,
    Change,
    /// Named no more: it begins nothing new, nobody signs in, all of it stays.
    Retire,
    /// Retired, and named again.
    Return,
}

pub fn plan_of(tenants: &Tenants, found: &Found, keys: ApiKeys) -> Plan {
    let mut plan = Plan::default();
    creditors::plan(tenants, found, &mut plan);
    organisations::plan(tenants, found, &mut plan);
    users::plan(tenants, found, &mut plan);
    keys::plan(tenants, found, keys, &mut plan);
    // Whoever was stopped in the middle finds an organisation whose people are not done yet still to
    // be moved.
    plan.acts.sort_by_key(|act| act.write.rank());
    plan
}

/// The organisations that are to be retired, taken back or renamed: all their people follow.
pub fn moving(tenants: &Tenants, found: &Found) -> BTreeSet<OrgFiscalCode> {
    let creditors = found.creditors.values();
    let creditors = creditors.map(|c| (&c.fiscal_code, &c.name, c.retired_at.is_some()));
    let others = found.organisations.values();
    let others = others.map(|o| (&o.fiscal_code, &o.name, o.retired_at.is_some()));
    let moves = |(code, name, retired): &(&OrgFiscalCode, &String, bool)| {
        tenants
            .name_of(code)
            .map_or(!retired, |declared| *retired || declared != name.as_str())
    };
    creditors
        .chain(others)
        .filter(moves)
        .map(|(code, ..)| code.clone())
        .collect()
}

/// One value on both sides, as text.
struct Side {
    field: String,
    owner: Owner,
    file: String,
    table: String,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.acts.is_empty()
    }

    fn act(&mut self, what: impl Into<String>, write: Write) {
        self.acts.push(Act {
            what: what.into(),
            write,
        });
    }

    /// What differs goes to the changes where the file owns it, else it is drift.
    fn settle(&mut self, what: &str, sides: impl IntoIterator<Item = Side>) -> Vec<Change> {
        let mut changes = Vec::new();
        for side in sides.into_iter().filter(|side| side.file != side.table) {
            let Side {
                field,
                owner,
                file,
                table,
            } = side;
            match owner {
                Owner::Pipeline => changes.push(Change {
                    field,
                    from: table,
                    to: file,
                }),
                Owner::Panel => {
                    self.drift.push(Drift {
                        what: what.to_owned(),
                        field,
                        file,
                        table,
                    });
                }
            }
        }
        changes
    }
}

impl Write {
    pub fn verb(&self) -> Verb {
        match self {
            Self::CreateCreditor(_)
            | Self::CreateOrganisation(_)
            | Self::CreateUser(_)
            | Self::CreateKey { .. } => Verb::Create,
            Self::RetireCreditor(_) | Self::RetireOrganisation(_) => Verb::Retire,
            Self::ChangeCreditor { from, to, .. }
                if from.retired_at.is_some() && to.retired_at.is_none() =>
            {
                Verb::Return
            }
            Self::ChangeOrganisation { from, to, .. }
                if from.retired_at.is_some() && to.retired_at.is_none() =>
            {
                Verb::Return
            }
            Self::ChangeCreditor { .. }
            | Self::ChangeOrganisation { .. }
            | Self::ChangeUser { .. }
            | Self::ChangeKey { .. } => Verb::Change,
        }
    }

    pub fn changes(&self) -> &[Change] {
        match self {
            Self::CreateCreditor(_)
            | Self::RetireCreditor(_)
            | Self::CreateOrganisation(_)
            | Self::RetireOrganisation(_)
            | Self::CreateUser(_)
            | Self::CreateKey { .. } => &[],
            Self::ChangeCreditor { changes, .. }
            | Self::ChangeOrganisation { changes, .. }
            | Self::ChangeUser { changes, .. }
            | Self::ChangeKey { changes, .. } => changes,
        }
    }

    /// New organisations come before their people, what moves an organisation after them.
    fn rank(&self) -> u8 {
        match self {
            Self::CreateCreditor(_) | Self::CreateOrganisation(_) => 0,
            Self::CreateUser(_) | Self::ChangeUser { .. } => 1,
            Self::RetireCreditor(_)
            | Self::ChangeCreditor { .. }
            | Self::RetireOrganisation(_)
            | Self::ChangeOrganisation { .. } => 2,
            Self::CreateKey { .. } | Self::ChangeKey { .. } => 3,
        }
    }
}

impl Plan {
    /// How many acts of a kind.
    pub fn count(&self, verb: Verb) -> usize {
        let all = self.acts.iter();
        all.filter(|act| act.write.verb() == verb).count()
    }
}
