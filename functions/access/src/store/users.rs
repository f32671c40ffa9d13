//! People: created and changed here alone, with their mirror in each organisation, their history,
//! and the guard of the last administrator.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError, Tx, TxError};

use super::members::{self, Administrators, Member};
use super::records::{AddressRecord, ChangeRecord, SessionRecord, Snapshot, UserRecord};
use super::{keys, sessions, sign_in};
use crate::domain::email::Email;
use crate::domain::login::Username;
use crate::domain::session::SessionToken;
use crate::domain::user::{Membership, User};

/// Most organisations of one person: their mirrors fit one transaction.
pub const MEMBERSHIPS_MAX: usize = 20;
/// Sessions that end within the transaction; what is left ends right after.
const SESSIONS_IN_TX_MAX: usize = 20;
/// Somebody else made or unmade an administrator in the same moment: tried again this often.
const TRIES_MAX: u32 = 5;

/// A user and the version that a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub user: User,
    pub version: u64,
}

/// How a change is made.
pub struct Act<'a> {
    /// `user:01J…`: who did it.
    pub by: &'a str,
    pub at: Timestamp,
    pub sessions: Sessions<'a>,
    /// Whether the last administrator of an organisation stays. Open for the tenants files alone.
    pub guarded: bool,
    /// What else is written in the same transaction.
    pub with: Tx,
}

/// What happens to the user's sessions. They hold a copy of the rights: a change of rights ends all.
#[derive(Clone, Copy, Debug)]
pub enum Sessions<'a> {
    EndAll,
    /// After one's own new password: the browser in which it was chosen stays.
    EndOthers(&'a SessionToken),
    Keep,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    Done,
    /// Something that the change stands on was changed by somebody else: read again.
    Moved,
    /// This organisation would be left without an administrator.
    LastAdministrator(OrgFiscalCode),
    /// More organisations than one person may have.
    TooMany,
}

impl<'a> Act<'a> {
    /// Guarded, and ends all sessions.
    pub fn new(by: &'a str, at: Timestamp) -> Self {
        Self {
            by,
            at,
            sessions: Sessions::EndAll,
            guarded: true,
            with: Tx::new(),
        }
    }

    #[must_use]
    pub fn sessions(mut self, sessions: Sessions<'a>) -> Self {
        self.sessions = sessions;
        self
    }

    #[must_use]
    pub fn unguarded(mut self) -> Self {
        self.guarded = false;
        self
    }

    #[must_use]
    pub fn with(mut self, tx: Tx) -> Self {
        self.with = tx;
        self
    }
}

/// 2 requests, 1 when the address is unknown.
pub async fn find(table: &Table, email: &Email) -> Result<Option<Found>, TableError> {
    let Some(id) = sign_in::whose(table, &email.digest()).await? else {
        return Ok(None);
    };
    by_id(table, &id).await
}

/// 1 request.
pub async fn by_id(table: &Table, id: &UserId) -> Result<Option<Found>, TableError> {
    let record: Option<UserRecord> = table.get(&keys::user(id)).await?;
    Ok(record.map(|UserRecord { user, version }| Found { user, version }))
}

/// Writes a new user; `false`: the address or the user name has one already.
/// 1 request, and 1 for each organisation that the user administers.
pub async fn create(table: &Table, user: User) -> Result<bool, TableError> {
    Ok(matches!(
        create_with(table, user, Tx::new).await?,
        Changed::Done
    ))
}

/// Writes a new user together with what `with` gives. [`Changed::Moved`]: the address or the user
/// name has one already, or what else was asked of the table did not hold.
pub async fn create_with(
    table: &Table,
    user: User,
    with: impl Fn() -> Tx,
) -> Result<Changed, TableError> {
    let addresses = addresses(&user);
    let record = UserRecord { user, version: 1 };
    if record.user.memberships.len() > MEMBERSHIPS_MAX {
        return Ok(Changed::TooMany);
    }
    for _ in 0..TRIES_MAX {
        let new = BTreeMap::new();
        let shift = Shift::read(table, &new, &memberships(&record.user), &record.user.id).await?;
        let tx = addresses.iter().fold(with(), Tx::put_new).put_new(&record);
        let tx = shift.write(mirrors(tx, None, &record.user));
        let done = table.commit(tx).await;
        match done {
            Ok(()) => return Ok(Changed::Done),
            // Another administrator came in the same moment.
            Err(ref error @ TxError::Conflict(_)) if shift.is_in_the_way(error) => {}
            Err(TxError::Conflict(_)) => return Ok(Changed::Moved),
            Err(TxError::Table(error)) => return Err(error),
        }
    }
    Ok(Changed::Moved)
}

/// What the user signs in with.
fn addresses(user: &User) -> Vec<AddressRecord> {
    let username = user.username.as_ref().map(Username::digest);
    let digests = [Some(user.email.digest()), username];
    let record = |digest| AddressRecord {
        digest,
        user: user.id.clone(),
    };
    digests.into_iter().flatten().map(record).collect()
}

/// Writes a changed user with history and mirrors and ends the user's sessions, as the tenants
/// files do it; `false`: somebody else changed it first. The e-mail stays what it was.
pub async fn change(
    table: &Table,
    found: &Found,
    user: User,
    by: &str,
    at: Timestamp,
) -> Result<bool, TableError> {
    let act = Act::new(by, at).unguarded();
    Ok(matches!(
        change_in(table, found, user, act).await?,
        Changed::Done
    ))
}

