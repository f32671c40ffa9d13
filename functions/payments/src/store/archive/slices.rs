//! Several partitions of an index read as one sorted list.

use futures::future::try_join_all;
use platform::table::{Item, Query, Table, TableError};

use crate::store::positions::seen::is_held;

/// Partitions of index `gsi<index>` that are walked together.
#[derive(Clone, Debug)]
pub struct Leg {
    pub index: u8,
    pub partitions: Vec<String>,
    /// The first and the last sort key.
    pub range: (String, String),
    pub descending: bool,
}

/// A stretch of the list: everything of it is there.
#[derive(Debug)]
pub struct Slice {
    /// With their sort keys, in order.
    pub items: Vec<(String, Item)>,
    /// The sort key up to which the list has been read; absent at its end.
    pub reached: Option<String>,
}

/// The stretch behind `after`: 1 query a partition, in parallel, `limit` items each at most. It ends
/// where the first of the partitions that go on was left.
pub async fn slice(
    table: &Table,
    leg: &Leg,
    after: Option<&str>,
    limit: u32,
) -> Result<Slice, TableError> {
    let (low, high) = (leg.range.0.as_str(), leg.range.1.as_str());
    let (low, high) = match after {
        Some(place) if leg.descending => (low, high.min(place)),
        Some(place) => (low.max(place), high),
        None => (low, high),
    };
    if low > high {
        return Ok(Slice {
            items: Vec::new(),
            reached: None,
        });
    }
    let pages = leg.partitions.iter().map(|pk| {
        let query = Query::gsi(leg.index, pk.as_str()).between(low, high);
        let query = query.limit(limit);
        let query = if leg.descending {
            query.descending()
        } else {
            query
        };
        async move { table.query_items(&query).await }
    });
    let name = format!("gsi{}sk", leg.index);
    let (mut items, mut left) = (Vec::new(), Vec::new());
    for page in try_join_all(pages).await? {
        let read = page.items.into_iter();
        let mut read: Vec<(String, Item)> = read.filter_map(|item| with_key(item, &name)).collect();
        if page.next.is_some() {
            end_between_places(&mut read);
            left.extend(read.last().map(|(sk, _)| sk.clone()));
        }
        items.extend(read);
    }
    let reached = if leg.descending {
        left.into_iter().max()
    } else {
        left.into_iter().min()
    };
    items.retain(|(sk, _)| Some(sk.as_str()) != after && within(sk, reached.as_deref(), leg));
    items.sort_by(|(a, _), (b, _)| if leg.descending { b.cmp(a) } else { a.cmp(b) });
    Ok(Slice { items, reached })
}

/// What a bulk replaces stands twice in one place: a stretch does not end between the two.
fn end_between_places(read: &mut Vec<(String, Item)>) {
    let last = read.last().filter(|(_, item)| is_held(item));
    let Some((place, _)) = last.cloned() else {
        return;
    };
    let before = read.iter().filter(|(sk, _)| *sk != place).count();
    if before > 0 && before + 1 == read.len() {
        read.truncate(before);
    }
}

fn with_key(item: Item, name: &str) -> Option<(String, Item)> {
    let sk = item.get(name)?.as_s().ok()?.clone();
    Some((sk, item))
}

fn within(sk: &str, reached: Option<&str>, leg: &Leg) -> bool {
    reached.is_none_or(|end| if leg.descending { sk >= end } else { sk <= end })
}
