//! Writing positions: each with its numbers, its id and what waits for it, in one transaction.

use std::collections::BTreeSet;

use kernel::notice::NoticeNumber;
use platform::table::{Condition, Stored, Table, TableError, Tx, TxError, size_bytes, to_item};

use super::iupds::{IupdPointer, taken_without_pointer};
use super::{DICTIONARY, LineIdentity, PositionPointer, Waking, keys};
use crate::domain::position::{Changed, DebtPosition, Deleted};
use crate::store::bulks::release;

/// Positions that were deleted before are made anew at most this often in one call.
const TRIES_MAX: usize = 100;
/// DynamoDB's own limit of actions in one transaction.
const ACTIONS_MAX: usize = 100;
/// Of a position as its body writes it, packed: DynamoDB holds 400 KB, and payments, fees and the words of PSPs
/// come later. A position of 60 parts of ordinary words has some 6 KB.
pub const ITEM_BYTES_MAX: usize = 150_000;

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("notice number {0} is taken")]
    NumberTaken(NoticeNumber),
    #[error("the position's id is taken")]
    IupdTaken,
    /// Somebody changed it meanwhile, or it is gone.
    #[error("the position is not the one that was read any more")]
    VersionLost,
    /// The number had another position before, which was deleted: its history goes on.
    #[error("a position that was deleted had version {version}")]
    Former { nav: NoticeNumber, version: u64 },
    /// What the caller added to the transaction did not hold.
    #[error(transparent)]
    With(TxError),
    #[error("more changes than one transaction holds")]
    TooLarge,
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What an operation of the transaction stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Callers,
    Number(NoticeNumber),
    Iupd,
    Version,
    Former(NoticeNumber),
}

/// A transaction of positions being put together, over what a caller adds.
pub struct Writing {
    tx: Tx,
    meanings: Vec<Meaning>,
}

impl Writing {
    pub fn new(with: Tx) -> Self {
        let meanings = vec![Meaning::Callers; with.len()];
        Self { tx: with, meanings }
    }

    pub fn len(&self) -> usize {
        self.meanings.len()
    }

    pub fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    pub(super) fn add(mut self, meaning: Meaning, operation: impl FnOnce(Tx) -> Tx) -> Self {
        self.tx = operation(self.tx);
        self.meanings.push(meaning);
        self
    }

    /// A position that is new, or (`former`) that comes after a deleted one of this version.
    #[must_use]
    pub fn create(self, position: &DebtPosition, former: Option<u64>) -> Self {
        self.stand(position, former, |tx| tx.put_new(position))
            .wait(None, Some(position))
    }

    /// What `first` puts under the position's number, with all that leads to it.
    pub(super) fn stand(
        self,
        position: &DebtPosition,
        former: Option<u64>,
        first: impl FnOnce(Tx) -> Tx,
    ) -> Self {
        let (creditor, nav) = (&position.creditor, &position.nav);
        let condition = former.map_or(Condition::New, Condition::Version);
        let before = keys::deleted(creditor, nav);
        let mut writing = self
            .add(Meaning::Number(nav.clone()), first)
            .add(Meaning::Former(nav.clone()), |tx| {
                tx.check(before, condition)
            });
        for other in numbers(position) {
            writing = writing.point(position, other);
        }
        for line in LineIdentity::of(position) {
            writing = writing.add(Meaning::Version, |tx| tx.put_new(&line));
        }
        if let Some(pointer) = IupdPointer::of(position) {
            writing = writing.add(Meaning::Iupd, |tx| tx.put_new(&pointer));
        }
        writing
    }

    /// A change of a position, with its history.
    #[must_use]
    pub fn replace(self, before: &DebtPosition, changed: &Changed) -> Self {
        let after = &changed.after;
        let (old, new) = (numbers(before), numbers(after));
        let mut writing = self
            .add(Meaning::Version, |tx| {
                tx.put_versioned(after, before.version)
            })
            .add(Meaning::Version, |tx| tx.put_new(&changed.history));
        for added in new.difference(&old) {
            writing = writing.point(after, added);
        }
        for dropped in old.difference(&new) {
            writing = writing.leave(before, dropped);
        }
        writing.wait(Some(before), Some(after))
    }

