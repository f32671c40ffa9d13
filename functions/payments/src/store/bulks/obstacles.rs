//! What stood in the way of a bulk's transaction: looked for only when it was refused.

use std::collections::{BTreeSet, HashMap};

use kernel::notice::NoticeNumber;
use platform::table::{Item, Key, Stored, Table, TableError, from_item, is_record};

use super::act::Act;
use super::release::finish;
use crate::domain::bulk::Bulk;
use crate::domain::position::{DebtPosition, Deleted};
use crate::store::keys;
use crate::store::positions::held::Held;
use crate::store::positions::{IupdPointer, PositionPointer, taken_without_pointer};

pub(super) enum Obstacle {
    /// The bulk itself holds a position of these acts: the transaction had been written.
    Own,
    /// Another bulk, which is gone: what remains is seen when it is tried again.
    Cleared,
    /// Another position has a number or the id of one of the acts.
    Taken,
    /// The position of an act is not what was decided upon.
    Stale,
}

/// What stands at the keys that acts write.
struct Around {
    there: HashMap<Key, Item>,
    /// What the pointers among them lead to.
    behind: HashMap<Key, Item>,
}

impl Around {
    /// 1 batch per 100 keys, and 1 for each 100 pointers met.
    async fn read(table: &Table, acts: &[Act]) -> Result<Self, TableError> {
        let there = read(table, acts.iter().flat_map(places).collect()).await?;
        let targets: Vec<Key> = there.values().filter_map(target).collect();
        let behind = read(table, targets).await?;
        Ok(Self { there, behind })
    }

    /// The position at this key, or behind the pointer there.
    fn at(&self, key: &Key) -> Option<&Item> {
        let first = self.there.get(key)?;
        match target(first) {
            Some(target) => self.behind.get(&target),
            None => Some(first),
        }
    }
}

/// Looks at every key that the acts write; what another bulk holds is let go.
pub(super) async fn obstacle(
    table: &Table,
    own: &Bulk,
    acts: &[Act],
) -> Result<Obstacle, TableError> {
    let around = Around::read(table, acts).await?;
    let mut found = None;
    let mut others = BTreeSet::new();
    for act in acts {
        for key in places(act) {
            let is_gone = !around.there.contains_key(&key);
            if is_gone && !matches!(act, Act::Create { .. }) && key == act.anchor().key() {
                found = found.or(Some(Obstacle::Stale));
            }
            let Some(last) = around.at(&key) else {
                continue;
            };
            if is_record::<Held>(last) {
                let held: Held = from_item(last.clone())?;
                if held.bulk != own.id {
                    others.insert(held.bulk);
                } else if held.position.nav == act.anchor().nav {
                    return Ok(Obstacle::Own);
                } else {
                    // Another position of the same bulk has the number or the id.
                    found = found.or(Some(Obstacle::Taken));
                }
            } else {
                found = found.or(judged(act, last)?);
            }
        }
    }
    for other in others {
        finish(table, &own.creditor, &other, own.started_at).await?;
    }
    Ok(found.unwrap_or(Obstacle::Cleared))
}

/// The first act of a bulk, as its caller counts them, whose number or id another position has.
pub(super) async fn first_taken(
    table: &Table,
    acts: &[Act],
    told_at: &[usize],
) -> Result<Option<usize>, TableError> {
    let around = Around::read(table, acts).await?;
    let unpointed = taken_unpointed(table, acts).await?;
    let mut first: Option<usize> = None;
    for (n, (act, told_at)) in acts.iter().zip(told_at).enumerate() {
        let mut is_taken = unpointed.contains(&n);
        for item in places(act).iter().filter_map(|key| around.at(key)) {
            let is_plain = !is_record::<Held>(item);
            is_taken |= is_plain && matches!(judged(act, item)?, Some(Obstacle::Taken));
        }
        if is_taken {
            first = Some(first.map_or(*told_at, |first| first.min(*told_at)));
        }
    }
    Ok(first)
}

/// The new positions whose id is that of an import, which no pointer guards.
pub(super) async fn taken_unpointed(
    table: &Table,
    acts: &[Act],
) -> Result<BTreeSet<usize>, TableError> {
    let is_new = |(_, act): &(usize, &Act)| matches!(act, Act::Create { .. });
    let new: Vec<(usize, &Act)> = acts.iter().enumerate().filter(is_new).collect();
    let positions: Vec<&DebtPosition> = new.iter().map(|(_, act)| act.anchor()).collect();
    let taken = taken_without_pointer(table, &positions).await?;
    let place = |taken: usize| new.get(taken).map(|(n, _)| *n);
    Ok(taken.into_iter().filter_map(place).collect())
}

/// What a plain position under one of an act's keys means for it.
fn judged(act: &Act, item: &Item) -> Result<Option<Obstacle>, TableError> {
    let position: DebtPosition = from_item(item.clone())?;
    let own = act.anchor();
    Ok(match act {
        Act::Create { .. } => Some(Obstacle::Taken),
        Act::Replace { .. } | Act::Remove { .. } if position.nav != own.nav => {
            Some(Obstacle::Taken)
        }
        Act::Replace { before, .. } | Act::Remove { before, .. } => {
            (position.version != before.version).then_some(Obstacle::Stale)
        }
    })
}

/// The acts that add a number which another act of the same bulk has, adds or gives up: numbers do not wander from
/// one position to another within a bulk, since the two are not written at the same instant.
pub(super) fn wandering(acts: &[Act]) -> Vec<usize> {
    let mut owners: HashMap<&NoticeNumber, usize> = HashMap::new();
    for (place, act) in acts.iter().enumerate() {
        for nav in before(act) {
            owners.entry(nav).or_insert(place);
        }
    }
    let mut wander = Vec::new();
    for (place, act) in acts.iter().enumerate() {
        for nav in added(act) {
            if *owners.entry(nav).or_insert(place) != place {
                wander.push(place);
            }
        }
    }
    wander
}

/// The numbers that lead to the position of an act before it.
fn before(act: &Act) -> BTreeSet<&NoticeNumber> {
    match act {
        Act::Create { .. } => BTreeSet::new(),
        Act::Replace { before, .. } | Act::Remove { before, .. } => {
            let parts = before.installments().map(|part| &part.nav);
            parts.chain([&before.nav]).collect()
        }
    }
}

/// Those that lead to it after the act alone.
fn added(act: &Act) -> Vec<&NoticeNumber> {
    let after = match act {
        Act::Create { position, .. } => position,
        Act::Replace { changed, .. } => &changed.after,
        Act::Remove { .. } => return Vec::new(),
    };
    let before = before(act);
    let parts = after.installments().map(|part| &part.nav);
    parts.filter(|nav| !before.contains(nav)).collect()
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
