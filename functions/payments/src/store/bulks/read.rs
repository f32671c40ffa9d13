//! Positions that are to be changed together.

use std::collections::{BTreeSet, HashMap};

use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Table, TableError};

use crate::domain::position::DebtPosition;
use crate::store::keys;
use crate::store::positions::{IupdPointer, by_navs, derived};

/// The positions with these ids, where they are there, in this order: 1 batch per 100 for the pointers, 1 per
/// 100 positions, 1 more while something is held.
pub async fn by_iupds(
    table: &Table,
    creditor: &OrgFiscalCode,
    iupds: &[Iupd],
) -> Result<Vec<Option<DebtPosition>>, TableError> {
    let wanted: Vec<Key> = iupds.iter().map(|id| keys::iupd(creditor, id)).collect();
    let pointers: Vec<IupdPointer> = table.get_many(&wanted).await?;
    let mut navs: BTreeSet<NoticeNumber> = pointers.into_iter().map(|one| one.position).collect();
    navs.extend(iupds.iter().filter_map(|id| derived(creditor, id)));
    let mut by_id: HashMap<Iupd, DebtPosition> = HashMap::new();
    for position in by_navs(table, creditor, navs.iter()).await? {
        // What stands under the number that its id is made of is what a single look-up finds.
        let is_own = derived(creditor, &position.iupd).as_ref() == Some(&position.nav);
        if is_own || !by_id.contains_key(&position.iupd) {
            by_id.insert(position.iupd.clone(), position);
        }
    }
    Ok(iupds.iter().map(|id| by_id.remove(id)).collect())
}
