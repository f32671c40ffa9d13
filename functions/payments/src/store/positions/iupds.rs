//! Positions by the id that their body gave them.

use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::{by_nav, keys};
use crate::domain::position::DebtPosition;

/// An id made by a client leads to the position. One that is derived from the position's number
/// (`<cf>-<nav>`, as imports make them) needs no pointer.
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
    /// The pointer that a position needs.
    pub(in crate::store) fn of(position: &DebtPosition) -> Option<Self> {
        let derived = derived(&position.creditor, &position.iupd);
        derived.is_none().then(|| Self {
            creditor: position.creditor.clone(),
            iupd: position.iupd.clone(),
            position: position.nav.clone(),
        })
    }
}

/// The number that an id of an import is made of.
pub(in crate::store) fn derived(creditor: &OrgFiscalCode, iupd: &Iupd) -> Option<NoticeNumber> {
    let rest = iupd.as_str().strip_prefix(creditor.as_str())?;
    NoticeNumber::parse(rest.strip_prefix('-')?).ok()
}

/// The position with this id: 2 requests, 1 for the id of an import.
pub async fn by_iupd(
    table: &Table,
    creditor: &OrgFiscalCode,
    iupd: &Iupd,
) -> Result<Option<DebtPosition>, TableError> {
    let nav = match derived(creditor, iupd) {
        Some(nav) => nav,
        None => {
            let pointer = table
                .get::<IupdPointer>(&keys::iupd(creditor, iupd))
                .await?;
            match pointer {
                Some(pointer) => pointer.position,
                None => return Ok(None),
            }
        }
    };
    let position = by_nav(table, creditor, &nav).await?;
    Ok(position.filter(|position| position.iupd == *iupd))
}
