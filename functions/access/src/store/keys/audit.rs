//! The keys of the log of activities.
//!
//! | entity | PK | SK | who reads it | requests |
//! |---|---|---|---|---|
//! | event | `AUDIT#<fiscal code>#<day>#<shard>` | `<id>` | the page of the log, the sealing | 1 query a shard and day, 8 side by side |
//! | … of an object | gsi1 `AUDITOF#<fiscal code>#<object>` | `<id>` | the page, by notice or id | 1 query |
//! | … of a person or key | gsi2 `AUDITBY#<fiscal code>#<who>` | `<id>` | the page, by person | 1 query |
//! | … of an hour, all organisations | gsi4 `AUDITHOUR#<hour>#<shard>` | `<id>` | the sealing | 1 query a shard and hour |
//! | chain, its blocks | `AUDITCHAIN#<fiscal code>` | `CHAIN`, `BLOCK#<number>` | sealing, page, verifier | 1 get; 1 query |
//! | how far all are sealed | `AUDITSEAL` | `PROGRESS` | the sealing | 1 get, 1 put |
//!
//! A day has four shards (the last character of the id), so that one organisation may do 4,000 things
//! a second; an hour of the whole installation has eight. An event without organisation stands at `-`.
//! Writing an event costs 4 write units, 3 without an object.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Query};

use crate::domain::audit::{Object, Who, day_of, minted_at, shard_of};

/// Shards of an hour of the whole installation.
pub const HOUR_SHARDS: u32 = 8;

pub fn event(tenant: Option<&OrgFiscalCode>, id: &EventId) -> Key {
    Key::new(day_pk(tenant, day_of(id), shard_of(id)), id.as_str())
}

pub fn day_pk(tenant: Option<&OrgFiscalCode>, day: Date, shard: u32) -> String {
    format!("AUDIT#{}#{day}#{shard}", code(tenant))
}

pub fn of_object(tenant: &OrgFiscalCode, object: &Object, id: &EventId) -> Key {
    Key::new(object_pk(tenant, object), id.as_str())
}

pub fn object_pk(tenant: &OrgFiscalCode, object: &Object) -> String {
    format!("AUDITOF#{tenant}#{}", object.as_str())
}

pub fn of_person(tenant: &OrgFiscalCode, who: &Who, id: &EventId) -> Key {
    Key::new(person_pk(tenant, who), id.as_str())
}

pub fn person_pk(tenant: &OrgFiscalCode, who: &Who) -> String {
    format!("AUDITBY#{tenant}#{who}")
}

pub fn of_hour(id: &EventId) -> Key {
    let last = id.as_str().bytes().last().unwrap_or(b'0');
    Key::new(
        hour_pk(minted_at(id), u32::from(last) % HOUR_SHARDS),
        id.as_str(),
    )
}

pub fn hour_pk(at: Timestamp, shard: u32) -> String {
    let hour = at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H");
    format!("AUDITHOUR#{hour}#{shard}")
}

fn code(tenant: Option<&OrgFiscalCode>) -> &str {
    tenant.map_or("-", OrgFiscalCode::as_str)
}

/// Where the sealing of an organisation stands.
pub fn chain(tenant: Option<&OrgFiscalCode>) -> Key {
    Key::new(chain_pk(tenant), "CHAIN")
}

pub fn block(tenant: Option<&OrgFiscalCode>, number: u64) -> Key {
    Key::new(chain_pk(tenant), format!("{BLOCK_PREFIX}{number:010}"))
}

pub fn blocks(tenant: Option<&OrgFiscalCode>) -> Query {
    Query::table(chain_pk(tenant)).prefix(BLOCK_PREFIX)
}

/// How far all organisations have been sealed.
pub fn progress() -> Key {
    Key::new("AUDITSEAL", "PROGRESS")
}

/// Whose partition of events this is; nothing for a key of another kind.
pub fn tenant_of(pk: &str) -> Option<Option<OrgFiscalCode>> {
    let code = pk.strip_prefix("AUDIT#")?.split('#').next()?;
    match code {
        "-" => Some(None),
        code => OrgFiscalCode::parse(code).ok().map(Some),
    }
}

const BLOCK_PREFIX: &str = "BLOCK#";

fn chain_pk(tenant: Option<&OrgFiscalCode>) -> String {
    format!("AUDITCHAIN#{}", code(tenant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_events_stand_in_a_partition_is_read_from_its_key() {
        let town = OrgFiscalCode::parse("80047110152").unwrap();
        let id = EventId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        let of = |tenant: Option<&OrgFiscalCode>| tenant_of(&event(tenant, &id).pk);
        assert_eq!(of(Some(&town)), Some(Some(town.clone())));
        assert_eq!(of(None), Some(None));
        assert_eq!(tenant_of("USER#01KA9B6N0M5VJ8G2Q4T7XW3ZRE"), None);
    }
}
