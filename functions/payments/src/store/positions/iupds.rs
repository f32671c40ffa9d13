//! Positions by the id that their body gave them.

use std::collections::BTreeSet;

use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::{by_nav, by_navs, keys};
use crate::domain::position::{DebtPosition, Origin};

/// An id made by a client leads to the position. Imports make theirs of the position's number
/// (`<cf>-<nav>`) and need no pointer; a client may choose one of the same form, of whatever number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IupdPointer {
    pub creditor: OrgFiscalCode,
    pub iupd: Iupd,
    /// The number under which the position stands.
    pub position: NoticeNumber,
}

impl Stored for IupdPointer {
    const ENTITY: &'static str = "iupd_pointer";

    fn key(&self) -> Key {
        keys::iupd(&self.creditor, &self.iupd)
    }
}

impl IupdPointer {
    /// The pointer that a position needs: all but those of imports do, so that an id is taken once.
    pub(in crate::store) fn of(position: &DebtPosition) -> Option<Self> {
        let is_made_of_its_number =
            derived(&position.creditor, &position.iupd).as_ref() == Some(&position.nav);
        let needs_none = is_made_of_its_number && matches!(position.origin, Origin::Import(_));
        (!needs_none).then(|| Self {
            creditor: position.creditor.clone(),
            iupd: position.iupd.clone(),
            position: position.nav.clone(),
        })
    }

    /// It goes with its position, in one transaction; where none was written it is not missed.
    pub(super) fn any() -> Condition {
        Condition::NewOrEquals("entity", Self::ENTITY.to_owned())
    }
}

/// The number that an id of an import is made of.
pub(in crate::store) fn derived(creditor: &OrgFiscalCode, iupd: &Iupd) -> Option<NoticeNumber> {
    let rest = iupd.as_str().strip_prefix(creditor.as_str())?;
    NoticeNumber::parse(rest.strip_prefix('-')?).ok()
}

/// The position with this id: 2 requests, 1 for the id of an import. An id that a client made of another
/// position's number costs both.
pub async fn by_iupd(
    table: &Table,
    creditor: &OrgFiscalCode,
    iupd: &Iupd,
) -> Result<Option<DebtPosition>, TableError> {
    let has_it = |position: &DebtPosition| position.iupd == *iupd;
    if let Some(nav) = derived(creditor, iupd) {
        let found = by_nav(table, creditor, &nav).await?;
        if let Some(found) = found.filter(has_it) {
            return Ok(Some(found));
        }
    }
    let key = keys::iupd(creditor, iupd);
    let Some(pointer) = table.get::<IupdPointer>(&key).await? else {
        return Ok(None);
    };
    let found = by_nav(table, creditor, &pointer.position).await?;
    Ok(found.filter(has_it))
}

/// The places of new positions whose id is that of a position which needs no pointer: nothing but a look
/// finds it out. Nothing is asked where no id has the form of an import's with another number: else 1 batch
/// per 100.
pub(in crate::store) async fn taken_without_pointer(
    table: &Table,
    positions: &[&DebtPosition],
) -> Result<Vec<usize>, TableError> {
    let mut wanted = BTreeSet::new();
    for position in positions {
        let nav = derived(&position.creditor, &position.iupd);
        wanted.extend(nav.filter(|nav| *nav != position.nav));
    }
    let Some(first) = positions.first().filter(|_| !wanted.is_empty()) else {
        return Ok(Vec::new());
    };
    let found = by_navs(table, &first.creditor, wanted.iter()).await?;
    let is_taken = |position: &&DebtPosition| {
        found
            .iter()
            .any(|other| other.iupd == position.iupd && other.nav != position.nav)
    };
    let places = positions.iter().enumerate();
    let places = places.filter(|(_, position)| is_taken(position));
    Ok(places.map(|(place, _)| place).collect())
}
