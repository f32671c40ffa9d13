//! A whole day of the log, each event with the place where it really stands.

use futures::future::try_join_all;
use jiff::civil::Date;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Query, Table, TableError, from_item};

use super::keys;
use crate::domain::audit::{AuditEvent, SHARDS};

/// An event, and the id under which it was found: another than its own where somebody moved it.
#[derive(Clone, Debug)]
pub struct Placed {
    pub place: EventId,
    /// Absent where what stands there cannot be read as an event.
    pub event: Option<AuditEvent>,
}

/// All events of a day, in no order: 4 queries, more where a day has many.
pub async fn day(
    table: &Table,
    tenant: Option<&OrgFiscalCode>,
    day: Date,
) -> Result<Vec<Placed>, TableError> {
    let shards = (0..SHARDS).map(|shard| shard_of_day(table, keys::day_pk(tenant, day, shard)));
    Ok(try_join_all(shards).await?.into_iter().flatten().collect())
}

async fn shard_of_day(table: &Table, pk: String) -> Result<Vec<Placed>, TableError> {
    let (mut query, mut found) = (Query::table(pk), Vec::new());
    loop {
        let page = table.query_items(&query).await?;
        for item in page.items {
            let place = item.get("sk").and_then(|sk| sk.as_s().ok());
            let Some(place) = place.and_then(|sk| EventId::parse(sk).ok()) else {
                continue;
            };
            let event = from_item(item).ok();
            found.push(Placed { place, event });
        }
        if page.next.is_none() {
            return Ok(found);
        }
        query = query.after(page.next);
    }
}
