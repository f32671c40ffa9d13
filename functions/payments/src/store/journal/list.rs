//! Reading the journal: newest first, or back towards the newest from a place.

use access::domain::audit::{first_id, minted_at};
use futures::future::try_join_all;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::ids::EventId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Query, Table, TableError, from_item};

use super::keys;
use crate::domain::journal::Entry;
use crate::store::keys::SHARDS;

/// Rounds of queries for one page. A rare call in a long time takes another press.
const ROUNDS_MAX: usize = 16;
/// Entries that one query reads: a packed one has 1 to 2 KB.
const READ_MAX: u32 = 100;

/// What part of the journal is walked.
#[derive(Clone, Debug)]
pub struct Listing {
    pub creditor: OrgFiscalCode,
    pub from: Timestamp,
    /// Not included.
    pub until: Timestamp,
    pub notice: Option<NoticeNumber>,
    /// Only what was refused or failed.
    pub faults: bool,
    pub descending: bool,
}

/// Entries found, in the order of the walk, and how far it came.
#[derive(Debug, Default)]
pub struct Found {
    pub entries: Vec<Entry>,
    /// The entry after which to go on; absent at the end.
    pub next: Option<EventId>,
}

/// Partitions that are read side by side.
struct Round {
    lanes: Vec<Query>,
    /// The place at which they are all behind.
    end: Option<EventId>,
    keys_only: bool,
}

impl Listing {
    /// The next `most` entries after `place` that are wanted: 8 queries a round; by notice 1 and a
    /// batch.
    pub async fn page(
        &self,
        table: &Table,
        (place, most): (Option<EventId>, usize),
        wanted: impl Fn(&Entry) -> bool,
    ) -> Result<Found, TableError> {
        let (mut found, mut place, mut asked) = (Found::default(), place, 0);
        for round in self.rounds(place.as_ref()) {
            loop {
                if asked >= ROUNDS_MAX {
                    found.next = place;
                    return Ok(found);
                }
                asked += 1;
                let (entries, frontier) = self.read(table, &round, place.as_ref()).await?;
                found.entries.extend(entries.into_iter().filter(&wanted));
                if found.entries.len() > most {
                    found.entries.truncate(most);
                    found.next = found.entries.last().map(|entry| entry.id.clone());
                    return Ok(found);
                }
                let Some(frontier) = frontier else { break };
                place = Some(frontier);
            }
            place = round.end.clone().or(place);
        }
        Ok(found)
    }

    /// What one round shows, in order, and how far it can be trusted to be all: a lane that was cut
    /// off says nothing of what follows its last entry.
    async fn read(
        &self,
        table: &Table,
        round: &Round,
        place: Option<&EventId>,
    ) -> Result<(Vec<Entry>, Option<EventId>), TableError> {
        let (low, high) = self.bounds(place);
        if low > high {
            return Ok((Vec::new(), None));
        }
        let keys_only = round.keys_only;
        let asked = round.lanes.iter().map(|lane| {
            let lane = lane.clone().between(low.as_str(), high.as_str());
            let lane = lane.limit(READ_MAX);
            let lane = match self.descending {
                true => lane.descending(),
                false => lane,
            };
            async move { lane_of(table, &lane, keys_only).await }
        });
        let (mut entries, mut ends) = (Vec::new(), Vec::new());
        for (read, end) in try_join_all(asked).await? {
            entries.extend(read);
            ends.extend(end);
        }
        let frontier = match self.descending {
            true => ends.into_iter().max(),
            false => ends.into_iter().min(),
        };
        entries.retain(|entry| self.is_trusted(&entry.id, (place, frontier.as_ref())));
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        if self.descending {
            entries.reverse();
        }
        Ok((entries, frontier))
    }

    fn is_trusted(&self, id: &EventId, (place, end): (Option<&EventId>, Option<&EventId>)) -> bool {
        let within = end.is_none_or(|end| match self.descending {
            true => id >= end,
            false => id <= end,
        });
        let minted = minted_at(id);
        within && Some(id) != place && self.from <= minted && minted < self.until
    }

