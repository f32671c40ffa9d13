//! Positions that are to be changed together.

use std::collections::HashMap;

use kernel::ids::Iupd;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Table, TableError};

use crate::domain::position::DebtPosition;
use crate::store::keys;
use crate::store::positions::{IupdPointer, by_navs, derived};

/// The positions with these ids, where they are there, in this order: 1 batch per 100 for those that need a
/// pointer, 1 per 100 positions, 1 more while something is held.
pub async fn by_iupds(
    table: &Table,
    creditor: &OrgFiscalCode,
    iupds: &[Iupd],
) -> Result<Vec<Option<DebtPosition>>, TableError> {
    let pointed = iupds.iter().filter(|id| derived(creditor, id).is_none());
    let wanted: Vec<Key> = pointed.map(|id| keys::iupd(creditor, id)).collect();
    let pointers: Vec<IupdPointer> = table.get_many(&wanted).await?;
    let navs = iupds.iter().filter_map(|id| derived(creditor, id));
    let navs: Vec<_> = navs
        .chain(pointers.into_iter().map(|pointer| pointer.position))
        .collect();
    let found = by_navs(table, creditor, navs.iter()).await?;
    let mut by_id: HashMap<Iupd, DebtPosition> = found
        .into_iter()
        .map(|position| (position.iupd.clone(), position))
        .collect();
    Ok(iupds.iter().map(|id| by_id.remove(id)).collect())
}
