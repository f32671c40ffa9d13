//! Who belongs to an organisation: a mirror of the users, for its lists, and who administers it.
//!
//! The user's own item is the truth. Both are written by [`super::users`] alone, in the transaction
//! that changes the user.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use platform::table::{Condition, Cursor, Indexes, Key, Page, Stored, Table, TableError, Tx};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::email::Email;
use crate::domain::person_name::{PersonName, folded, orders};
use crate::domain::role::Role;
use crate::domain::user::{Membership, State, User};

/// What lists show of a person in one organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub user: UserId,
    pub tenant: OrgFiscalCode,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub person: Option<PersonName>,
    pub email: Email,
    pub role: Role,
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub picture: Option<String>,
}

impl Member {
    pub(super) fn of(user: &User, membership: &Membership) -> Self {
        Self {
            user: user.id.clone(),
            tenant: membership.tenant.clone(),
            name: user.name.clone(),
            person: user.person.clone(),
            email: user.email.clone(),
            role: membership.role,
            state: membership.state,
            picture: user.picture.clone(),
        }
    }
}

impl Stored for Member {
    const ENTITY: &'static str = "member";

    fn key(&self) -> Key {
        keys::member(&self.tenant, &self.user)
    }

    fn indexes(&self) -> Indexes {
        let [family, given] = orders(&self.name, self.person.as_ref());
        let place =
            |order, word: &str| Some(keys::member_by(order, &self.tenant, word, &self.user));
        Indexes([
            place(keys::MemberOrder::Family, &family),
            place(keys::MemberOrder::Given, &given),
            place(keys::MemberOrder::Email, self.email.as_str()),
            None,
        ])
    }
}

/// The administrators of an organisation who can come in now: the guard of the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrators {
    pub tenant: OrgFiscalCode,
    pub users: BTreeSet<UserId>,
    pub version: u64,
}

impl Administrators {
    pub(super) fn none(tenant: &OrgFiscalCode) -> Self {
        Self {
            tenant: tenant.clone(),
            users: BTreeSet::new(),
            version: 0,
        }
    }
}

impl Stored for Administrators {
    const ENTITY: &'static str = "administrators";

    fn key(&self) -> Key {
        keys::administrators(&self.tenant)
    }
}

/// 1 request. Whoever belongs to another organisation alone is not there.
pub async fn find(
    table: &Table,
    tenant: &OrgFiscalCode,
    user: &UserId,
) -> Result<Option<Member>, TableError> {
    table.get(&keys::member(tenant, user)).await
}

/// Those of these people who belong to the organisation: 1 request for 100 of them, none for nobody.
pub async fn find_many(
    table: &Table,
    tenant: &OrgFiscalCode,
    users: &BTreeSet<UserId>,
) -> Result<Vec<Member>, TableError> {
    let keys: Vec<_> = users
        .iter()
        .map(|user| keys::member(tenant, user))
        .collect();
    table.get_many(&keys).await
}

/// A page of the members, by surname: 1 request.
pub async fn list(
    table: &Table,
    tenant: &OrgFiscalCode,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Member>, TableError> {
    let all = keys::members_by(keys::MemberOrder::Family, tenant, "");
    table.query(&all.after(after).limit(limit)).await
}

/// Members whose name, surname or address begins with what was typed, by surname, at most `limit`:
/// 3 requests in parallel, 1 for what can only be an address.
pub async fn search(
    table: &Table,
    tenant: &OrgFiscalCode,
    typed: &str,
    limit: u32,
) -> Result<Vec<Member>, TableError> {
    use keys::MemberOrder::{Email, Family, Given};
    let word = folded(typed);
    let address = typed.trim().to_lowercase();
    let only_address = address.contains('@');
    let wanted = [(Family, &word), (Given, &word), (Email, &address)];
    let asked = wanted
        .into_iter()
        .filter(|(order, _)| !only_address || *order == Email)
        .map(async |(order, word)| {
            let query = keys::members_by(order, tenant, word).limit(limit);
            table.query::<Member>(&query).await
        });
    let mut found = Vec::new();
    for page in try_join_all(asked).await? {
        found.extend(page.items);
    }
    found.sort_by_cached_key(|m| (orders(&m.name, m.person.as_ref()), m.user.clone()));
    found.dedup_by(|a, b| a.user == b.user);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// 1 request.
pub async fn administrators(
    table: &Table,
    tenant: &OrgFiscalCode,
) -> Result<Option<Administrators>, TableError> {
    table.get(&keys::administrators(tenant)).await
}

/// When somebody last signed in for an organisation: the day is what lists show, so that a second
/// time on a day writes the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub tenant: OrgFiscalCode,
    pub user: UserId,
    pub day: Date,
}

impl Stored for Seen {
    const ENTITY: &'static str = "last_access";

    fn key(&self) -> Key {
        keys::seen(&self.tenant, &self.user)
    }
}

/// Adds the last access to the transaction that opens a session: no request of its own.
pub fn put_seen(tx: Tx, tenant: &OrgFiscalCode, user: &UserId, now: Timestamp) -> Tx {
    let seen = Seen {
        tenant: tenant.clone(),
        user: user.clone(),
        day: rome_date(now),
    };
    tx.put(
        &seen,
        Condition::NewOrEquals("entity", Seen::ENTITY.to_owned()),
    )
}

/// The last access of each of these members: 1 request for 100.
pub async fn last_seen(
    table: &Table,
    tenant: &OrgFiscalCode,
    users: impl Iterator<Item = &UserId>,
) -> Result<BTreeMap<UserId, Date>, TableError> {
    let keys: Vec<Key> = users.map(|user| keys::seen(tenant, user)).collect();
    let seen: Vec<Seen> = table.get_many(&keys).await?;
    Ok(seen.into_iter().map(|seen| (seen.user, seen.day)).collect())
}