    /// A position that goes away; what it was is kept.
    #[must_use]
    pub fn delete(self, before: &DebtPosition, deleted: &Deleted) -> Self {
        let version = Condition::Version(before.version);
        self.add(Meaning::Version, |tx| tx.delete(before.key(), version))
            .gone(before, deleted)
    }

    /// All but the position itself, which goes away.
    pub(super) fn gone(self, before: &DebtPosition, deleted: &Deleted) -> Self {
        let same = Condition::NewOrEquals("entity", Deleted::ENTITY.to_owned());
        let mut writing = self.add(Meaning::Version, |tx| tx.put(deleted, same));
        for dropped in numbers(before) {
            writing = writing.leave(before, dropped);
        }
        for line in LineIdentity::of(before) {
            writing = writing.add(Meaning::Version, |tx| {
                tx.delete(line.key(), Condition::Exists)
            });
        }
        if let Some(pointer) = IupdPointer::of(before) {
            writing = writing.add(Meaning::Version, |tx| {
                tx.delete(pointer.key(), IupdPointer::any())
            });
        }
        writing.wait(Some(before), None)
    }

    pub(super) fn point(self, position: &DebtPosition, nav: &NoticeNumber) -> Self {
        let pointer = PositionPointer {
            creditor: position.creditor.clone(),
            nav: nav.clone(),
            position: position.nav.clone(),
        };
        self.add(Meaning::Number(nav.clone()), |tx| tx.put_new(&pointer))
    }

    pub(super) fn leave(self, position: &DebtPosition, nav: &NoticeNumber) -> Self {
        let key = keys::position(&position.creditor, nav);
        self.add(Meaning::Version, |tx| tx.delete(key, Condition::Exists))
    }

    pub(super) fn wait(self, before: Option<&DebtPosition>, after: Option<&DebtPosition>) -> Self {
        let old = before.and_then(Waking::of);
        match (old, after.and_then(Waking::of)) {
            (old, new) if old == new => self,
            (_, Some(waking)) => self.add(Meaning::Version, |tx| tx.put(&waking, Waking::any())),
            (Some(waking), None) => self.add(Meaning::Version, |tx| {
                tx.delete(waking.key(), Waking::any())
            }),
            (None, None) => self,
        }
    }

    /// 1 transaction.
    pub async fn commit(self, table: &Table) -> Result<(), WriteError> {
        if self.len() > ACTIONS_MAX {
            return Err(WriteError::TooLarge);
        }
        match table.commit(self.tx).await {
            Ok(()) => Ok(()),
            Err(TxError::Table(error)) => Err(error.into()),
            Err(conflict) => Err(told(conflict, &self.meanings)),
        }
    }
}

/// The first thing that stood in the way.
fn told(conflict: TxError, meanings: &[Meaning]) -> WriteError {
    let refused = (0..meanings.len()).find(|index| conflict.refused(*index));
    let Some((index, meaning)) = refused.and_then(|index| Some((index, meanings.get(index)?)))
    else {
        return WriteError::With(conflict);
    };
    match meaning {
        Meaning::Callers => WriteError::With(conflict),
        Meaning::Number(nav) => WriteError::NumberTaken(nav.clone()),
        Meaning::Iupd => WriteError::IupdTaken,
        Meaning::Version => WriteError::VersionLost,
        Meaning::Former(nav) => match conflict.found::<Deleted>(index) {
            Some(deleted) => WriteError::Former {
                nav: nav.clone(),
                version: deleted.version,
            },
            None => WriteError::VersionLost,
        },
    }
}

/// Whether the position leaves room in its item for what will happen to it, and fits beside others into a
/// transaction ([`ITEM_BYTES_MAX`]).
pub fn fits(position: &DebtPosition) -> Result<bool, TableError> {
    Ok(size_bytes(&to_item(position)?) <= ITEM_BYTES_MAX)
}

