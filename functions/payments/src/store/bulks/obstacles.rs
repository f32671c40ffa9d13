//! What stood in the way of a bulk's transaction: looked for only when it was refused.

use std::collections::{BTreeSet, HashMap};

use platform::table::{Item, Key, Stored, Table, TableError, from_item, is_record};

use super::act::Act;
use super::release::finish;
use crate::domain::bulk::Bulk;
use crate::domain::position::{DebtPosition, Deleted};
use crate::store::keys;
use crate::store::positions::held::Held;
use crate::store::positions::{IupdPointer, PositionPointer};

pub(super) enum Obstacle {
    /// The bulk itself: the transaction had been written.
    Own,
    /// Another bulk, which is gone: what remains is seen when it is tried again.
    Cleared,
    /// Another position has a number or the id of the act in this place.
    Taken(usize),
    /// The position of an act is not what was decided upon.
    Stale,
}

/// Looks at every key that the acts write: 1 batch per 100, and 1 for each 100 pointers met; what another
/// bulk holds is let go.
pub(super) async fn obstacle(
    table: &Table,
    own: &Bulk,
    acts: &[Act],
) -> Result<Obstacle, TableError> {
    let there = read(table, acts.iter().flat_map(places).collect()).await?;
    let targets: Vec<Key> = there.values().filter_map(target).collect();
    let behind = read(table, targets).await?;
    let mut found = None;
    let mut others = BTreeSet::new();
    for (place, act) in acts.iter().enumerate() {
        for key in places(act) {
            let Some(first) = there.get(&key) else {
                if !matches!(act, Act::Create { .. }) && key == act.anchor().key() {
                    found = found.or(Some(Obstacle::Stale));
                }
                continue;
            };
            let last = target(first).map_or(Some(first), |target| behind.get(&target));
            let Some(last) = last else { continue };
            if is_record::<Held>(last) {
                let held: Held = from_item(last.clone())?;
                if held.bulk == own.id {
                    return Ok(Obstacle::Own);
                }
                others.insert(held.bulk);
            } else {
                found = found.or(judged(place, act, last)?);
            }
        }
    }
    for other in others {
        finish(table, &own.creditor, &other, own.started_at).await?;
    }
    Ok(found.unwrap_or(Obstacle::Cleared))
}

/// What a plain position under one of an act's keys means for it.
fn judged(place: usize, act: &Act, item: &Item) -> Result<Option<Obstacle>, TableError> {
    let position: DebtPosition = from_item(item.clone())?;
    let own = act.anchor();
    Ok(match act {
        Act::Create { .. } => Some(Obstacle::Taken(place)),
        Act::Replace { .. } | Act::Remove { .. } if position.nav != own.nav => {
            Some(Obstacle::Taken(place))
        }
        Act::Replace { before, .. } | Act::Remove { before, .. } => {
            (position.version != before.version).then_some(Obstacle::Stale)
        }
    })
}

/// The keys that an act writes or needs.
fn places(act: &Act) -> Vec<Key> {
    let numbers = |position: &DebtPosition| -> Vec<Key> {
        let parts = position.installments();
        parts
            .map(|part| keys::position(&position.creditor, &part.nav))
            .collect()
    };
    let anchor = act.anchor().key();
    let mut places = match act {
        Act::Create { position, .. } => {
            let mut places = numbers(position);
            places.extend(IupdPointer::of(position).map(|pointer| pointer.key()));
            places
        }
        Act::Replace { changed, .. } => numbers(&changed.after),
        Act::Remove { .. } => Vec::new(),
    };
    if !places.contains(&anchor) {
        places.push(anchor);
    }
    places
}

/// Where a pointer leads.
fn target(item: &Item) -> Option<Key> {
    if is_record::<PositionPointer>(item) {
        let pointer: PositionPointer = from_item(item.clone()).ok()?;
        return Some(keys::position(&pointer.creditor, &pointer.position));
    }
    if is_record::<IupdPointer>(item) {
        let pointer: IupdPointer = from_item(item.clone()).ok()?;
        return Some(keys::position(&pointer.creditor, &pointer.position));
    }
    None
}

async fn read(table: &Table, mut wanted: Vec<Key>) -> Result<HashMap<Key, Item>, TableError> {
    wanted.sort();
    wanted.dedup();
    let items = table.get_many_items(&wanted).await?;
    let keyed = items.into_iter().filter_map(|item| {
        let text = |name: &str| item.get(name)?.as_s().ok().cloned();
        Some((Key::new(text("pk")?, text("sk")?), item))
    });
    Ok(keyed.collect())
}

/// Tells each new position what was deleted under its number: 1 batch per 100.
pub(super) async fn formers(table: &Table, acts: &mut [Act]) -> Result<(), TableError> {
    let key = |act: &Act| keys::deleted(act.creditor(), &act.anchor().nav);
    let wanted = acts.iter().map(key).collect();
    let mut found = read(table, wanted).await?;
    for act in acts {
        if let Some(item) = found.remove(&key(act)) {
            let deleted: Deleted = from_item(item)?;
            act.follows(deleted.version);
        }
    }
    Ok(())
}