/// Writes a changed user, with history, mirrors and what else the act brings, in one transaction.
/// The e-mail stays what it was. 1 request; 2 more where sessions end; 1 more for each organisation
/// in which the user becomes or stops being an administrator.
pub async fn change_in(
    table: &Table,
    found: &Found,
    user: User,
    act: Act<'_>,
) -> Result<Changed, TableError> {
    if user.memberships.len() > MEMBERSHIPS_MAX {
        return Ok(Changed::TooMany);
    }
    let (before, after) = (memberships(&found.user), memberships(&user));
    let shift = Shift::read(table, &before, &after, &user.id).await?;
    if let Some(left_alone) = shift.left_alone().filter(|_| act.guarded) {
        return Ok(Changed::LastAdministrator(left_alone));
    }
    let id = user.id.clone();
    let change = history(found, &user, act.by, act.at);
    let record = UserRecord {
        user,
        version: found.version + 1,
    };
    let mut tx = act
        .with
        .put_versioned(&record, found.version)
        .put_new(&change);
    tx = shift.write(mirrors(tx, Some(&found.user), &record.user));
    let ending = ending(table, &id, act.sessions).await?;
    for key in ending.iter().take(SESSIONS_IN_TX_MAX) {
        tx = tx.delete(key.clone(), whatever::<SessionRecord>());
    }
    match table.commit(tx).await {
        Ok(()) => {}
        Err(TxError::Conflict(_)) => return Ok(Changed::Moved),
        Err(TxError::Table(error)) => return Err(error),
    }
    // Those that began while this was written.
    if !matches!(act.sessions, Sessions::Keep) {
        for key in self::ending(table, &id, act.sessions).await? {
            table.delete(&key).await?;
        }
    }
    Ok(Changed::Done)
}

async fn ending(
    table: &Table,
    user: &UserId,
    sessions: Sessions<'_>,
) -> Result<Vec<Key>, TableError> {
    let kept = match sessions {
        Sessions::Keep => return Ok(Vec::new()),
        Sessions::EndAll => None,
        Sessions::EndOthers(token) => Some(keys::session(token)),
    };
    let all = sessions::keys_of(table, user).await?;
    Ok(all
        .into_iter()
        .filter(|key| kept.as_ref() != Some(key))
        .collect())
}

type Memberships<'a> = BTreeMap<&'a OrgFiscalCode, &'a Membership>;

fn memberships(user: &User) -> Memberships<'_> {
    user.memberships.iter().map(|m| (&m.tenant, m)).collect()
}

/// Puts the mirrors of what is, and takes away those of what was. The version of the user guards them.
fn mirrors(mut tx: Tx, before: Option<&User>, after: &User) -> Tx {
    for membership in &after.memberships {
        let member = Member::of(after, membership);
        tx = tx.put(&member, whatever::<Member>());
    }
    for gone in before.map_or(&[][..], |user| &user.memberships) {
        if after.membership(&gone.tenant).is_none() {
            tx = tx.delete(keys::member(&gone.tenant, &after.id), whatever::<Member>());
        }
    }
    tx
}

/// The organisations that win or lose the user as an administrator.
struct Shift {
    changes: Vec<(Administrators, bool)>,
}

impl Shift {
    async fn read(
        table: &Table,
        before: &Memberships<'_>,
        after: &Memberships<'_>,
        user: &UserId,
    ) -> Result<Self, TableError> {
        let administers = |all: &Memberships<'_>, tenant: &OrgFiscalCode| {
            all.get(tenant).is_some_and(|m| m.administers())
        };
        let tenants = before.keys().chain(after.keys());
        let mut moved: Vec<(&OrgFiscalCode, bool)> = tenants
            .map(|tenant| (*tenant, administers(after, tenant)))
            .filter(|(tenant, after)| administers(before, tenant) != *after)
            .collect();
        moved.sort();
        moved.dedup();
        let mut changes = Vec::new();
        for (tenant, wins) in moved {
            let found = members::administrators(table, tenant).await?;
            let (mut list, there) = match found {
                Some(list) => (list, true),
                None => (Administrators::none(tenant), false),
            };
            if wins {
                list.users.insert(user.clone());
            } else {
                list.users.remove(user);
            }
            list.version += 1;
            changes.push((list, there));
        }
        Ok(Self { changes })
    }

    fn left_alone(&self) -> Option<OrgFiscalCode> {
        let empty = self.changes.iter().find(|(list, _)| list.users.is_empty());
        empty.map(|(list, _)| list.tenant.clone())
    }

    fn write(&self, mut tx: Tx) -> Tx {
        for (list, there) in &self.changes {
            tx = if *there {
                tx.put_versioned(list, list.version - 1)
            } else {
                tx.put_new(list)
            };
        }
        tx
    }

    /// Whether a transaction failed at one of the lists, and nowhere else.
    fn is_in_the_way(&self, error: &TxError) -> bool {
        let TxError::Conflict(items) = error else {
            return false;
        };
        let refused = items.iter().filter(|item| item.is_some()).count();
        let last = items.len().saturating_sub(self.changes.len());
        let lists = items
            .iter()
            .skip(last)
            .filter(|item| item.is_some())
            .count();
        refused > 0 && refused == lists
    }
}

fn history(found: &Found, user: &User, by: &str, at: Timestamp) -> ChangeRecord {
    ChangeRecord {
        user: user.id.clone(),
        version: found.version + 1,
        at,
        by: by.to_owned(),
        from: snapshot(&found.user, false),
        to: snapshot(user, user.password != found.user.password),
    }
}

fn snapshot(user: &User, new_password: bool) -> Snapshot {
    Snapshot {
        name: user.name.clone(),
        memberships: user.memberships.iter().map(Membership::told).collect(),
        new_password,
    }
}

/// Holds whether the record is there or not.
fn whatever<T: Stored>() -> Condition {
    Condition::NewOrEquals("entity", T::ENTITY.to_owned())
}
