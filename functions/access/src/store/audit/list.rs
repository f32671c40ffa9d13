//! Reading the log: newest first or oldest first, by day, by object or by person.

use futures::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Query, Table, TableError};

use super::keys;
use crate::domain::audit::{AuditEvent, Object, SHARDS, Who, day_of, first_id, minted_at};

/// Days that are read side by side: with four shards each, 8 queries.
const DAYS_AT_ONCE: usize = 2;
/// Rounds of queries for one page. A rare act in a long time takes another press.
const ROUNDS_MAX: usize = 16;
/// Events that one query reads.
const READ_MAX: u32 = 200;

/// Along what to walk.
#[derive(Clone, Debug)]
pub enum Way {
    /// These days, in the order in which they are walked; those without events may be left out.
    Days(Vec<Date>),
    Object(Object),
    Person(Who),
}

/// A walk through the log of one organisation (`None`: what belongs to none).
#[derive(Clone, Debug)]
pub struct Walk {
    pub tenant: Option<OrgFiscalCode>,
    pub way: Way,
    pub from: Timestamp,
    /// Not included.
    pub until: Timestamp,
    pub descending: bool,
}

/// Queries that run side by side, and the place where they are all behind.
struct Round {
    lanes: Vec<Query>,
    end: Option<EventId>,
}

/// Events found, and how far the walk came.
#[derive(Debug, Default)]
pub struct Found {
    pub events: Vec<AuditEvent>,
    /// Where to go on after; absent at the end.
    pub next: Option<EventId>,
}

impl Walk {
    /// The next `most` events after `after` that are wanted: 8 queries at a time, 1 by object or person.
    pub async fn page(
        &self,
        table: &Table,
        after: Option<EventId>,
        most: usize,
        wanted: impl Fn(&AuditEvent) -> bool,
    ) -> Result<Found, TableError> {
        let (mut found, mut place) = (Found::default(), after);
        let mut asked = 0;
        let mut ahead = self.rounds(place.as_ref()).into_iter().peekable();
        while let Some(Round { lanes, end }) = ahead.next() {
            loop {
                asked += 1;
                let (events, frontier) = self.round(table, &lanes, place.as_ref()).await?;
                found.events.extend(events.into_iter().filter(&wanted));
                if found.events.len() > most {
                    found.events.truncate(most);
                    found.next = found.events.last().map(|event| event.id.clone());
                    return Ok(found);
                }
                let Some(frontier) = frontier else { break };
                place = Some(frontier);
                if asked >= ROUNDS_MAX {
                    found.next = place;
                    return Ok(found);
                }
            }
            if asked >= ROUNDS_MAX && ahead.peek().is_some() {
                found.next = end.or(place);
                return Ok(found);
            }
        }
        Ok(found)
    }

    /// What one round of queries shows, in order, and how far it can be trusted to be all: a lane that
    /// was cut off says nothing of what follows its last event.
    async fn round(
        &self,
        table: &Table,
        lanes: &[Query],
        place: Option<&EventId>,
    ) -> Result<(Vec<AuditEvent>, Option<EventId>), TableError> {
        let (low, high) = self.bounds(place);
        if low > high {
            return Ok((Vec::new(), None));
        }
        let asked = lanes.iter().map(|lane| {
            let lane = lane.clone().between(low.as_str(), high.as_str());
            let lane = lane.limit(READ_MAX);
            let lane = if self.descending {
                lane.descending()
            } else {
                lane
            };
            async move { table.query::<AuditEvent>(&lane).await }
        });
        let pages = try_join_all(asked).await?;
        let cut = pages.iter().filter(|page| page.next.is_some());
        let ends = cut.filter_map(|page| page.items.last().map(|event| event.id.clone()));
        let frontier = if self.descending {
            ends.max()
        } else {
            ends.min()
        };
        let trusted = |id: &EventId| {
            frontier.as_ref().is_none_or(|end| {
                if self.descending {
                    id >= end
                } else {
                    id <= end
                }
            })
        };
        let mut events: Vec<_> = pages
            .into_iter()
            .flat_map(|page| page.items)
            .filter(|event| trusted(&event.id) && Some(&event.id) != place)
            .filter(|event| self.holds(event))
            .collect();
        events.sort_by(|a, b| a.id.cmp(&b.id));
        if self.descending {
            events.reverse();
        }
        Ok((events, frontier))
    }

    /// Ids of the period that come after `place`; `place` itself may be among them.
    fn bounds(&self, place: Option<&EventId>) -> (String, String) {
        let (low, high) = (first_id(self.from), first_id(self.until));
        match place {
            Some(place) if self.descending => (low, high.min(place.to_string())),
            Some(place) => (low.max(place.to_string()), high),
            None => (low, high),
        }
    }

    fn holds(&self, event: &AuditEvent) -> bool {
        let at = minted_at(&event.id);
        self.from <= at && at < self.until
    }

    /// The rounds of queries, those before `place` left out.
    fn rounds(&self, place: Option<&EventId>) -> Vec<Round> {
        let single = |query| {
            vec![Round {
                lanes: vec![query],
                end: None,
            }]
        };
        match (&self.way, &self.tenant) {
            (Way::Days(days), _) => self.by_day(days, place),
            (Way::Object(object), Some(tenant)) => {
                single(Query::gsi(1, keys::object_pk(tenant, object)))
            }
            (Way::Person(who), Some(tenant)) => single(Query::gsi(2, keys::person_pk(tenant, who))),
            (Way::Object(_) | Way::Person(_), None) => Vec::new(),
        }
    }

    fn by_day(&self, days: &[Date], place: Option<&EventId>) -> Vec<Round> {
        let reached = place.map(day_of);
        let ahead = |day: &&Date| match reached {
            Some(reached) if self.descending => **day <= reached,
            Some(reached) => **day >= reached,
            None => true,
        };
        let days: Vec<_> = days.iter().filter(ahead).copied().collect();
        let tenant = self.tenant.as_ref();
        let of_day = |day: &Date| {
            let pks = (0..SHARDS).map(|shard| keys::day_pk(tenant, *day, shard));
            pks.map(Query::table).collect::<Vec<_>>()
        };
        let round = |days: &[Date]| Round {
            lanes: days.iter().flat_map(of_day).collect(),
            end: days.last().and_then(|day| self.end_of(*day)),
        };
        days.chunks(DAYS_AT_ONCE).map(round).collect()
    }

    /// The place at which a day is behind.
    fn end_of(&self, day: Date) -> Option<EventId> {
        let edge = if self.descending {
            day
        } else {
            day.tomorrow().ok()?
        };
        let edge = edge.to_zoned(TimeZone::UTC).ok()?.timestamp();
        EventId::parse(&first_id(edge)).ok()
    }
}
