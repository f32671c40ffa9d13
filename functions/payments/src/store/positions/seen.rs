//! Positions as any reader sees them: what a bulk holds is what the bulk's record says.
//!
//! No request more where nothing is held. Where something is, 1 batch asks for all records at once, *after* the
//! positions were read: those that were met held are seen all as they were or all as they are to be.

use std::collections::{BTreeSet, HashMap};

use kernel::notice::NoticeNumber;
use platform::table::{Item, Key, Stored, Table, TableError, from_item, is_record};

use super::held::{Held, Next};
use super::{keys, sound};
use crate::domain::bulk::{Bulk, BulkState, Sight, sight};
use crate::domain::position::DebtPosition;

/// A position that is let go between two reads is read again, this often.
const TRIES_MAX: usize = 5;

/// The positions of items that were read by their keys, none of them a pointer; one that nobody may see yet, or
/// any more, is left out. Held ones come last.
pub async fn current(table: &Table, items: Vec<Item>) -> Result<Vec<DebtPosition>, TableError> {
    let (mut items, mut found) = (items, Vec::new());
    for _ in 0..TRIES_MAX {
        let mut held = Vec::new();
        for item in items {
            match is_record::<Held>(&item) {
                true => held.push(from_item::<Held>(item)?),
                false => found.push(sound(from_item(item)?)?),
            }
        }
        if held.is_empty() {
            return Ok(found);
        }
        let (seen, again) = resolve(table, held).await?;
        for position in seen {
            found.push(sound(position)?);
        }
        if again.is_empty() {
            return Ok(found);
        }
        items = table.get_many_items(&again).await?;
    }
    Err(TableError::Request(
        "held positions kept changing".to_owned(),
    ))
}

/// The position of one such item.
pub async fn one(table: &Table, item: Item) -> Result<Option<DebtPosition>, TableError> {
    Ok(current(table, vec![item]).await?.pop())
}

/// What is seen of held positions, and the keys of those that were let go meanwhile: 1 batch.
async fn resolve(
    table: &Table,
    held: Vec<Held>,
) -> Result<(Vec<DebtPosition>, Vec<Key>), TableError> {
    let mut wanted = BTreeSet::new();
    for one in &held {
        wanted.insert(keys::bulk(&one.position.creditor, &one.bulk));
        if sight(one.hold, BulkState::Committed) == Sight::Next {
            wanted.insert(keys::next_position(
                &one.position.creditor,
                &one.position.nav,
            ));
        }
    }
    let wanted: Vec<Key> = wanted.into_iter().collect();
    let (mut bulks, mut nexts) = (HashMap::new(), HashMap::new());
    for item in table.get_many_items(&wanted).await? {
        if is_record::<Bulk>(&item) {
            let bulk: Bulk = from_item(item)?;
            bulks.insert(bulk.id.clone(), bulk.state);
        } else {
            let next: Next = from_item(item)?;
            nexts.insert(next.key(), next);
        }
    }
    let (mut seen, mut again) = (Vec::new(), Vec::new());
    for one in held {
        let state = bulks.get(&one.bulk).copied().ok_or_else(|| lost(&one))?;
        match sight(one.hold, state) {
            Sight::Nothing => {}
            Sight::Held => seen.push(one.position),
            Sight::Next => {
                let next = keys::next_position(&one.position.creditor, &one.position.nav);
                match nexts.remove(&next).filter(|next| next.bulk == one.bulk) {
                    Some(next) => seen.push(next.position),
                    None => again.push(one.key()),
                }
            }
        }
    }
    Ok((seen, again))
}

/// The positions of items of a list, each with its place: 1 batch where some are held. One that is
/// replaced stands there twice, as it was and as it is to be; one of the two is seen.
pub async fn listed<P>(
    table: &Table,
    items: Vec<(P, Item)>,
) -> Result<Vec<(P, DebtPosition)>, TableError> {
    let mut rows = Vec::with_capacity(items.len());
    let mut wanted = BTreeSet::new();
    for (place, item) in items {
        let row = Row::of(item)?;
        if let Some((bulk, position)) = row.held() {
            wanted.insert(keys::bulk(&position.creditor, bulk));
        }
        rows.push((place, row));
    }
    let wanted: Vec<Key> = wanted.into_iter().collect();
    let bulks: Vec<Bulk> = match wanted.is_empty() {
        true => Vec::new(),
        false => table.get_many(&wanted).await?,
    };
    let states: HashMap<_, _> = bulks.iter().map(|bulk| (&bulk.id, bulk.state)).collect();
    let mut found = Vec::with_capacity(rows.len());
    for (place, row) in rows {
        let state = match row.held() {
            None => None,
            Some((bulk, position)) => Some(states.get(bulk).copied().ok_or_else(|| {
                TableError::Corrupt(format!("position {}: bulk {bulk} unknown", position.nav))
            })?),
        };
        if let Some(position) = row.seen(state) {
            found.push((place, sound(position)?));
        }
    }
    Ok(found)
}

/// Whether a bulk decides what is to be seen of an item of a list.
pub fn is_held(item: &Item) -> bool {
    is_record::<Held>(item) || is_record::<Next>(item)
}

/// What stands in a list of positions.
enum Row {
    Plain(DebtPosition),
    Held(Held),
    Next(Next),
}

impl Row {
    fn of(item: Item) -> Result<Self, TableError> {
        Ok(if is_record::<Held>(&item) {
            Self::Held(from_item(item)?)
        } else if is_record::<Next>(&item) {
            Self::Next(from_item(item)?)
        } else {
            Self::Plain(from_item(item)?)
        })
    }

    fn held(&self) -> Option<(&kernel::ids::BulkId, &DebtPosition)> {
        match self {
            Self::Plain(_) => None,
            Self::Held(held) => Some((&held.bulk, &held.position)),
            Self::Next(next) => Some((&next.bulk, &next.position)),
        }
    }

    fn seen(self, state: Option<BulkState>) -> Option<DebtPosition> {
        match (self, state) {
            (Self::Plain(position), _) => Some(position),
            (Self::Held(held), Some(state)) => {
                (sight(held.hold, state) == Sight::Held).then_some(held.position)
            }
            (Self::Next(next), Some(BulkState::Committed)) => Some(next.position),
            (Self::Held(_) | Self::Next(_), _) => None,
        }
    }
}

fn lost(held: &Held) -> TableError {
    let nav: &NoticeNumber = &held.position.nav;
    TableError::Corrupt(format!("position {nav}: bulk {} unknown", held.bulk))
}
