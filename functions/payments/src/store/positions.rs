//! Positions in the table: one item each, found by any of its notice numbers.
//!
//! Where a bulk holds a position stands another kind of item: every reader goes through [`seen`].

pub mod held;
mod holding;
pub mod seen;

mod iupds;
mod told;
pub mod waking;
pub mod write;

use std::collections::{BTreeSet, HashSet};

use futures::StreamExt;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Indexes, Item, Key, Query, Stored, Table, TableError, from_item};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::history::HistoryEntry;
use crate::domain::position::DebtPosition;

pub use iupds::{IupdPointer, by_iupd};
pub(super) use iupds::{derived, taken_without_pointer};
pub use told::{CHANGED_JOB, PUSH_JOB, Teller, tell, tell_all};
pub use waking::Waking;
pub use write::{WriteError, Writing, create, create_all, delete, replace};

/// Up to here, single questions cost less than reading every bucket of identities.
const IDENTITIES_ASKED_ONE_BY_ONE: usize = 500;
/// A position and its pointers come and go together: one that leads nowhere is read again this often.
const POINTER_TRIES_MAX: usize = 3;
/// Queries that run at the same time.
const QUERIES_AT_ONCE: usize = 16;

/// What positions have in common, for packing them. Never changed: what is stored needs it.
const DICTIONARY: &[u8] = include_bytes!("positions/dictionary.txt");

impl Stored for DebtPosition {
    const ENTITY: &'static str = "position";
    /// A position as imports make them stays within 1 KB, so that publishing it costs 6 write units:
    /// 2 for the transaction, 1 for its copy in each index.
    const DICTIONARY: Option<&'static [u8]> = Some(DICTIONARY);

    fn key(&self) -> Key {
        keys::position(&self.creditor, &self.nav)
    }

    fn indexes(&self) -> Indexes {
        let (creditor, sk) = (&self.creditor, keys::list_sk(self.created_at, &self.nav));
        let shard = keys::shard(&self.nav);
        Indexes([
            Some(Key::new(keys::list_pk(creditor, shard), sk.clone())),
            Some(Key::new(
                keys::state_pk(creditor, self.state.as_str(), shard),
                keys::due_sk(self.due_date(), &self.nav),
            )),
            Some(Key::new(
                keys::debtor_pk(creditor, self.debtor.tax_code.as_str()),
                sk,
            )),
            Some(Key::new(
                keys::identity_pk(creditor, &self.identity),
                self.identity.clone(),
            )),
        ])
    }
}

/// The other numbers of a plan lead to the position.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PositionPointer {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    /// The number under which the position stands.
    pub position: NoticeNumber,
}

impl Stored for PositionPointer {
    const ENTITY: &'static str = "position_pointer";

    fn key(&self) -> Key {
        keys::position(&self.creditor, &self.nav)
    }
}

/// A due of a position that holds several: the check of an import finds it by its identity, as it finds
/// the first one by the position itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineIdentity {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    /// From 1; the first due is number 0.
    pub line: u16,
    pub identity: String,
}

impl LineIdentity {
    /// Of all dues but the first.
    pub fn of(position: &DebtPosition) -> impl Iterator<Item = Self> {
        (0..).zip(&position.lines).skip(1).map(|(line, due)| Self {
            creditor: position.creditor.clone(),
            nav: position.nav.clone(),
            line,
            identity: due.identity.clone(),
        })
    }
}

impl Stored for LineIdentity {
    const ENTITY: &'static str = "line_identity";

    fn key(&self) -> Key {
        keys::line_identity(&self.creditor, &self.nav, self.line)
    }

    fn indexes(&self) -> Indexes {
        let identity = Key::new(
            keys::identity_pk(&self.creditor, &self.identity),
            self.identity.clone(),
        );
        Indexes([None, None, None, Some(identity)])
    }
}

impl Stored for HistoryEntry {
    const ENTITY: &'static str = "history";

    fn key(&self) -> Key {
        keys::history(&self.creditor, &self.nav, self.version)
    }
}

/// The position that has a part with this notice number: 1 request, 2 where it is a pointer, 1 more
/// while a bulk holds it.
pub async fn by_nav(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
) -> Result<Option<DebtPosition>, TableError> {
    match item_of(table, &keys::position(creditor, nav)).await? {
        Some(item) => seen::one(table, item).await.map(|found| has(found, nav)),
        None => Ok(None),
    }
}

/// A number that a change gives to a position, or takes from it, is its own only while it has it; the one under
/// which it stands leads to it always.
fn has(position: Option<DebtPosition>, nav: &NoticeNumber) -> Option<DebtPosition> {
    position.filter(|position| position.nav == *nav || position.installment(nav).is_some())
}