    /// `place` itself may be among them.
    fn bounds(&self, place: Option<&EventId>) -> (String, String) {
        let (low, high) = (first_id(self.from), first_id(self.until));
        match place {
            Some(place) if self.descending => (low, high.min(place.to_string())),
            Some(place) => (low.max(place.to_string()), high),
            None => (low, high),
        }
    }

    fn rounds(&self, place: Option<&EventId>) -> Vec<Round> {
        let single = |lanes, keys_only| {
            let end = None;
            vec![Round {
                lanes,
                end,
                keys_only,
            }]
        };
        if let Some(nav) = &self.notice {
            let pk = keys::journal_notice_pk(&self.creditor, nav);
            return single(vec![Query::gsi(4, pk)], true);
        }
        if self.faults {
            let pks = (0..SHARDS).map(|shard| keys::journal_faults_pk(&self.creditor, shard));
            return single(pks.map(|pk| Query::gsi(1, pk)).collect(), false);
        }
        let mut months = months(self.from, self.until);
        if self.descending {
            months.reverse();
        }
        let reached = place.map(|id| keys::journal_month(minted_at(id)));
        let ahead = |month: &String| match (&reached, self.descending) {
            (None, _) => true,
            (Some(reached), true) => month <= reached,
            (Some(reached), false) => month >= reached,
        };
        let months = months.into_iter().filter(|(month, ..)| ahead(month));
        let round = |(month, start, end): (String, Timestamp, Timestamp)| {
            let creditor = Some(&self.creditor);
            let pks = (0..SHARDS).map(|shard| keys::journal_pk(creditor, &month, shard));
            Round {
                lanes: pks.map(Query::table).collect(),
                end: EventId::parse(&first_id(if self.descending { start } else { end })).ok(),
                keys_only: false,
            }
        };
        months.map(round).collect()
    }
}

/// One lane's entries, and its last sort key where it goes on.
async fn lane_of(
    table: &Table,
    lane: &Query,
    keys_only: bool,
) -> Result<(Vec<Entry>, Option<EventId>), TableError> {
    let page = table.query_items(lane).await?;
    let of = |item: &platform::table::Item, name: &str| item.get(name)?.as_s().ok().cloned();
    let last = page.items.last().and_then(|item| of(item, "sk"));
    let end = last.filter(|_| page.next.is_some());
    let end = end.and_then(|id| EventId::parse(&id).ok());
    let items = match keys_only {
        false => page.items,
        true => {
            let keys = page
                .items
                .iter()
                .filter_map(|item| Some(Key::new(of(item, "pk")?, of(item, "sk")?)));
            table.get_many_items(&keys.collect::<Vec<_>>()).await?
        }
    };
    let entries: Result<Vec<Entry>, _> = items.into_iter().map(from_item).collect();
    Ok((entries?, end))
}

/// The months of a time, oldest first, each with its first moment and that of the next.
fn months(from: Timestamp, until: Timestamp) -> Vec<(String, Timestamp, Timestamp)> {
    let mut all = Vec::new();
    let mut first = from.to_zoned(TimeZone::UTC).date().first_of_month();
    // Ten years, the longest that entries are kept.
    for _ in 0..=120 {
        let start = first.to_zoned(TimeZone::UTC).map(|at| at.timestamp());
        let next = first.checked_add(jiff::Span::new().months(1));
        let (Ok(start), Ok(next)) = (start, next) else {
            break;
        };
        let Ok(end) = next.to_zoned(TimeZone::UTC).map(|at| at.timestamp()) else {
            break;
        };
        if start >= until {
            break;
        }
        all.push((keys::journal_month(start), start, end));
        first = next;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_all_the_months_that_it_touches() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let names = |from, until| {
            let months = months(at(from), at(until));
            months
                .into_iter()
                .map(|(name, ..)| name)
                .collect::<Vec<_>>()
        };
        let winter = names("2025-12-31T23:59:59Z", "2026-02-01T00:00:00.001Z");
        assert_eq!(winter, ["2025-12", "2026-01", "2026-02"]);
        assert_eq!(
            names("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"),
            [""; 0]
        );
    }
}
