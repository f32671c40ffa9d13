//! The difference between a tenants file and what is there, and what the file may change of it.

mod creditors;
mod keys;
mod organisations;
#[cfg(test)]
mod tests;
mod users;

use std::collections::BTreeMap;
use std::fmt;

use access::domain::declared_key::{DeclaredDigest, DeclaredKey};
use access::domain::email::Email;
use access::store::organisations::{Kind, Organisation};
use access::store::{declared_keys, users as user_store};
use kernel::tax::OrgFiscalCode;
use payments::domain::settings::CreditorSettings;

use super::tenants::{Owner, Tenants};

/// What the table holds of what the file names.
#[derive(Debug, Default)]
pub struct Found {
    /// All of them, also those that the file does not name.
    pub creditors: BTreeMap<OrgFiscalCode, CreditorSettings>,
    pub organisations: BTreeMap<(OrgFiscalCode, Kind), Organisation>,
    pub users: BTreeMap<Email, user_store::Found>,
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
    ChangeCreditor {
        from: Box<CreditorSettings>,
        to: Box<CreditorSettings>,
        changes: Vec<Change>,
    },
    CreateOrganisation(Organisation),
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub from: String,
    pub to: String,
}

/// A value that differs and belongs to the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    pub what: String,
    pub field: String,
    pub file: String,
    pub table: String,
}

pub fn plan(tenants: &Tenants, found: &Found, keys: ApiKeys) -> Plan {
    let mut plan = Plan::default();
    creditors::plan(tenants, found, &mut plan);
    organisations::plan(tenants, found, &mut plan);
    users::plan(tenants, found, &mut plan);
    keys::plan(tenants, found, keys, &mut plan);
    plan
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
    pub fn is_creation(&self) -> bool {
        self.changes().is_none()
    }

    fn changes(&self) -> Option<&[Change]> {
        match self {
            Self::CreateCreditor(_)
            | Self::CreateOrganisation(_)
            | Self::CreateUser(_)
            | Self::CreateKey { .. } => None,
            Self::ChangeCreditor { changes, .. }
            | Self::ChangeOrganisation { changes, .. }
            | Self::ChangeUser { changes, .. }
            | Self::ChangeKey { changes, .. } => Some(changes),
        }
    }
}

/// One line a thing: `+` creates, `~` changes, `!` differs and stays.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for act in &self.acts {
            let sign = if act.write.is_creation() { '+' } else { '~' };
            writeln!(f, "{sign} {}", act.what)?;
            for change in act.write.changes().unwrap_or_default() {
                writeln!(
                    f,
                    "    {}: {:?} → {:?}",
                    change.field, change.from, change.to
                )?;
            }
        }
        for drift in &self.drift {
            let Drift {
                what,
                field,
                file,
                table,
            } = drift;
            writeln!(
                f,
                "! {what}: {field} is {table:?}, the file says {file:?}; the panel owns it"
            )?;
        }
        for note in &self.notes {
            writeln!(f, "! {note}")?;
        }
        if self.acts.is_empty() {
            writeln!(f, "nothing to do")?;
        }
        Ok(())
    }
}
