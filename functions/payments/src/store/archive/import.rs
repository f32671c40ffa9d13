//! The positions of one import, in the order of its file, along its chunks.

use std::collections::HashMap;

use futures::future::try_join_all;
use kernel::ids::ImportId;
use kernel::notice::NoticeNumber;
use platform::table::{Query, Stored, Table, TableError};

use super::{Place, Round, Search};
use crate::domain::position::DebtPosition;
use crate::store::imports::ChunkDone;
use crate::store::keys;
use crate::store::positions::seen::current;
use crate::store::positions::{PositionPointer, is};

/// Chunks of one round: a batch each, in parallel.
const CHUNKS_MAX: u32 = 8;
/// Positions of a chunk; a smaller guess reads a chunk too many at most.
const CHUNK_POSITIONS: u32 = 90;

/// 1 query, then a batch for each chunk.
pub(super) async fn round(
    table: &Table,
    search: &Search<'_>,
    from: &Place,
    limit: u32,
) -> Result<Round, TableError> {
    let Some(import) = &search.filter.import else {
        return Ok((Vec::new(), None));
    };
    let after = from.sk.as_deref().unwrap_or_default();
    let chunk = after.split('-').next().and_then(|chunk| chunk.parse().ok());
    let chunks = (limit.div_ceil(CHUNK_POSITIONS) + 1).min(CHUNKS_MAX);
    let query = way(search, import, (from.back, chunk)).limit(chunks);
    let page = table.query::<ChunkDone>(&query).await?;
    let batches = page.items.iter().map(|chunk| of_chunk(table, chunk));
    let mut found = Vec::new();
    for (chunk, positions) in page.items.iter().zip(try_join_all(batches).await?) {
        let mut places: Vec<_> = (0..).zip(&chunk.navs).collect();
        if from.back {
            places.reverse();
        }
        for (n, nav) in places {
            let sk = sk(chunk.chunk, n);
            let ahead = match from.back {
                true => after.is_empty() || sk.as_str() < after,
                false => sk.as_str() > after,
            };
            if let Some(position) = positions.get(nav).filter(|_| ahead) {
                found.push((from.behind(sk), position.clone()));
            }
        }
    }
    let last = page.items.last().filter(|_| page.next.is_some());
    let reached = last.and_then(|last| match from.back {
        true => Some(format!("{:06}-{BEHIND}", last.chunk.checked_sub(1)?)),
        false => Some(format!("{:06}-", last.chunk + 1)),
    });
    Ok((found, reached.map(|sk| from.behind(sk))))
}

/// Sorts behind every place of a chunk.
const BEHIND: char = '~';

fn sk(chunk: u64, place: u32) -> String {
    format!("{chunk:06}-{place:03}")
}

/// The chunks from this one on, or from it back.
fn way(search: &Search<'_>, import: &ImportId, (back, chunk): (bool, Option<u64>)) -> Query {
    let query = Query::table(keys::import_pk(search.creditor, import));
    match back {
        true => {
            let (low, high) = keys::chunks_to(chunk);
            query.between(low, high).descending()
        }
        false => {
            let (low, high) = keys::chunks_from(chunk.unwrap_or(0));
            query.between(low, high)
        }
    }
}

async fn of_chunk(
    table: &Table,
    chunk: &ChunkDone,
) -> Result<HashMap<NoticeNumber, DebtPosition>, TableError> {
    let navs = chunk.navs.iter();
    let keys: Vec<_> = navs
        .map(|nav| keys::position(&chunk.creditor, nav))
        .collect();
    let mut found = HashMap::with_capacity(keys.len());
    let mut items = table.get_many_items(&keys).await?;
    items.retain(|item| !is(item, PositionPointer::ENTITY));
    for position in current(table, items).await? {
        found.insert(position.nav.clone(), position);
    }
    Ok(found)
}
