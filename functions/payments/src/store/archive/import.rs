//! The positions of one import, in the order of its file, along its chunks.

use std::collections::HashMap;

use futures::future::try_join_all;
use kernel::notice::NoticeNumber;
use platform::table::{Query, Stored, Table, TableError, from_item};

use super::{Place, Round, Search};
use crate::domain::position::DebtPosition;
use crate::store::imports::ChunkDone;
use crate::store::keys;
use crate::store::positions::{is, sound};

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
    let first = after.split('-').next().and_then(|chunk| chunk.parse().ok());
    let (low, high) = keys::chunks_from(first.unwrap_or(0));
    let chunks = (limit.div_ceil(CHUNK_POSITIONS) + 1).min(CHUNKS_MAX);
    let query = Query::table(keys::import_pk(search.creditor, import)).between(low, high);
    let page = table.query::<ChunkDone>(&query.limit(chunks)).await?;
    let batches = page.items.iter().map(|chunk| of_chunk(table, chunk));
    let mut found = Vec::new();
    for (chunk, positions) in page.items.iter().zip(try_join_all(batches).await?) {
        for (n, nav) in chunk.navs.iter().enumerate() {
            let sk = format!("{:06}-{n:03}", chunk.chunk);
            if let Some(position) = positions.get(nav)
                && sk.as_str() > after
            {
                found.push((from.behind(sk), position.clone()));
            }
        }
    }
    let last = page.items.last().filter(|_| page.next.is_some());
    let reached = last.map(|chunk| from.behind(format!("{:06}-", chunk.chunk + 1)));
    Ok((found, reached))
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
    for item in table.get_many_items(&keys).await? {
        if is(&item, DebtPosition::ENTITY) {
            let position: DebtPosition = sound(from_item(item)?)?;
            found.insert(position.nav.clone(), position);
        }
    }
    Ok(found)
}