/// The item of the position at this key, or of the one that a pointer there leads to.
pub(super) async fn item_of(table: &Table, key: &Key) -> Result<Option<Item>, TableError> {
    for _ in 0..POINTER_TRIES_MAX {
        let Some(item) = table.get_item(key).await? else {
            return Ok(None);
        };
        if !is(&item, PositionPointer::ENTITY) {
            return Ok(Some(item));
        }
        let pointer: PositionPointer = from_item(item)?;
        let place = keys::position(&pointer.creditor, &pointer.position);
        if let Some(item) = table.get_item(&place).await? {
            return Ok(Some(item));
        }
        // It may have gone between the two reads: then its pointers have, too.
    }
    Err(TableError::Corrupt(format!("{}: no position", key.pk)))
}

/// The positions of one creditor that have parts with these numbers: 1 batch per 100 numbers, and 1
/// per 100 pointers met.
pub async fn by_navs(
    table: &Table,
    creditor: &OrgFiscalCode,
    navs: impl Iterator<Item = &NoticeNumber>,
) -> Result<Vec<DebtPosition>, TableError> {
    let keys: Vec<Key> = navs.map(|nav| keys::position(creditor, nav)).collect();
    let mut places = BTreeSet::new();
    let mut found = Vec::new();
    for item in table.get_many_items(&keys).await? {
        if is(&item, PositionPointer::ENTITY) {
            let pointer: PositionPointer = from_item(item)?;
            places.insert(keys::position(creditor, &pointer.position));
        } else {
            found.push(item);
        }
    }
    let there: HashSet<Key> = keys.into_iter().collect();
    let more: Vec<Key> = places
        .into_iter()
        .filter(|key| !there.contains(key))
        .collect();
    found.extend(table.get_many_items(&more).await?);
    seen::current(table, found).await
}

/// The positions that have a part with this notice number, whoever the creditor: 1 batch for 100
/// creditors, and 1 get for each pointer met. Numbers are unique within a creditor alone.
pub async fn by_nav_anywhere(
    table: &Table,
    creditors: &[OrgFiscalCode],
    nav: &NoticeNumber,
) -> Result<Vec<DebtPosition>, TableError> {
    if let [only] = creditors {
        return Ok(by_nav(table, only, nav).await?.into_iter().collect());
    }
    let keys: Vec<Key> = creditors.iter().map(|cf| keys::position(cf, nav)).collect();
    let (mut found, mut led) = (Vec::new(), Vec::new());
    for item in table.get_many_items(&keys).await? {
        if is(&item, PositionPointer::ENTITY) {
            let pointer: PositionPointer = from_item(item)?;
            let position = by_nav(table, &pointer.creditor, &pointer.position).await?;
            led.extend(has(position, nav));
        } else {
            found.push(item);
        }
    }
    led.extend(seen::current(table, found).await?);
    Ok(led)
}

/// Which of these dues are in the archive: 1 query each where they are few, else the 64 buckets.
pub async fn known_identities(
    table: &Table,
    creditor: &OrgFiscalCode,
    identities: &[String],
) -> Result<HashSet<String>, TableError> {
    if identities.len() > IDENTITIES_ASKED_ONE_BY_ONE {
        let wanted: HashSet<&str> = identities.iter().map(String::as_str).collect();
        let buckets = (0..keys::IDENTITY_BUCKETS)
            .map(|bucket| Query::gsi(4, keys::identity_bucket_pk(creditor, bucket)))
            .collect();
        return identities_of(table, buckets, |identity| wanted.contains(identity)).await;
    }
    let question = |identity: &String| {
        Query::gsi(4, keys::identity_pk(creditor, identity))
            .between(identity, identity)
            .limit(1)
    };
    let questions = identities.iter().map(question).collect();
    identities_of(table, questions, |_| true).await
}

/// The identities found by `queries`, some of which run at the same time.
async fn identities_of(
    table: &Table,
    queries: Vec<Query>,
    wanted: impl Fn(&str) -> bool,
) -> Result<HashSet<String>, TableError> {
    let mut known = HashSet::new();
    let mut pages = futures::stream::iter(queries)
        .map(|query| identity_pages(table, query))
        .buffer_unordered(QUERIES_AT_ONCE);
    while let Some(found) = pages.next().await {
        known.extend(found?.into_iter().filter(|identity| wanted(identity)));
    }
    Ok(known)
}

async fn identity_pages(table: &Table, query: Query) -> Result<Vec<String>, TableError> {
    let (mut query, mut found) = (query, Vec::new());
    loop {
        let page = table.query_items(&query).await?;
        found.extend(
            page.items
                .iter()
                .filter_map(|item| item.get("gsi4sk")?.as_s().ok().cloned()),
        );
        match page.next {
            Some(next) if !query.is_single() => query = query.after(Some(next)),
            _ => return Ok(found),
        }
    }
}

pub(super) fn is(item: &Item, entity: &str) -> bool {
    item.get("entity")
        .and_then(|value| value.as_s().ok())
        .is_some_and(|found| found == entity)
}

/// Money is checked again when it is read.
pub(super) fn sound(position: DebtPosition) -> Result<DebtPosition, TableError> {
    match position.check() {
        Ok(()) => Ok(position),
        Err(error) => Err(TableError::Corrupt(format!(
            "position {}: {error}",
            position.nav
        ))),
    }
}

#[cfg(test)]
#[path = "positions/tests.rs"]
mod tests;