/// The numbers that lead to a position by a pointer: all but its key.
pub(super) fn numbers(position: &DebtPosition) -> BTreeSet<&NoticeNumber> {
    let all = position.installments().map(|part| &part.nav);
    all.filter(|nav| **nav != position.nav).collect()
}

/// Writes a new position together with `with`, and gives it as it is stored: 1 transaction, 2 under a
/// number that had a position before which was deleted.
pub async fn create(
    table: &Table,
    position: &DebtPosition,
    with: Tx,
) -> Result<DebtPosition, WriteError> {
    let mut stored = create_all(table, vec![position.clone()], with).await?;
    stored.pop().ok_or(WriteError::VersionLost)
}

/// Writes new positions, all or none.
pub async fn create_all(
    table: &Table,
    mut positions: Vec<DebtPosition>,
    with: Tx,
) -> Result<Vec<DebtPosition>, WriteError> {
    let mut former: Vec<Option<u64>> = vec![None; positions.len()];
    let all: Vec<&DebtPosition> = positions.iter().collect();
    if !taken_without_pointer(table, &all).await?.is_empty() {
        return Err(WriteError::IupdTaken);
    }
    for _ in 0..TRIES_MAX {
        let each = positions.iter().zip(&former);
        let writing = each.fold(Writing::new(with.clone()), |writing, (position, former)| {
            writing.create(position, *former)
        });
        let (nav, version) = match writing.commit(table).await {
            Ok(()) => return Ok(positions),
            Err(WriteError::Former { nav, version }) => (nav, version),
            Err(error) if held_by_a_bulk(table, &positions, &error).await? => continue,
            Err(error) => return Err(error),
        };
        for (position, former) in positions.iter_mut().zip(&mut former) {
            if position.nav == nav {
                position.version = version + 1;
                *former = Some(version);
            }
        }
    }
    Err(WriteError::VersionLost)
}

/// Writes a change with its history, together with `with`: 1 transaction.
pub async fn replace(
    table: &Table,
    before: &DebtPosition,
    changed: &Changed,
    with: Tx,
) -> Result<(), WriteError> {
    let writing = || Writing::new(with.clone()).replace(before, changed);
    commit(table, before, writing).await
}

/// Takes a position away, together with `with`: 1 transaction.
pub async fn delete(
    table: &Table,
    before: &DebtPosition,
    deleted: &Deleted,
    with: Tx,
) -> Result<(), WriteError> {
    let writing = || Writing::new(with.clone()).delete(before, deleted);
    commit(table, before, writing).await
}

/// 1 transaction; where a bulk stood in its way, once more when it does not any more.
async fn commit(
    table: &Table,
    before: &DebtPosition,
    writing: impl Fn() -> Writing,
) -> Result<(), WriteError> {
    match writing().commit(table).await {
        Err(error) if held_by_a_bulk(table, std::slice::from_ref(before), &error).await? => {
            writing().commit(table).await
        }
        other => other,
    }
}

/// Whether it was a bulk that stood in the way: it does not any more.
async fn held_by_a_bulk(
    table: &Table,
    positions: &[DebtPosition],
    error: &WriteError,
) -> Result<bool, TableError> {
    let mut was_held = false;
    for position in positions {
        let (creditor, nav) = (&position.creditor, &position.nav);
        was_held |= match error {
            WriteError::VersionLost => release::clear(table, creditor, nav).await?,
            WriteError::NumberTaken(taken) => release::clear(table, creditor, taken).await?,
            WriteError::IupdTaken => release::clear_id(table, creditor, &position.iupd).await?,
            WriteError::Former { .. }
            | WriteError::With(_)
            | WriteError::TooLarge
            | WriteError::Table(_) => false,
        };
        if was_held {
            break;
        }
    }
    Ok(was_held)
}

impl Stored for Deleted {
    const ENTITY: &'static str = "position_deleted";
    const DICTIONARY: Option<&'static [u8]> = Some(DICTIONARY);

    fn key(&self) -> platform::table::Key {
        keys::deleted(&self.creditor, &self.nav)
    }
}
